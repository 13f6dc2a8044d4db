import { describe, expect, test } from '@jest/globals';
import { AT, type Case, hits, judged } from '../good.js';

const METRIC = `maxReplicas: 4
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70`;

const CASES: readonly Case[] = [
  {
    rule: 'k8s-metrics',
    path: AT.scaling,
    from: 'maxReplicas: 4',
    to: METRIC.replace('type: Resource', 'type: Resoure'),
    on: 'Resoure',
    says: /write Resource/,
  },
  {
    rule: 'k8s-metrics',
    path: AT.scaling,
    from: 'maxReplicas: 4',
    to: METRIC.replace('type: Resource', 'type: Pods'),
    on: 'type: Pods',
    says: /needs pods/,
  },
  {
    rule: 'k8s-metrics',
    path: AT.scaling,
    from: 'maxReplicas: 4',
    to: METRIC.replace('averageUtilization: 70', 'averageValue: 1'),
    says: /averageUtilization/,
  },
  { rule: 'k8s-ports', path: AT.network, from: 'port: 53', to: 'port: 70000', on: '70000' },
  {
    rule: 'k8s-ports',
    path: AT.network,
    from: '- podSelector: {}',
    to: '- ipBlock: { cidr: 10.0.0.1/8 }',
    on: 'cidr',
    severity: 'warning',
  },
  {
    rule: 'k8s-ports',
    path: AT.network,
    from: '- podSelector: {}',
    to: '- ipBlock: { cidr: 10.0.0.0 }',
    on: 'cidr',
    severity: 'error',
  },
  {
    rule: 'k8s-placement',
    path: AT.deployment,
    from: '      containers:',
    to: '      automountServiceAccountToken: true\n      containers:',
    on: 'automount',
  },
  {
    rule: 'k8s-placement',
    path: AT.deployment,
    from: '      containers:',
    to: '      topologySpreadConstraints:\n        - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway }\n      containers:',
    on: 'maxSkew',
  },
  { rule: 'k8s-image', path: AT.overlay, from: `digest: sha256:${'1a'.repeat(32)}`, to: 'tagSuffix: x', on: 'newName' },
  {
    rule: 'k8s-namespace',
    path: AT.overlay,
    from: 'namespace: production',
    to: 'namespace: prodcution',
    on: 'namespace:',
    says: /write production/,
  },
  { rule: 'k8s-object', path: AT.network, from: 'kind: Service', to: 'knid: Service', says: /kind is missing/ },
  {
    rule: 'k8s-well-known',
    path: AT.environment,
    from: 'pod-security.kubernetes.io/enforce',
    to: 'pod-security.kubernetes.io/enforec',
    on: 'enforec',
  },
  {
    rule: 'k8s-pod-security-level',
    path: AT.environment,
    from: 'enforce: restricted',
    to: 'enforce: restrictd',
    on: 'restrictd',
    says: /write restricted/,
  },
  {
    rule: 'k8s-pod-security-level',
    path: AT.environment,
    from: '  labels:\n    pod-security.kubernetes.io/enforce: restricted\n',
    to: '',
    severity: 'warning',
  },
  {
    rule: 'k8s-disruption',
    path: AT.scaling,
    from: '  unhealthyPodEvictionPolicy: AlwaysAllow\n',
    to: '',
    severity: 'note',
  },
  { rule: 'compose-services', path: 'compose.yaml', from: '    image: postgres:15.19\n', to: '', says: /neither/ },
  { rule: 'compose-services', path: 'compose.yaml', from: '[CMD, pg_isready]', to: '[pg_isready]', on: 'pg_isready' },
  { rule: 'dockerfile-environment', path: 'Dockerfile', from: 'WORKDIR /app\n', to: '', on: 'CMD ["python", "-m"' },
  {
    rule: 'dockerfile-unused-stage',
    path: 'Dockerfile',
    from: 'COPY --from=build /opt/venv /opt/venv\n',
    to: '',
    on: 'AS build',
  },
  { rule: 'dockerfile-healthcheck', path: 'Dockerfile', from: '//127.0.0.1', to: '//1270.0.0.1', on: 'HEALTHCHECK' },
  {
    rule: 'kubernetes-schema',
    path: AT.environment,
    from: 'spec:\n  provider:\n    gcpsm:\n      projectID: example-project\n',
    to: '',
    says: /no spec/,
  },
  {
    rule: 'kubernetes-schema',
    path: AT.environment,
    from: '    gcpsm:\n      projectID: example-project\n',
    to: '',
    on: 'provider',
    severity: 'warning',
  },
  {
    rule: 'k8s-resource-sizes',
    path: AT.deployment,
    from: 'memory: 512Mi',
    to: 'mmemory: 512Mi',
    on: 'mmemory',
    says: /write memory/,
  },
  {
    rule: 'k8s-policy-names',
    path: AT.network,
    from: '  egress:\n    - ports:\n        - port: 53\n          protocol: UDP\n',
    to: '',
    says: /nothing out/,
  },
  { rule: 'kustomize-paths', path: AT.overlay, from: 'op: replace', to: 'op: replcae', on: 'replcae' },
  {
    rule: 'kustomize-schema',
    path: AT.overlay,
    from: 'kind: HorizontalPodAutoscaler',
    to: 'kiind: HorizontalPodAutoscaler',
    on: 'kiind',
    says: /write kind/,
  },
  {
    rule: 'compose-services',
    path: 'compose.yaml',
    from: 'context: .',
    to: 'context: .\n      platforms: [linux/amd46]',
    on: 'amd46',
  },
  {
    rule: 'compose-services',
    path: 'compose.yaml',
    from: 'no-new-privileges:true',
    to: 'no-new-privilges:true',
    on: 'privilges',
  },
  { rule: 'compose-services', path: 'compose.yaml', from: '- ALL', to: '- NET_RAW', severity: 'note' },
  {
    rule: 'cloud-run-containers',
    path: AT.run,
    from: '          image: registry',
    to: '          imagee: registry',
    on: '- name: orders',
    severity: 'error',
  },
  {
    rule: 'dockerfile-environment',
    path: 'Dockerfile',
    from: 'COPY --from=build /opt/venv /opt/venv',
    to: 'COPY --from=build /build /srv/build',
    on: 'ENV PATH',
    says: /nothing brings/,
  },
];

describe('values that a schema does not know', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test.each([
    ['a metric', AT.scaling, 'maxReplicas: 4', METRIC],
    ['a range', AT.network, '- podSelector: {}', '- ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] }'],
    [
      'a label of one’s own',
      AT.environment,
      '  labels:',
      '  labels:\n    app.kubernetes.io/tier: web\n    team: orders',
    ],
  ])('%s passes', (_name, path, from, to) => {
    expect(judged(path, from, to)).toEqual([]);
  });
});
