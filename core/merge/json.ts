import type { JSONPath, Node } from 'jsonc-parser';
import { canonical } from '../state/json.js';
import type { Clash } from '../state/manifest.js';
import { regions } from './hunks.js';
import { applyEdit, type Edit, library } from './json/edit.js';
import { mergeLines } from './lines.js';
import type { Merger, Side } from './merge.js';

interface Merging {
  readonly side: Side;
  readonly clashes: Clash[];
}

/** Merges JSON, with comments or without, by keys and by items of lists; layout and comments are those of yours. */
export const mergeJson: Merger = (kind, sides, side) => {
  if (kind !== 'json') return undefined;
  const [base, yours, next] = [sides.base, sides.yours, sides.next].map(parse);
  if (base === undefined || yours === undefined || next === undefined) return undefined;
  const run: Merging = { side, clashes: [] };
  const edits = mergeNode(base, yours, next, [], run);
  if (side === 'markers' && run.clashes.length > 0) {
    const flat = mergeLines(sides, side);
    return { text: flat.text, clashes: run.clashes };
  }
  return { text: edits.reduce(applyEdit, sides.yours), clashes: run.clashes };
};

function parse(text: string): Node | undefined {
  const errors: { error: number; offset: number; length: number }[] = [];
  const tree = library().parseTree(text, errors, { allowTrailingComma: true });
  return errors.length > 0 || tree === undefined || !hasOwnKeys(tree) ? undefined : tree;
}

function hasOwnKeys(node: Node): boolean {
  const keys = node.type === 'object' ? [...entries(node).keys()] : [];
  if (node.type === 'object' && keys.length !== node.children?.length) return false;
  return (node.children ?? []).every(hasOwnKeys);
}

function entries(node: Node): ReadonlyMap<string, Node> {
  const pairs = (node.children ?? []).flatMap((property): [string, Node][] => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [[String(key.value), value]];
  });
  return new Map(pairs);
}

function dataOf(node: Node | undefined): unknown {
  return node === undefined ? undefined : library().getNodeValue(node);
}

function same(a: Node | undefined, b: Node | undefined): boolean {
  return canonical(dataOf(a)) === canonical(dataOf(b)) && (a === undefined) === (b === undefined);
}

function mergeNode(base: Node | undefined, yours: Node, next: Node, path: JSONPath, run: Merging): readonly Edit[] {
  if (same(yours, next) || (base !== undefined && same(base, next))) return [];
  const kinds = [base ?? yours, yours, next].map(({ type }) => type);
  if (kinds.every((type) => type === 'object')) return mergeObject(base, yours, next, path, run);
  if (kinds.every((type) => type === 'array')) return mergeList(base, yours, next, path, run);
  if (base !== undefined && same(base, yours)) return [{ path, value: dataOf(next) }];
  return clash(base, yours, next, path, run);
}

function clash(
  base: Node | undefined,
  yours: Node | undefined,
  next: Node | undefined,
  path: JSONPath,
  { side, clashes }: Merging,
  behind: readonly string[] = [],
): readonly Edit[] {
  const [b, y, n] = [base, yours, next].map((node) => (node === undefined ? '' : JSON.stringify(dataOf(node))));
  clashes.push({ at: shown(path), base: b ?? '', yours: y ?? '', new: n ?? '' });
  return side === 'new' ? [{ path, value: dataOf(next), behind }] : [];
}

/** `scripts.build`, `files[2]`. */
function shown(path: JSONPath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'whole file' : text.replace(/^\./, '');
}

function mergeObject(base: Node | undefined, yours: Node, next: Node, path: JSONPath, run: Merging): readonly Edit[] {
  const was: ReadonlyMap<string, Node> = base === undefined ? new Map() : entries(base);
  const [mine, theirs] = [entries(yours), entries(next)];
  const order = [...theirs.keys()];
  const kept = [...mine].flatMap(([key, value]): readonly Edit[] => {
    const [old, other, at] = [was.get(key), theirs.get(key), [...path, key]];
    if (other !== undefined) return mergeNode(old, value, other, at, run);
    if (old === undefined) return [];
    return same(old, value) ? [{ path: at, value: undefined }] : clash(old, value, undefined, at, run);
  });
  const added = order.flatMap((key, index): readonly Edit[] => {
    if (mine.has(key)) return [];
    const [old, value, at] = [was.get(key), theirs.get(key), [...path, key]];
    if (old === undefined) return [{ path: at, value: dataOf(value), behind: order.slice(0, index) }];
    return same(old, value) ? [] : clash(old, undefined, value, at, run, order.slice(0, index));
  });
  return [...kept, ...added];
}

function mergeList(base: Node | undefined, yours: Node, next: Node, path: JSONPath, run: Merging): readonly Edit[] {
  const [b, y, n] = [base, yours, next].map((node) => node?.children ?? []) as [Node[], Node[], Node[]];
  const field = ['name', 'id', 'key', 'type'].find((one) => [b, y, n].every((all) => names(all, one)));
  const keyOf = (node: Node): string =>
    field === undefined ? canonical(dataOf(node)) : String(entries(node).get(field)?.value);
  const keys = [b, y, n].map((all) => all.map(keyOf)) as [string[], string[], string[]];
  const groups = regions(...keys).map((region): readonly Edit[] => {
    const [from, to] = region.yours;
    const mine = y.slice(from, to);
    const theirs = n.slice(...region.next);
    const old = b.slice(...region.base);
    const pairs = mine.length === theirs.length && mine.every((node, at) => keyOf(node) === keyOf(theirs[at] as Node));
    if (pairs) {
      const each = mine.map((node, at) => {
        const before = old.find((one) => keyOf(one) === keyOf(node));
        return mergeNode(before, node, theirs[at] as Node, [...path, from + at], run);
      });
      return each.reverse().flat();
    }
    if (region.changed === 'yours') return [];
    if (region.changed === 'new') return replace(path, from, mine, theirs);
    if (old.length === 0 && field === undefined) {
      const fresh = theirs.filter((node) => !mine.some((one) => same(one, node)));
      return replace(path, to, [], fresh);
    }
    const [was, is, shall] = [old, mine, theirs].map((all) => JSON.stringify(all.map(dataOf)));
    run.clashes.push({ at: `${shown(path)}[${from}]`, base: was ?? '', yours: is ?? '', new: shall ?? '' });
    return run.side === 'new' ? replace(path, from, mine, theirs) : [];
  });
  return groups.reverse().flat();
}

function names(nodes: readonly Node[], field: string): boolean {
  const found = nodes.map((node) => (node.type === 'object' ? entries(node).get(field)?.value : undefined));
  return found.every((name) => typeof name === 'string') && new Set(found).size === found.length;
}

function replace(path: JSONPath, from: number, mine: readonly Node[], theirs: readonly Node[]): readonly Edit[] {
  const removed = mine.map((_, at): Edit => ({ path: [...path, from + at], value: undefined })).reverse();
  const added = theirs.map((node): Edit => ({ path: [...path, from], value: dataOf(node), inserts: true })).reverse();
  return [...removed, ...added];
}
