import { createRequire } from 'node:module';
import type { Document, LineCounter, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

const load = createRequire(import.meta.url);

/** Loaded when two sides changed a YAML file, never on a run that changes nothing. */
function library(): typeof import('yaml') {
  return load('yaml') as typeof import('yaml');
}

export type Block = YAMLMap | YAMLSeq;

/** One document with the lines that it is made of. */
export interface Source {
  readonly lines: readonly string[];
  readonly text: string;
  readonly counter: LineCounter;
  readonly document: Document.Parsed;
}

/** An entry of a block collection as whole lines of its source. */
export interface Part {
  /** Unique among its neighbours; for an item of a list without key fields its value. */
  readonly key: string;
  /** The key of a map entry, `[web]` for an item. */
  readonly label: string;
  /** Comments and blank lines above it. */
  readonly lead: readonly string[];
  /** Its own lines; `- ` of the item whose first entry it is reads as blanks. */
  readonly body: readonly string[];
  readonly source: Source;
  readonly value: Node | null;
  /** Index of the first line of `body`. */
  readonly from: number;
}

export interface Parts {
  readonly column: number;
  readonly parts: readonly Part[];
}

export function parseSource(text: string): Source | undefined {
  const { LineCounter: Counter, parseDocument } = library();
  const counter = new Counter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'silent', keepSourceTokens: false });
  if (document.errors.length > 0) return undefined;
  return { lines: text.split('\n'), text, counter, document };
}

export function isBlock(node: unknown): node is Block {
  const { isCollection } = library();
  return isCollection(node) && node.flow !== true && node.items.length > 0;
}

export function isList(node: Block): node is YAMLSeq {
  return library().isSeq(node);
}

/** The value as data, for comparing what two sides say whatever their quotes. */
export function dataOf(node: Node | null): string {
  if (node === null) return 'null';
  const { isAlias, isScalar } = library();
  if (isAlias(node)) return `*${node.source}`;
  if (isScalar(node)) return JSON.stringify([typeof node.value, String(node.value)]);
  return JSON.stringify(node);
}

/** The offsets of a value without comments after it. */
export function spanOf(node: Node | null): readonly [number, number] | undefined {
  return node?.range ? [node.range[0], node.range[1]] : undefined;
}

export function lineAt({ counter }: Source, offset: number): number {
  return counter.linePos(offset).line - 1;
}

/**
 * The entries of a block collection. `from`: the first line that can belong to it, for the lead of its first entry.
 * `keyField`: what tells items apart. Undefined for what cannot be cut into whole lines.
 */
export function partsOf(source: Source, block: Block, from: number, keyField: string | undefined): Parts | undefined {
  const starts = isList(block)
    ? block.items.map((item) => dashOf(source, item))
    : block.items.map((pair) => keyOf(source, pair));
  const parts: Part[] = [];
  let free = from;
  let column: number | undefined;
  for (const [index, item] of block.items.entries()) {
    const start = starts[index];
    if (start === undefined || start.line < free) return undefined;
    column ??= start.column;
    if (start.column !== column) return undefined;
    const value = valueIn(item);
    const end = Math.max(start.line, endLine(source, value));
    const body = source.lines.slice(start.line, end + 1);
    const first = body[0] ?? '';
    const dashed = !isList(block) && /^ *(- +)+/.test(first.slice(0, column));
    if (dashed) body[0] = ' '.repeat(column) + first.slice(column);
    const name = isList(block) ? itemKey(value, keyField) : String(keyText(item));
    if (name === undefined) return undefined;
    const label = isList(block) ? `[${keyField === undefined ? index : name}]` : name;
    parts.push({ key: name, label, lead: source.lines.slice(free, start.line), body, source, value, from: start.line });
    free = end + 1;
  }
  return column === undefined ? undefined : { column, parts };
}

interface At {
  readonly line: number;
  readonly column: number;
}

function keyOf(source: Source, item: unknown): At | undefined {
  const { isPair, isScalar } = library();
  if (!isPair(item) || !isScalar(item.key) || !item.key.range) return undefined;
  const { line, col } = source.counter.linePos(item.key.range[0]);
  const before = (source.lines[line - 1] ?? '').slice(0, col - 1);
  return /^[ -]*$/.test(before) ? { line: line - 1, column: col - 1 } : undefined;
}

/** An item begins at its dash, on the line of its value or, below comments, on one above it. */
function dashOf(source: Source, item: unknown): At | undefined {
  const span = library().isNode(item) ? spanOf(item) : undefined;
  if (span === undefined) return undefined;
  const { line, col } = source.counter.linePos(span[0]);
  const before = (source.lines[line - 1] ?? '').slice(0, col - 1);
  const dash = /^( *)- +(?:[&!][^ ]+ +)*$/.exec(before);
  return dash === null ? undefined : { line: line - 1, column: dash[1]?.length ?? 0 };
}

function valueIn(item: unknown): Node | null {
  const { isNode, isPair } = library();
  const value: unknown = isPair(item) ? (item as Pair).value : item;
  return isNode(value) ? value : null;
}

function keyText(item: unknown): unknown {
  const { isPair, isScalar } = library();
  return isPair(item) && isScalar(item.key) ? item.key.value : undefined;
}

function endLine(source: Source, node: Node | null): number {
  if (isBlock(node)) {
    const last: unknown = node.items.at(-1);
    const { isPair, isNode } = library();
    const value = valueIn(last);
    if (value !== null) return endLine(source, value);
    const key: unknown = isPair(last) ? last.key : undefined;
    return isNode(key) && key.range ? lineAt(source, key.range[1]) : 0;
  }
  const span = spanOf(node);
  return span === undefined ? 0 : lineAt(source, Math.max(span[0], span[1] - 1));
}

function itemKey(value: Node | null, keyField: string | undefined): string | undefined {
  if (keyField === undefined) return dataOf(value);
  const { isMap, isScalar } = library();
  // `NAME=value`, as literals of kustomize and variables of compose are written.
  if (keyField === '=') return isScalar(value) ? /^[A-Za-z_][\w.]*(?==)/.exec(String(value.value))?.[0] : undefined;
  const field: unknown = isMap(value) ? value.get(keyField, true) : undefined;
  return isScalar(field) ? String(field.value) : undefined;
}

/** The lists of Kubernetes, Cloud Run and compose name their items by one of these; the first that all items have. */
const KEY_FIELDS = [
  'mountPath',
  'containerPort',
  'name',
  'port',
  'path',
  'key',
  'id',
  'source',
  'target',
  '=',
] as const;

export function keyFieldOf(lists: readonly YAMLSeq[]): string | undefined {
  return KEY_FIELDS.find((field) =>
    lists.every((list) => {
      const keys = list.items.map((item) => (library().isNode(item) ? itemKey(item, field) : undefined));
      return !keys.includes(undefined) && new Set(keys).size === keys.length;
    }),
  );
}
