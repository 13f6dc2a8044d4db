import { describe, expect, test } from '@jest/globals';
import { AT, type Case, hits, judged } from '../good.js';

const path = AT.deployment;
const CASES: readonly Case[] = [
  {
    rule: 'k8s-non-root',
    path,
    from: 'runAsNonRoot: true',
    to: 'runAsNonRoot: false',
    on: 'runAsNonRoot',
    severity: 'error',
  },
  { rule: 'k8s-non-root', path, from: 'runAsUser: 65532', to: 'runAsUser: 0', on: 'runAsUser' },
  { rule: 'k8s-capabilities', path, from: 'drop: [ALL]', to: 'drop: [NET_RAW]', on: 'drop:' },
  {
    rule: 'k8s-capabilities',
    path,
    from: 'drop: [ALL]',
    to: 'drop: [ALL]\n              add: [SYS_ADMIN]',
    on: 'add:',
  },
  {
    rule: 'k8s-privilege-escalation',
    path,
    from: 'allowPrivilegeEscalation: false',
    to: 'privileged: false',
    on: '- name: orders',
  },
  {
    rule: 'k8s-privilege-escalation',
    path,
    from: 'allowPrivilegeEscalation: false',
    to: 'privileged: true',
    on: 'privileged: true',
  },
  { rule: 'k8s-seccomp', path, from: 'type: RuntimeDefault', to: 'type: Unconfined', on: 'Unconfined' },
  {
    rule: 'k8s-host',
    path,
    from: '      containers:',
    to: '      hostNetwork: true\n      containers:',
    on: 'hostNetwork',
  },
  {
    rule: 'k8s-host',
    path,
    from: 'containerPort: 8080',
    to: 'containerPort: 8080\n              hostPort: 8080',
    on: 'hostPort',
  },
  {
    rule: 'k8s-host',
    path,
    from: 'emptyDir:\n            sizeLimit: 64Mi',
    to: 'hostPath:\n            path: /tmp',
    on: 'hostPath',
  },
  {
    rule: 'k8s-read-only-root',
    path,
    from: 'readOnlyRootFilesystem: true',
    to: 'readOnlyRootFilesystem: false',
    on: 'readOnly',
  },
  { rule: 'k8s-probes', path, from: 'livenessProbe', to: 'x-live', on: '- name: orders' },
  { rule: 'k8s-probes-distinct', path, from: 'path: /health/ready', to: 'path: /health/live', on: 'livenessProbe' },
  {
    rule: 'k8s-probe-port',
    path,
    from: '/health/ready\n              port: http',
    to: '/health/ready\n              port: htpp',
    on: 'htpp',
  },
  {
    rule: 'k8s-probe-port',
    path,
    from: '/health/ready\n              port: http',
    to: '/health/ready\n              port: 8081',
    on: '8081',
  },
  { rule: 'k8s-probe-times', path, from: 'periodSeconds: 10', to: 'periodSeconds: 0', on: 'periodSeconds: 0' },
  {
    rule: 'k8s-probe-times',
    path,
    from: 'timeoutSeconds: 2',
    to: 'timeoutSeconds: 20',
    on: 'timeoutSeconds: 20',
    severity: 'warning',
  },
  { rule: 'k8s-probe-times', path, from: 'failureThreshold: 30', to: 'failureThreshold: 3000', on: '3000' },
  {
    rule: 'k8s-drain',
    path,
    from: 'terminationGracePeriodSeconds: 45',
    to: 'terminationGracePeriodSeconds: 20',
    on: 'terminationGrace',
    says: /15 s of preStop and 8 s/,
  },
  {
    rule: 'k8s-resources',
    path,
    from: '            limits:\n              cpu: 1000m\n              memory: 512Mi\n',
    to: '',
    on: '- name: orders',
    says: /limits.cpu, limits.memory/,
  },
  {
    rule: 'k8s-resource-sizes',
    path,
    from: 'memory: 512Mi',
    to: 'memory: 512',
    on: 'memory: 512',
    says: /512Mi meant/,
  },
  { rule: 'k8s-resource-sizes', path, from: 'memory: 512Mi', to: 'memory: 512MB', on: '512MB' },
  { rule: 'k8s-resource-sizes', path, from: 'cpu: 250m', to: 'cpu: 250', on: 'cpu: 250', says: /250m meant/ },
  {
    rule: 'k8s-resource-sizes',
    path,
    from: 'memory: 256Mi',
    to: 'memory: 1Gi',
    on: 'memory: 1Gi',
    says: /above the limit/,
  },
  { rule: 'k8s-resource-sizes', path, from: 'sizeLimit: 64Mi', to: 'sizeLimit: 64', on: 'sizeLimit' },
  {
    rule: 'k8s-volumes',
    path,
    from: '- name: scratch\n              mountPath',
    to: '- name: scrath\n              mountPath',
    on: 'scrath',
    says: /write scratch/,
  },
  { rule: 'k8s-writable', path, from: 'mountPath: /tmp', to: 'mountPath: /var/tmp', on: '- name: orders' },
  {
    rule: 'k8s-configuration',
    path,
    from: 'configMapRef:\n                name: orders',
    to: 'configMapRef:\n                name: ordres',
    on: 'ordres',
    severity: 'error',
  },
  {
    rule: 'k8s-configuration',
    path,
    from: 'key: DATABASE_URL',
    to: 'key: DATABASE_URI',
    on: 'DATABASE_URI',
    says: /write DATABASE_URL/,
  },
  {
    rule: 'k8s-configuration',
    path: AT.configuration,
    from: 'secretKey: DATABASE_URL',
    to: 'secretKey: DATABASE',
    in: path,
    on: 'key: DATABASE_URL',
  },
  {
    rule: 'k8s-service-account',
    path,
    from: 'serviceAccountName: orders',
    to: 'serviceAccountName: order',
    on: 'serviceAccountName',
    severity: 'error',
  },
  {
    rule: 'k8s-secret-store',
    path: AT.configuration,
    from: 'kind: SecretStore\n    name: orders',
    to: 'kind: SecretStore\n    name: oders',
    on: 'oders',
  },
];

describe('rules of pods', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test.each([
    ['an optional reference', 'key: DATABASE_URL', 'key: OTHER\n                  optional: true'],
    ['security settings on the container', 'runAsNonRoot: true', 'fsGroup: 1'],
  ])('%s', (name, from, to) => {
    const found = judged(path, from, to).filter(
      ({ rule }) => rule !== 'env-missing' && !rule.startsWith('placeholder'),
    );
    if (name.startsWith('security')) expect(found.map(({ rule }) => rule)).toEqual(['k8s-non-root']);
    else expect(found).toEqual([]);
  });

  test('a sidecar, an init container and an anchor are no fault', () => {
    const sidecar = `        - name: proxy
          image: registry.example.com/proxy:1.2
          resources: { requests: &size { cpu: 50m, memory: 64Mi }, limits: *size }
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
          volumeMounts: [{ name: scratch, mountPath: /tmp }]
      initContainers:
        - name: wait
          image: registry.example.com/wait:1
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
      volumes:`;
    expect(judged(path, '      volumes:', sidecar)).toEqual([]);
  });
});
