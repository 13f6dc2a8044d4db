import { posix } from 'node:path';
import { nearest } from '../../nearest.js';
import { isKustomization } from '../kustomize.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, items, type Node, text } from '../yaml-node.js';

/** Images of an overlay that no container has: the digest that it sets reaches nothing. */
function* images(view: View): Generator<Remark> {
  for (const { root, path } of view.kustomizations) {
    const unit = view.units.find((one) => one.path === path);
    if (unit === undefined || !unit.complete) continue;
    for (const image of items(at(root, 'images'))) {
      const node = at(image, 'name');
      const name = text(node);
      if (name === undefined || node === undefined) continue;
      const written = [...view.documents]
        .flatMap((one) => [...imageNames(one.root)])
        .map((one) => one.replace(/@.*$/, '').replace(/:[^/:]*$/, ''));
      if (written.length > 0 && !written.includes(name)) {
        const meant = nearest(name, written);
        const message = `images: no container has the image ${name}`;
        yield { path: node.path, line: node.line, message, ...(meant ? { fix: `write ${meant}` } : {}) };
      }
    }
  }
}

function* imageNames(node: Node): Generator<string> {
  if (node.type === 'list') for (const item of node.items) yield* imageNames(item);
  else if (node.type === 'map')
    for (const one of node.entries.values()) {
      const value = one.key === 'image' ? text(one.value) : undefined;
      if (value !== undefined) yield value;
      else yield* imageNames(one.value);
    }
}

/** Files beside a kustomization that nothing takes in: they are never applied. */
function* unlisted(view: View): Generator<Remark> {
  const { listed, patches } = view.kustomize;
  const folders = new Set(view.kustomizations.map(({ path }) => posix.dirname(path)));
  const seen = new Set<string>();
  for (const one of view.documents) {
    if (seen.has(one.path) || isKustomization(one.path) || listed.has(one.path) || patches.has(one.path)) continue;
    seen.add(one.path);
    if (!folders.has(posix.dirname(one.path)) || one.path === '') continue;
    const name = posix.basename(one.path);
    yield {
      path: one.path,
      message: 'no kustomization names this file: it is not applied',
      fix: `add ${name} to resources`,
    };
  }
}

const SOURCE = 'kubectl kustomize, version 5';

/** What a kustomization reaches, and what none reaches. */
export const KUSTOMIZE_REACH_RULES: readonly Rule[] = [
  {
    id: 'kustomize-images',
    severity: 'error',
    about: 'images name an image of a container',
    source: SOURCE,
    check: images,
  },
  {
    id: 'kustomize-unlisted',
    severity: 'warning',
    about: 'every file of a folder is applied',
    source: SOURCE,
    check: unlisted,
  },
];
