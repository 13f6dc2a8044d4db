import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { AT, type Case, FACTS, GOOD, hits, judged } from '../good.js';

const CASES: readonly Case[] = [
  {
    rule: 'k8s-selector',
    path: AT.deployment,
    from: 'matchLabels:\n      app: orders',
    to: 'matchLabels:\n      app: order',
    on: 'app: order',
  },
  {
    rule: 'k8s-autoscaler',
    path: AT.scaling,
    from: 'kind: Deployment\n    name: orders',
    to: 'kind: Deployment\n    name: ordres',
    on: 'name: ordres',
  },
  {
    rule: 'k8s-autoscaler',
    path: AT.scaling,
    from: 'apiVersion: apps/v1',
    to: 'apiVersion: argoproj.io/v1alpha1',
    on: 'argoproj',
  },
  {
    rule: 'k8s-autoscaler',
    path: AT.scaling,
    from: 'maxReplicas: 4',
    to: 'maxReplicas: 2',
    in: AT.overlay,
    on: 'value: 3',
  },
  {
    rule: 'k8s-replicas',
    path: AT.deployment,
    from: 'spec:\n  selector',
    to: 'spec:\n  replicas: 2\n  selector',
    on: 'replicas: 2',
  },
  {
    rule: 'k8s-disruption',
    path: AT.scaling,
    from: 'maxUnavailable: 1',
    to: 'maxUnavailable: 0',
    on: 'maxUnavailable',
  },
  { rule: 'k8s-disruption', path: AT.scaling, from: 'maxUnavailable: 1', to: 'minAvailable: 3', on: 'minAvailable' },
  { rule: 'k8s-disruption', path: AT.scaling, from: '      app: orders', to: '      app: order', on: 'app: order' },
  {
    rule: 'k8s-service-target',
    path: AT.network,
    from: 'targetPort: http',
    to: 'targetPort: htpp',
    on: 'htpp',
    says: /write http/,
  },
  { rule: 'k8s-service-target', path: AT.network, from: 'targetPort: http', to: 'targetPort: 8081', on: '8081' },
  {
    rule: 'k8s-service-target',
    path: AT.network,
    from: 'selector:\n    app: orders',
    to: 'selector:\n    app: order',
    on: 'app: order',
  },
  { rule: 'k8s-policy-port', path: AT.network, from: 'port: 8080', to: 'port: 8081' },
  {
    rule: 'k8s-policy-pods',
    path: AT.network,
    from: 'matchLabels:\n      app: orders',
    to: 'matchLabels:\n      app: oders',
    on: 'app: oders',
  },
  { rule: 'k8s-policy-names', path: AT.network, from: 'port: 53', to: 'port: 54', on: '- ports' },
  {
    rule: 'kustomize-schema',
    path: AT.overlay,
    from: 'namespace: production',
    to: 'namespaces: production',
    on: 'namespaces',
    says: /write namespace/,
  },
  { rule: 'kustomize-schema', path: AT.overlay, from: 'newName', to: 'newname', on: 'newname', says: /write newName/ },
  {
    rule: 'kustomize-paths',
    path: AT.base,
    from: '- scaling.yaml',
    to: '- scalling.yaml',
    on: 'scalling',
    says: /write scaling.yaml/,
  },
  {
    rule: 'kustomize-paths',
    path: AT.overlay,
    from: 'kind: HorizontalPodAutoscaler\n      name: orders',
    to: 'kind: HorizontalPodAutoscaler\n      name: oders',
    on: 'name: oders',
    says: /applies to nothing/,
  },
  {
    rule: 'kustomize-paths',
    path: AT.overlay,
    from: '/spec/minReplicas',
    to: '/spec/min/Replicas',
    on: '/spec/min/Replicas',
    says: /leads nowhere/,
  },
  {
    rule: 'kustomize-images',
    path: AT.overlay,
    from: '- name: orders\n    newName',
    to: '- name: order\n    newName',
    on: '- name: order',
    says: /write orders/,
  },
  { rule: 'kustomize-unlisted', path: AT.base, from: '  - scaling.yaml\n', to: '', in: AT.scaling },
];

describe('rules of what is applied together', () => {
  test.each(CASES)('$rule: $to', (one) => {
    expect(hits(one)).not.toEqual([]);
  });

  test.each([
    ['a percentage that leaves room', AT.scaling, 'maxUnavailable: 1', 'maxUnavailable: 50%'],
    ['one pod fewer than there are', AT.scaling, 'maxUnavailable: 1', 'minAvailable: 2'],
    ['a port by name', AT.network, 'port: 8080', 'port: http'],
    ['a range of ports', AT.network, 'port: 8080', 'port: 8000\n          endPort: 9000'],
    [
      'labels that a kustomization adds',
      AT.base,
      'resources:',
      'labels:\n  - pairs: { tier: web }\n    includeSelectors: true\nresources:',
    ],
    [
      'a remote base, which is not followed',
      AT.base,
      '  - scaling.yaml\n',
      '  - scaling.yaml\n  - https://example.com/more.yaml\n',
    ],
  ])('%s passes', (_name, path, from, to) => {
    expect(judged(path, from, to)).toEqual([]);
  });

  test('plain files of one folder are one set', () => {
    const plain = new Map(
      [...GOOD].filter(([path]) => !path.endsWith('kustomization.yaml') && !path.includes('overlays')),
    );
    const found = verifyFiles(
      new Map([...plain, [AT.network, (GOOD.get(AT.network) ?? '').replace('targetPort: http', 'targetPort: web')]]),
      FACTS,
    );
    expect(found.map(({ rule }) => rule)).toContain('k8s-service-target');
  });
});
