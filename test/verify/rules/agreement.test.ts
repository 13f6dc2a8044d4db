import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { AT, type Case, edited, FACTS, hits, judged } from '../good.js';

const CASES: readonly Case[] = [
  {
    rule: 'port-agrees',
    path: 'Dockerfile',
    from: 'EXPOSE 8080',
    to: 'EXPOSE 8000',
    on: 'EXPOSE 8000',
    severity: 'error',
  },
  { rule: 'port-agrees', path: 'Dockerfile', from: '127.0.0.1:8080', to: '127.0.0.1:8000', on: '127.0.0.1:8000' },
  { rule: 'port-agrees', path: AT.deployment, from: 'value: "8080"', to: 'value: "8000"', on: '8000' },
  { rule: 'port-agrees', path: AT.deployment, from: 'containerPort: 8080', to: 'containerPort: 8000', on: '8000' },
  {
    rule: 'port-agrees',
    path: AT.run,
    from: 'containerPort: 8080',
    to: 'containerPort: 8000',
    on: '8000',
    severity: 'warning',
  },
  { rule: 'port-agrees', path: 'compose.yaml', from: '8080:8080', to: '8080:8000', on: ':8000' },
  { rule: 'port-agrees', path: 'compose.yaml', from: "PORT: '8080'", to: "PORT: '8000'", on: '8000' },
  {
    rule: 'architecture-agrees',
    path: 'Dockerfile',
    from: 'FROM python:3.12-slim-trixie AS runtime',
    to: 'FROM --platform=linux/arm64 python:3.12-slim-trixie AS runtime',
    on: 'arm64',
    severity: 'note',
  },
  {
    rule: 'architecture-agrees',
    path: 'compose.yaml',
    from: '      context: .',
    to: '      context: .\n      platforms:\n        - linux/arm64',
    on: 'linux/arm64',
  },
  { rule: 'user-agrees', path: AT.deployment, from: 'runAsUser: 65532', to: 'runAsUser: 1000', on: '1000' },
  { rule: 'user-agrees', path: 'compose.yaml', from: "'65532:65532'", to: "'1000:1000'", on: '1000' },
  {
    rule: 'health-path-agrees',
    path: AT.deployment,
    from: '/health/ready',
    to: '/health/raedy',
    on: 'raedy',
    severity: 'error',
  },
  {
    rule: 'health-path-agrees',
    path: AT.run,
    from: '/health/live',
    to: '/alive-and-kicking',
    on: 'alive',
    severity: 'warning',
  },
  {
    rule: 'health-path-agrees',
    path: 'Dockerfile',
    from: '/health/live',
    to: '/heath/live',
    on: '/heath/live',
    says: /write \/health\/live/,
  },
  {
    rule: 'env-misspelt',
    path: AT.configuration,
    from: 'LOG_FORMAT',
    to: 'LOG_FROMAT',
    on: 'LOG_FROMAT',
    says: /settings.py:5.*LOG_FORMAT/,
  },
  { rule: 'env-misspelt', path: '.env.example', from: 'LOG_FORMAT', to: 'LOGFORMAT', on: 'LOGFORMAT' },
  { rule: 'env-misspelt', path: AT.run, from: 'name: DATABASE_URL', to: 'name: DATABASE_URI', on: 'DATABASE_URI' },
  {
    rule: 'env-dead',
    path: AT.configuration,
    from: 'LOG_FORMAT: json',
    to: 'LOG_FORMAT: json\n  COLOUR: red',
    on: 'COLOUR',
    severity: 'note',
  },
  {
    rule: 'env-secret',
    path: AT.run,
    from: 'value: json',
    to: 'value: postgresql://a:hunter22@db.example.com/x',
    on: 'LOG_FORMAT',
  },
  {
    rule: 'env-secret',
    path: AT.configuration,
    from: 'LOG_FORMAT: json',
    to: 'API_TOKEN: abcdef123456',
    on: 'API_TOKEN',
    severity: 'error',
  },
  {
    rule: 'compose-references',
    path: 'compose.yaml',
    from: 'depends_on:\n      database',
    to: 'depends_on:\n      databse',
    on: 'databse',
    says: /write database/,
  },
  {
    rule: 'compose-references',
    path: 'compose.yaml',
    from: '- data:/var',
    to: '- dat:/var',
    on: 'dat:',
    says: /write data/,
  },
  {
    rule: 'compose-references',
    path: 'compose.yaml',
    from: '    healthcheck:\n      test: [CMD, pg_isready]\n',
    to: '',
    on: 'condition',
    says: /never ends/,
  },
  { rule: 'compose-writable', path: 'compose.yaml', from: '- /tmp', to: '- /run', on: 'app:' },
  {
    rule: 'compose-schema',
    path: 'compose.yaml',
    from: 'depends_on',
    to: 'dependson',
    on: 'dependson',
    says: /write depends_on/,
  },
  {
    rule: 'compose-secret',
    path: 'compose.yaml',
    from: 'LOG_FORMAT: json',
    to: 'OPENAI_API_KEY: sk-abcdef1234567890',
    on: 'OPENAI',
  },
  { rule: 'dockerignore-private', path: '.dockerignore', from: '**/.env\n', to: '' },
  {
    rule: 'dockerfile-copy-source',
    path: '.dockerignore',
    from: '**/.env\n',
    to: '**/.env\ndeploy\n',
    in: 'Dockerfile',
    on: 'COPY deploy',
  },
  {
    rule: 'dockerfile-copy-source',
    path: 'Dockerfile',
    from: 'COPY deploy/runtime',
    to: 'COPY deploy/runtimes',
    on: 'COPY deploy',
  },
  {
    rule: 'placeholder-project',
    path: AT.environment,
    from: 'example-project',
    to: 'your-project-id',
    on: 'your-project-id',
    severity: 'note',
  },
  {
    rule: 'placeholder-digest',
    path: AT.run,
    from: '1a'.repeat(32),
    to: '0'.repeat(64),
    on: 'image:',
    severity: 'note',
  },
  { rule: 'image-digest', path: AT.run, from: '1a'.repeat(32), to: '1a'.repeat(31), on: 'image:', severity: 'error' },
];

describe('rules across files', () => {
  test.each(CASES)('$rule: $path $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test('a project that is spelt in two ways', () => {
    const image = 'us-central1-docker.pkg.dev/example-project/orders/orders';
    const files = new Map(edited(AT.run, 'registry.example.com/orders', image));
    const run = files.get(AT.run) ?? '';
    files.set(
      AT.run,
      run
        .replace('orders@example-project', 'orders@exmaple-project')
        .replace('gen2', `gen2\n        run.googleapis.com/cloudsql-instances: example-project:us-central1:orders`),
    );
    expect(verifyFiles(files, FACTS).map(({ rule }) => rule)).toEqual(['project-agrees']);
  });

  test('what the code requires and no file gives', () => {
    const block =
      '            - name: DATABASE_URL\n              valueFrom:\n                secretKeyRef:\n                  name: orders-database-url\n                  key: latest\n';
    const found = judged(AT.run, block, '');
    expect(found.map(({ rule, severity, path }) => [rule, severity, path])).toEqual([
      ['env-missing', 'warning', AT.run],
    ]);
    const said = judged(AT.run, block, '            # To fill in: DATABASE_URL\n');
    expect(said.map(({ rule, severity }) => [rule, severity])).toEqual([['env-missing', 'note']]);
  });

  test.each([
    ['another port outside', 'compose.yaml', '8080:8080', '9000:8080'],
    ['a port from the shell with the same default', 'compose.yaml', '8080:8080', '${PORT:-8080}:8080'],
    ['a local password', 'compose.yaml', 'LOG_FORMAT: json', 'DATABASE_PASSWORD: correct-horse-battery'],
    [
      'a name that a library reads',
      AT.configuration,
      'LOG_FORMAT: json',
      'LOG_FORMAT: json\n  OTEL_SERVICE_NAME: orders',
    ],
    ['an override file’s tag', 'compose.yaml', 'LOG_FORMAT: json', 'LOG_FORMAT: !reset null'],
  ])('%s passes', (_name, path, from, to) => {
    expect(judged(path, from, to)).toEqual([]);
  });
});
