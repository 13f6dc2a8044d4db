import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { type Case, hits, judged } from '../good.js';

const path = 'Dockerfile';
const CASES: readonly Case[] = [
  { rule: 'dockerfile-parses', path, from: 'EXPOSE 8080', to: 'EXPOES 8080', on: 'EXPOES', says: /write EXPOSE/ },
  { rule: 'dockerfile-parses', path, from: 'WORKDIR /app\n', to: 'WORKDIR\n', says: /WORKDIR without/ },
  { rule: 'dockerfile-parses', path, from: 'COPY src /app/src', to: 'COPY src', on: 'COPY src' },
  { rule: 'dockerfile-user', path, from: 'USER 65532:65532\n', to: '', says: /as root/ },
  { rule: 'dockerfile-user', path, from: 'USER 65532:65532', to: 'USER 0', on: 'USER 0', severity: 'error' },
  { rule: 'dockerfile-user', path, from: 'USER 65532:65532', to: 'USER app', on: 'USER app', severity: 'warning' },
  {
    rule: 'dockerfile-command',
    path,
    from: 'CMD ["python", "-m", "deploy.runtime.serve"]',
    to: 'CMD python -m serve',
    on: 'CMD python',
  },
  { rule: 'dockerfile-command', path, from: 'CMD ["python", "-m", "deploy.runtime.serve"]', to: '', says: /no CMD/ },
  {
    rule: 'dockerfile-command',
    path,
    from: '["python", "-m", "deploy.runtime.serve"]',
    to: '["sh", "-c", "python -m x"]',
    says: /shell/,
  },
  {
    rule: 'dockerfile-command',
    path,
    from: '["python", "-m", "deploy.runtime.serve"]',
    to: "['python', '-m', 'x']",
    says: /JSON/,
  },
  {
    rule: 'dockerfile-healthcheck',
    path,
    from: 'HEALTHCHECK --interval=30s --timeout=3s \\\n  CMD',
    to: 'LABEL a=b\n#',
    says: /no HEALTHCHECK/,
  },
  { rule: 'dockerfile-port', path, from: 'EXPOSE 8080', to: 'EXPOSE 80', on: 'EXPOSE 80' },
  { rule: 'dockerfile-apt-lists', path, from: ' \\\n && rm -rf /var/lib/apt/lists/*', to: '', on: 'RUN apt-get' },
];

describe('rules of a Dockerfile', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test.each([
    ['a shell that execs', '["python", "-m", "deploy.runtime.serve"]', '["sh", "-c", "exec python -m x --port $PORT"]'],
    ['a user from an argument', 'USER 65532:65532', 'ARG UID=65532\nUSER ${UID}'],
    ['a comment inside a RUN', ' && apt-get install', ' # why\n && apt-get install'],
  ])('%s passes', (_name, from, to) => {
    expect(judged(path, from, to).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test.each([
    ['a script', 'RUN make all'],
    ['a build', 'RUN npm run build'],
  ])('what %s of another stage makes is not known', async (_what, step) => {
    const text = `FROM a AS build\n${step}\nFROM b\nCOPY --from=build /opt/thing /app\nUSER 1:1\nCMD ["x"]\n`;
    const findings = await verifyFiles(new Map([[path, text]]), {});
    expect(findings.filter(({ rule }) => rule === 'dockerfile-paths')).toEqual([]);
  });

  test('a path of a request is none of the image', async () => {
    const check = 'HEALTHCHECK CMD ["node", "-e", "fetch(\'http://127.0.0.1:\'+process.env.PORT+\'/api/health\')"]';
    const text = `FROM b\nWORKDIR /app\nCOPY . /app\nUSER 1:1\n${check}\nCMD ["x"]\n`;
    const findings = await verifyFiles(new Map([[path, text]]), {});
    expect(findings.filter(({ rule }) => rule === 'dockerfile-paths')).toEqual([]);
  });

  test('one stage, and none', () => {
    const rules = (text: string): readonly string[] => verifyFiles(new Map([[path, text]]), {}).map(({ rule }) => rule);
    expect(rules('FROM python:3.12-slim\nUSER 1000\nHEALTHCHECK CMD ["true"]\nCMD ["x"]\n')).toEqual([
      'dockerfile-stages',
    ]);
    expect(rules('ARG A=1\n')).toContain('dockerfile-parses');
  });
});
