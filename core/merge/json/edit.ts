import { createRequire } from 'node:module';
import type { JSONPath, Node } from 'jsonc-parser';

/** One change of a text. Within a list the last index comes first, so that the others stay right. */
export interface Edit {
  readonly path: JSONPath;
  /** Undefined: removed. */
  readonly value: unknown;
  /** Keys before it, for a new key; absent for a change and for lists. */
  readonly behind?: readonly string[];
  readonly inserts?: true;
}

export function library(): typeof import('jsonc-parser') {
  return createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser');
}

/** The text after one change. Only the value itself is touched: jsonc-parser would lay out the lines around it anew. */
export function applyEdit(text: string, { path, value, behind, inserts }: Edit): string {
  const { applyEdits, findNodeAtLocation, modify, parseTree } = library();
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree === undefined) return text;
  if (value === undefined) return applyEdits(text, modify(text, path, undefined, {}));
  const there = findNodeAtLocation(tree, path);
  if (there !== undefined && !inserts) return replaceAt(text, there.offset, there.length, value);
  const parent = findNodeAtLocation(tree, path.slice(0, -1));
  const last = path.at(-1);
  if (parent === undefined || last === undefined) return text;
  const children = parent.children ?? [];
  const key = typeof last === 'string' ? last : undefined;
  const place = key === undefined ? Number(last) : placeOf(children, behind ?? []);
  return insert(text, parent, children, place, key, value);
}

function placeOf(properties: readonly Node[], behind: readonly string[]): number {
  return properties.findLastIndex(({ children }) => behind.includes(String(children?.[0]?.value))) + 1;
}

function replaceAt(text: string, offset: number, length: number, value: unknown): string {
  return text.slice(0, offset) + layout(text, offset, value) + text.slice(offset + length);
}

/** A value as it is written at an offset: in one line where it is short, else indented as the file is. */
function layout(text: string, offset: number, value: unknown): string {
  const short = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || short.length <= 60) return short;
  const unit = /^\t/m.test(text) ? '\t' : (/^( +)\S/m.exec(text)?.[1] ?? '  ');
  return JSON.stringify(value, null, unit).replaceAll('\n', `\n${indentAt(text, offset)}`);
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
}

function insert(
  text: string,
  parent: Node,
  children: readonly Node[],
  place: number,
  key: string | undefined,
  value: unknown,
): string {
  const [first] = children;
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
  if (first === undefined) {
    const whole = key === undefined ? [value] : { [key]: value };
    return replaceAt(text, parent.offset, parent.length, whole);
  }
  const item = name + layout(text, first.offset, value);
  const isTall = text.slice(parent.offset, first.offset).includes('\n');
  const gap = isTall ? `\n${indentAt(text, first.offset)}` : ' ';
  const before = children[place - 1];
  if (before === undefined) return `${text.slice(0, first.offset)}${item},${gap}${text.slice(first.offset)}`;
  const end = before.offset + before.length;
  const comma = /^\s*,/.exec(text.slice(end))?.[0];
  const head = text.slice(0, end) + (comma ?? ',');
  const tail = text.slice(end + (comma?.length ?? 0));
  // A comment behind the entry on its line stays with it.
  const beside = isTall ? (/^[ \t]*(?:\/\/.*|\/\*.*?\*\/[ \t]*)?(?=\r?\n)/.exec(tail)?.[0] ?? '') : '';
  return `${head}${beside}${gap}${item}${comma === undefined ? '' : ','}${tail.slice(beside.length)}`;
}
