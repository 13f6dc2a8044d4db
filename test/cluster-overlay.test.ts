import { describe, expect, test } from '@jest/globals';
import { render } from '../core/render.js';
import { makeView } from '../core/verify/view.js';
import { entries, items, type Node } from '../core/verify/yaml-node.js';
import { differences, flatten, testOverlay, undue } from '../scripts/cluster-overlay.js';
import { backend } from './model/example.js';

/** A node as plain data, numbers and texts as they stand. */
const plain = (node: Node): unknown =>
  node.type === 'map'
    ? Object.fromEntries(entries(node).map(({ key, value }) => [key, plain(value)]))
    : node.type === 'list'
      ? items(node).map(plain)
      : node.value;

describe.each(['rolling', 'canary'] as const)('the overlay of the node, over a %s release', (rollout) => {
  const model = backend({ platform: 'gke', project: 'acme-orders', rollout });
  const emitted = new Map([...render(model).values()].map(({ path, text }) => [path, text]));
  const repository = model.environments.at(-1)?.repository ?? '';
  const kind = rollout === 'rolling' ? 'Deployment' : 'Rollout';
  const change = { name: 'orders', namespace: 'orders-production', kind, repository, tag: 'one' } as const;
  const overlay = '../deploy/k8s/overlays/production';

  const rendered = (files: ReadonlyMap<string, string>, path: string) =>
    flatten(
      (makeView(files, {}).units.find((unit) => unit.path === path)?.resources ?? []).map(({ root }) => plain(root)),
    );

  test('sets the tag, the pull policy and the plain Secret, and nothing else', () => {
    const test = testOverlay({ ...change, overlay, secrets: { DATABASE_URL: 'postgresql://database/orders' } });
    const files = new Map([...emitted, ...[...test].map(([path, text]) => [`test/${path}`, text] as const)]);
    const before = rendered(emitted, 'deploy/k8s/overlays/production/kustomization.yaml');
    const changed = differences(before, rendered(files, 'test/kustomization.yaml'));
    expect(before.size).toBeGreaterThan(100);
    expect(undue(changed, kind, 'orders')).toEqual([]);
    expect(changed).toEqual(
      expect.arrayContaining([
        `${kind} orders.spec.template.spec.containers.0.image`,
        `${kind} orders.spec.template.spec.containers.0.imagePullPolicy`,
        'Secret orders.stringData.DATABASE_URL',
      ]),
    );
  });

  test('anything else that it changed would be named', () => {
    const before = rendered(emitted, 'deploy/k8s/overlays/production/kustomization.yaml');
    const after = new Map(before).set(`${kind} orders.spec.template.spec.containers.0.ports.0.containerPort`, '1');
    expect(undue(differences(before, after), kind, 'orders')).toHaveLength(1);
  });
});
