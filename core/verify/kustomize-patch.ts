import { pattern } from './kustomize-transform.js';
import { merge, operate } from './patches.js';
import { type Resource, resource } from './resources.js';
import { at, entries, items, type Node, text } from './yaml-node.js';

/** Something that a kustomization names and that is not there, or that does not apply. */
export interface Broken {
  readonly path: string;
  readonly line: number;
  readonly what: 'missing' | 'no-target' | 'no-path';
  readonly name: string;
  /** What was probably meant. */
  readonly near?: Resource;
}

/** What a kustomization has made so far. */
export interface Result {
  resources: Resource[];
  complete: boolean;
}

/** Applies one patch to what it chooses; what it misses goes to `broken`. */
export function applyPatch(patch: Node, target: Node | undefined, where: Node, result: Result, broken: Broken[]): void {
  const asked = target ?? patch;
  const kind = text(at(asked, 'kind'));
  const name = text(target === undefined ? at(asked, 'metadata', 'name') : at(asked, 'name'));
  const matches = (one: Resource): boolean =>
    (kind === undefined || pattern(kind, one.kind)) &&
    (name === undefined || pattern(name, one.name)) &&
    // Selectors by label are not followed: such a patch is taken to change nothing.
    at(target, 'labelSelector') === undefined &&
    at(target, 'annotationSelector') === undefined;
  const chosen = result.resources.filter(matches);
  const selective = at(target, 'labelSelector') !== undefined || at(target, 'annotationSelector') !== undefined;
  if (chosen.length === 0 && result.complete && !selective) {
    const wrong = unmatched(asked, target === undefined, result.resources) ?? where;
    const own = result.resources.filter((one) => one.kind === kind);
    const near = own[0] ?? result.resources.find((one) => one.name === name);
    broken.push({
      path: wrong.path,
      line: wrong.line,
      what: 'no-target',
      name: `${kind ?? ''} ${name ?? ''}`.trim(),
      ...(near === undefined ? {} : { near }),
    });
  }
  result.resources = result.resources.flatMap((one) => (chosen.includes(one) ? patched(one, patch, broken) : [one]));
}

function patched(one: Resource, patch: Node, broken: Broken[]): readonly Resource[] {
  if (patch.type === 'map') {
    if (text(at(patch, '$patch')) === 'delete') return [];
    return again(one, merge('', one.root, patch));
  }
  let root: Node = one.root;
  for (const operation of items(patch)) {
    const made = operate(root, operation);
    if (made === undefined) {
      const name = text(at(operation, 'path')) ?? '';
      const place = failing(operation);
      broken.push({ path: place.path, line: place.line, what: 'no-path', name });
    } else root = made;
  }
  return again(one, root);
}

/** The part of a target that nothing has: its kind, else its name. */
function unmatched(asked: Node, whole: boolean, all: readonly Resource[]): Node | undefined {
  const kind = at(asked, 'kind');
  const name = whole ? at(asked, 'metadata', 'name') : at(asked, 'name');
  const known = kind === undefined || all.some((one) => pattern(text(kind) ?? '', one.kind));
  return known ? name : kind;
}

const FIELDS = ['op', 'path', 'value', 'from'];

/** The part of an operation that makes it lead nowhere. */
function failing(operation: Node): { readonly path: string; readonly line: number } {
  const strange = entries(operation).find((one) => !FIELDS.includes(one.key));
  const op = at(operation, 'op');
  if (strange !== undefined) return strange;
  if (op !== undefined && !/^(add|replace|remove|test|move|copy)$/.test(text(op) ?? '')) return op;
  return at(operation, 'path') ?? operation;
}

/** A resource with another content, at its old place. */
export const again = (old: Resource, root: Node): readonly Resource[] => {
  const made = resource(root);
  return made === undefined ? [old] : [{ ...made, path: old.path, line: old.line }];
};
