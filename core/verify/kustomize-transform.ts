import { put, scalarAt } from './patches.js';
import { at, boolean, entries, type Node, text } from './yaml-node.js';

/** A target is an anchored regular expression; one that is none matches only itself. */
export function pattern(asked: string, name: string): boolean {
  if (asked === name) return true;
  if (!/^[\w.*+?|()[\]^$-]{1,80}$/.test(asked) || /[*+].*[*+]/.test(asked)) return false;
  try {
    return new RegExp(`^(?:${asked})$`).test(name);
  } catch {
    return false;
  }
}

/** `labels:` of a kustomization on one object: on the pods too, and in selectors, where it says so. */
export function labelled(node: Node, label: Node): Node {
  let made = node;
  const selectors = boolean(at(label, 'includeSelectors')) === true;
  const templates = selectors || boolean(at(label, 'includeTemplates')) === true;
  for (const one of entries(at(label, 'pairs'))) {
    made = put(made, ['metadata', 'labels', one.key], one.value);
    if (templates && at(made, 'spec', 'template', 'metadata') !== undefined)
      made = put(made, ['spec', 'template', 'metadata', 'labels', one.key], one.value);
    if (!selectors) continue;
    for (const path of [
      ['spec', 'selector', 'matchLabels'],
      ['spec', 'podSelector', 'matchLabels'],
    ])
      if (at(made, ...path) !== undefined) made = put(made, [...path, one.key], one.value);
    if (text(at(made, 'kind')) === 'Service' && at(made, 'spec', 'selector') !== undefined)
      made = put(made, ['spec', 'selector', one.key], one.value);
  }
  return made;
}

/** Where workloads and a CronJob keep their pods. */
const POD_TEMPLATES = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
] as const;

/** `images:` of a kustomization on the containers of one object. */
export function withImage(node: Node, image: Node): Node {
  const name = text(at(image, 'name'));
  const change = (list: Node | undefined): Node | undefined => {
    if (list?.type !== 'list') return undefined;
    const made = list.items.map((container) => {
      const written = text(at(container, 'image')) ?? '';
      const bare = written.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
      if (bare !== name) return container;
      const digest = text(at(image, 'digest'));
      const tag = text(at(image, 'newTag'));
      const rest = digest !== undefined ? `@${digest}` : tag !== undefined ? `:${tag}` : written.slice(bare.length);
      const place = at(image, 'digest') ?? at(image, 'newTag') ?? at(image, 'newName') ?? image;
      return put(container, ['image'], scalarAt(place, `${text(at(image, 'newName')) ?? bare}${rest}`));
    });
    return { ...list, items: made };
  };
  let made = node;
  for (const pod of POD_TEMPLATES)
    for (const field of ['containers', 'initContainers']) {
      const list = change(at(made, ...pod, field));
      if (list !== undefined) made = put(made, [...pod, field], list);
    }
  return made;
}
