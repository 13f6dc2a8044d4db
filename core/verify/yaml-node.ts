/** A YAML value that knows where it was written: patches of an overlay keep their own file and line. */
export interface MapNode {
  readonly type: 'map';
  readonly path: string;
  readonly line: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface ListNode {
  readonly type: 'list';
  readonly path: string;
  readonly line: number;
  readonly items: readonly Node[];
}

export interface ScalarNode {
  readonly type: 'scalar';
  readonly path: string;
  readonly line: number;
  /** As YAML 1.2 reads it. */
  readonly value: string | number | boolean | null;
  /** As it stands in the file, without quotes. */
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'block';
}

export type Node = MapNode | ListNode | ScalarNode;

export interface Entry {
  readonly path: string;
  /** Line of the key. */
  readonly line: number;
  readonly key: string;
  readonly plain: boolean;
  readonly value: Node;
}

/** The entry at the end of a chain of keys; undefined where one is missing or no map. */
export function entry(node: Node | undefined, ...keys: readonly string[]): Entry | undefined {
  let found: Entry | undefined;
  let current = node;
  for (const key of keys) {
    found = current?.type === 'map' ? current.entries.get(key) : undefined;
    if (found === undefined) return undefined;
    current = found.value;
  }
  return found;
}

/** The value at the end of a chain of keys. */
export function at(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  return keys.length === 0 ? node : entry(node, ...keys)?.value;
}

/** The entries of a map; none for anything else. */
export function entries(node: Node | undefined): readonly Entry[] {
  return node?.type === 'map' ? [...node.entries.values()] : [];
}

/** The items of a list; none for anything else. */
export function items(node: Node | undefined): readonly Node[] {
  return node?.type === 'list' ? node.items : [];
}

/** A scalar as text, numbers and booleans too; undefined for maps, lists, null and absence. */
export function text(node: Node | undefined): string | undefined {
  if (node?.type !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.text;
}

/** A scalar as a number, quoted or not. */
export function number(node: Node | undefined): number | undefined {
  const found = text(node);
  return found !== undefined && /^-?\d+(\.\d+)?$/.test(found) ? Number(found) : undefined;
}

/** A boolean, as YAML 1.1 or 1.2 reads a plain scalar. */
export function boolean(node: Node | undefined): boolean | undefined {
  if (node?.type !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return node.value;
  if (node.style !== 'plain' || !OLD_BOOLEAN.test(node.text)) return undefined;
  return /^(y|yes|on)$/i.test(node.text);
}

/** Plain words that YAML 1.1 reads as true or false and YAML 1.2 as text. */
export const OLD_BOOLEAN = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;

/** A map of labels or of a selector as plain text. */
export function pairs(node: Node | undefined): ReadonlyMap<string, string> {
  return new Map(entries(node).map((one) => [one.key, text(one.value) ?? '']));
}
