import { nearest } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { readYaml } from '../yaml-file.js';
import { at, items, text } from '../yaml-node.js';

/** What an object of any kind has at its root. */
const ROOTS = [
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'data',
  'stringData',
  'binaryData',
  'type',
  'immutable',
  'rules',
  'roleRef',
  'subjects',
  'automountServiceAccountToken',
  'secrets',
  'imagePullSecrets',
  'provisioner',
  'parameters',
  'value',
  'webhooks',
];
const METADATA = ['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'generateName'];

/** Operations of patches whose path begins as no object does: what they add is refused. */
function* operations(view: View): Generator<Remark> {
  for (const { root } of view.kustomizations)
    for (const patch of items(at(root, 'patches'))) {
      const inline = at(patch, 'patch');
      if (inline?.type !== 'scalar') continue;
      const offset = inline.style === 'block' ? inline.line : inline.line - 1;
      for (const operation of readYaml(inline.path, inline.text, offset).documents.flatMap(items)) {
        const node = at(operation, 'path');
        const [, first = '', second = ''] = (text(node) ?? '').split('/');
        const known = first === 'metadata' && second !== '' ? METADATA : ROOTS;
        const key = known === METADATA ? second : first;
        if (node === undefined || key === '' || known.includes(key)) continue;
        const meant = METADATA.includes(key) ? `metadata/${key}` : nearest(key, known);
        const fix = meant === undefined ? {} : { fix: `write /${known === METADATA ? 'metadata/' : ''}${meant}` };
        yield {
          path: node.path,
          line: node.line,
          message: `no object has /${first}${known === METADATA ? `/${second}` : ''}`,
          ...fix,
        };
      }
    }
}

/** Images that a kustomization left without a registry: a name for it to replace was meant. */
function* images(view: View): Generator<Remark> {
  for (const { root } of view.kustomizations)
    for (const image of items(at(root, 'images'))) {
      const name = text(at(image, 'name')) ?? '';
      const workload = view.documents.some(
        (one) => one.name === name && /^(Deployment|Rollout|StatefulSet|Job|CronJob)$/.test(one.kind),
      );
      if (workload && at(image, 'newName') === undefined && !name.includes('/'))
        yield {
          path: image.path,
          line: image.line,
          message: `image ${name} is in no registry: newName is missing`,
          fix: 'add newName',
        };
    }
}

/** What patches and images of a kustomization make. */
export const PATCHED_RULES: readonly Rule[] = [
  {
    id: 'kustomize-operations',
    severity: 'error',
    about: 'operations change what objects have, and images lie in a registry',
    source: 'Kubernetes API conventions, objects; kubectl kustomize',
    *check(view) {
      yield* operations(view);
      yield* images(view);
    },
  },
];
