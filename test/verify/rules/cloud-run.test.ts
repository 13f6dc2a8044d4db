import { describe, expect, test } from '@jest/globals';
import { AT, type Case, hits, judged } from '../good.js';

const path = AT.run;
const CASES: readonly Case[] = [
  { rule: 'cloud-run-environment', path, from: '- name: LOG_FORMAT', to: '- name: PORT', on: '- name: PORT' },
  { rule: 'cloud-run-environment', path, from: '- name: LOG_FORMAT', to: '- name: DATABASE_URL', says: /twice/ },
  { rule: 'cloud-run-ports', path, from: 'name: http1', to: 'name: http', on: 'name: http' },
  {
    rule: 'cloud-run-ports',
    path,
    from: 'containerPort: 8080',
    to: 'containerPort: 8080\n            - containerPort: 9090',
    on: '9090',
  },
  {
    rule: 'cloud-run-limits',
    path,
    from: 'containerConcurrency: 80',
    to: 'containerConcurrency: 1001',
    on: 'containerConcurrency',
  },
  { rule: 'cloud-run-limits', path, from: 'timeoutSeconds: 300', to: 'timeoutSeconds: 3601', on: '3601' },
  { rule: 'cloud-run-probes', path, from: 'failureThreshold: 24', to: 'failureThreshold: 49', on: '49', says: /245 s/ },
  { rule: 'cloud-run-probes', path, from: 'periodSeconds: 10', to: 'periodSeconds: 2', says: /above periodSeconds/ },
  {
    rule: 'cloud-run-probes',
    path,
    from: '/health/live\n              port: 8080',
    to: '/health/live\n              port: 8081',
    on: '8081',
  },
  { rule: 'cloud-run-paths', path, from: '/health/live', to: '/_ah/health', on: '/_ah/health', severity: 'error' },
  { rule: 'cloud-run-paths', path, from: '/health/live', to: '/healthz', on: '/healthz', severity: 'note' },
  {
    rule: 'cloud-run-identity',
    path,
    from: '      serviceAccountName: orders@example-project.iam.gserviceaccount.com\n',
    to: '',
    severity: 'warning',
  },
  {
    rule: 'cloud-run-identity',
    path,
    from: 'orders@example-project.iam.gserviceaccount.com',
    to: 'orders',
    on: 'serviceAccountName',
    severity: 'error',
  },
  { rule: 'cloud-run-traffic', path, from: 'percent: 100', to: 'percent: 90', on: 'percent: 90' },
  { rule: 'cloud-run-traffic', path, from: 'latestRevision: true', to: 'revisionName: other-1', on: 'other-1' },
  {
    rule: 'cloud-run-volumes',
    path,
    from: '- name: scratch\n              mountPath',
    to: '- name: tmp\n              mountPath',
    on: '- name: tmp',
  },
  {
    rule: 'cloud-run-drain',
    path: 'deploy/runtime/settings.py',
    from: 'GRACE_SECONDS = 8',
    to: 'GRACE_SECONDS = 30',
    on: 'GRACE',
  },
  { rule: 'cloud-run-resources', path, from: 'memory: 512Mi', to: 'memory: 8Gi', on: 'memory: 8Gi', says: /4096 MiB/ },
  { rule: 'cloud-run-resources', path, from: 'cpu: 1000m', to: 'cpu: "3"', on: 'cpu:' },
  { rule: 'cloud-run-resources', path, from: 'cpu: 1000m', to: 'cpu: 500m', on: 'containerConcurrency' },
  { rule: 'cloud-run-resources', path, from: 'memory: 512Mi', to: 'memory: 256Mi', says: /second generation/ },
  { rule: 'cloud-run-annotations', path, from: 'minScale: "1"', to: 'minScale: 1', on: 'minScale', says: /write "1"/ },
  {
    rule: 'cloud-run-annotations',
    path,
    from: 'startup-cpu-boost',
    to: 'startup-cpu-bost',
    on: 'bost',
    says: /startup-cpu-boost/,
  },
  { rule: 'cloud-run-annotations', path, from: 'ingress: internal', to: 'ingress: internals', on: 'ingress' },
  {
    rule: 'cloud-run-annotations',
    path,
    from: 'run.googleapis.com/ingress: internal',
    to: 'run.googleapis.com/cpu-throttling: "true"',
    says: /does nothing/,
  },
  {
    rule: 'cloud-run-annotations',
    path,
    from: 'maxScale: "10"',
    to: 'maxScale: "0"',
    says: /above maxScale|never starts/,
  },
  {
    rule: 'cloud-run-schema',
    path,
    from: 'containerConcurrency',
    to: 'containerConcurency',
    on: 'containerConcurency',
    says: /write containerConcurrency/,
  },
  {
    rule: 'cloud-run-schema',
    path,
    from: '      volumes:',
    to: '      imagePullSecrets: []\n      volumes:',
    on: 'imagePullSecrets',
    says: /not support/,
  },
  { rule: 'cloud-run-schema', path, from: 'value: json', to: 'value: 1', on: 'value: 1', says: /quotes/ },
];

describe('rules of Cloud Run', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test.each([
    ['a build annotation', 'run.googleapis.com/ingress: internal', 'run.googleapis.com/build-id: "1"'],
    ['anybody’s annotation', 'run.googleapis.com/ingress: internal', 'example.com/owner: me'],
    ['a plain number of CPUs', 'cpu: 1000m', 'cpu: 2'],
    [
      'a canary',
      'percent: 100\n      latestRevision: true',
      'percent: 90\n      revisionName: orders-1\n    - percent: 10\n      latestRevision: true\n      tag: canary',
    ],
    [
      'a sidecar with a PORT of its own',
      '      volumes:',
      '        - name: proxy\n          image: registry.example.com/proxy:1\n          env:\n            - name: PORT\n              value: "9000"\n      volumes:',
    ],
  ])('%s passes', (_name, from, to) => {
    expect(judged(path, from, to)).toEqual([]);
  });
});
