import type { Entry, ListNode, MapNode, Node, ScalarNode } from './yaml-node.js';
import { at, text } from './yaml-node.js';

/** Keys by which Kubernetes merges lists of objects; other lists are replaced. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  topologySpreadConstraints: ['topologyKey'],
};

const map = (from: MapNode, list: Iterable<readonly [string, Entry]>): MapNode => ({ ...from, entries: new Map(list) });

function mergeLists(key: string, base: ListNode, patch: ListNode): Node {
  const by = (MERGE_KEYS[key] ?? []).find((name) => patch.items.every((item) => at(item, name) !== undefined));
  if (by === undefined) return patch;
  const made = [...base.items];
  for (const item of patch.items) {
    const index = made.findIndex((one) => text(at(one, by)) === text(at(item, by)));
    const there = made[index];
    if (text(at(item, '$patch')) === 'delete') {
      if (index >= 0) made.splice(index, 1);
    } else if (there === undefined) made.push(item);
    else made[index] = merge(key, there, item);
  }
  return { ...base, items: made };
}

/** A strategic merge patch in the forms that Kubernetes' own kinds use; the result keeps the places of both. */
export function merge(key: string, base: Node, patch: Node): Node {
  if (base.type === 'list' && patch.type === 'list') return mergeLists(key, base, patch);
  if (base.type !== 'map' || patch.type !== 'map' || text(at(patch, '$patch')) === 'replace') return patch;
  const made = new Map(base.entries);
  for (const one of patch.entries.values()) {
    if (one.key.startsWith('$')) continue;
    const there = made.get(one.key);
    if (one.value.type === 'scalar' && one.value.value === null) made.delete(one.key);
    else made.set(one.key, there === undefined ? one : { ...one, value: merge(one.key, there.value, one.value) });
  }
  return map(base, made);
}

/** Puts a value at a chain of keys, making maps on the way. */
export function put(root: Node, keys: readonly string[], value: Node): Node {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const here: MapNode =
    root.type === 'map' ? root : { type: 'map', path: value.path, line: value.line, entries: new Map() };
  const there = here.entries.get(key);
  const below = put(there?.value ?? { ...here, path: value.path, line: value.line, entries: new Map() }, rest, value);
  const line = rest.length === 0 || there === undefined ? value.line : there.line;
  const path = rest.length === 0 || there === undefined ? value.path : there.path;
  return map(here, [...here.entries, [key, { path, line, key, plain: true, value: below }]]);
}

/** A scalar that stands where another one was written. */
export const scalarAt = (place: { readonly path: string; readonly line: number }, value: string): ScalarNode => ({
  type: 'scalar',
  path: place.path,
  line: place.line,
  value,
  text: value,
  style: 'quoted',
});

const OPERATIONS = new Set(['add', 'replace', 'remove', 'test', 'move', 'copy']);

/** One operation of a JSON patch; undefined when its path leads nowhere or it is none, which kustomize refuses. */
export function operate(root: Node, operation: Node): Node | undefined {
  const kind = text(at(operation, 'op'));
  const pointer = text(at(operation, 'path'));
  if (pointer === undefined || !pointer.startsWith('/') || !OPERATIONS.has(kind ?? '')) return undefined;
  // What is only moved about is not followed.
  if (kind === 'move' || kind === 'copy') return root;
  const keys = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return step(root, keys, kind ?? '', at(operation, 'value'));
}

function step(root: Node, keys: readonly string[], kind: string, value: Node | undefined): Node | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (root.type === 'list') return inList(root, key, rest, kind, value);
  if (root.type !== 'map') return undefined;
  const there = root.entries.get(key);
  if (rest.length > 0) {
    const below = there === undefined ? undefined : step(there.value, rest, kind, value);
    if (there === undefined || below === undefined) return undefined;
    return map(root, [...root.entries, [key, { ...there, value: below }]]);
  }
  if (kind === 'test') return root;
  if (kind !== 'add' && there === undefined) return undefined;
  if (kind === 'remove')
    return map(
      root,
      [...root.entries].filter(([name]) => name !== key),
    );
  if (value === undefined) return undefined;
  return map(root, [...root.entries, [key, { path: value.path, line: value.line, key, plain: true, value }]]);
}

function inList(root: ListNode, key: string, rest: readonly string[], kind: string, value?: Node): Node | undefined {
  const index = key === '-' ? root.items.length : Number(key);
  const there = root.items[index];
  const made = [...root.items];
  if (rest.length > 0) {
    const below = there === undefined ? undefined : step(there, rest, kind, value);
    if (below === undefined) return undefined;
    made[index] = below;
  } else if (kind === 'test') return root;
  else if (kind === 'add' && value !== undefined && index <= root.items.length) made.splice(index, 0, value);
  else if (there === undefined) return undefined;
  else if (kind === 'remove') made.splice(index, 1);
  else if (value !== undefined) made[index] = value;
  return { ...root, items: made };
}
