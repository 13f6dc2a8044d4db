import type { Document } from '../documents.js';
import type { Syntax } from '../parser.js';
import type { Module } from './modules.js';

/** What an expression is known to be without running it. */
export type Value =
  | { readonly kind: 'unknown' }
  | Constant
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'dict'; readonly node: Syntax; readonly context: Context }
  | { readonly kind: 'module'; readonly module: Module }
  /** Something of an installed package or of Python itself, by its dotted name: `fastapi.FastAPI`, `int`. */
  | { readonly kind: 'external'; readonly name: string; readonly on?: Value }
  | FunctionValue
  | ClassValue
  | ObjectValue
  | DataValue;

/** A part of a file of configuration that the code loads. */
export interface DataValue {
  readonly kind: 'data';
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly document: Document;
}

export interface Constant {
  readonly kind: 'constant';
  readonly value: string | number | boolean | null;
  /** The environment variable that overrides it; `value` is then the default, null when there is none. */
  readonly env?: string;
  /** Where the literal or the read stands. */
  readonly node: Syntax;
  readonly module: Module;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly node: Syntax;
  readonly module: Module;
  readonly self?: Value;
  /** The frame in which the function was defined, for closures. */
  readonly outer?: Frame;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly node: Syntax;
  readonly module: Module;
}

/** What a call gives: of an installed class or function by name, or of a class of the service. */
export interface ObjectValue {
  readonly kind: 'object';
  readonly of: string | ClassValue;
  readonly call: Syntax;
  readonly context: Context;
  /** For a method's result: the object on which it was called. */
  readonly on?: Value;
}

/** A call that is being followed: the function and what its parameters hold. */
export interface Frame {
  readonly function: Syntax;
  readonly values: ReadonlyMap<string, Value>;
  readonly outer?: Frame;
}

export interface Context {
  readonly module: Module;
  readonly frame?: Frame;
}

export const UNKNOWN: Value = { kind: 'unknown' };

/** The text of a string literal without interpolations; undefined for anything else. */
export function literalText(node: Syntax): string | undefined {
  if (node.type === 'concatenated_string') {
    const parts = node.children.map(literalText);
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }
  if (node.type !== 'string') return undefined;
  let text = '';
  for (const child of node.children) {
    if (child.type === 'interpolation') return undefined;
    if (child.type === 'string_content') text += child.children.length === 0 ? child.text : plainContent(child);
  }
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\t': '\t',
  '\\r': '\r',
  '\\\\': '\\',
  "\\'": "'",
  '\\"': '"',
};

/** The content of a string with its common escapes replaced; others stay as written. */
export function plainContent(content: Syntax): string {
  const { text } = content.source;
  let result = '';
  let at = content.start;
  for (const sequence of content.children) {
    result += text.slice(at, sequence.start) + (ESCAPES[sequence.text] ?? sequence.text);
    at = sequence.end;
  }
  return result + text.slice(at, content.end);
}

/** Positional arguments of a call, up to the first `*args`. */
export function positional(call: Syntax): readonly Syntax[] {
  const list = call.field('arguments')?.children ?? [];
  const plain: Syntax[] = [];
  for (const argument of list) {
    if (argument.type === 'list_splat') break;
    if (argument.type !== 'keyword_argument' && argument.type !== 'dictionary_splat') plain.push(argument);
  }
  return plain;
}

/** The value of a keyword argument of a call. */
export function keyword(call: Syntax, name: string): Syntax | undefined {
  return call
    .field('arguments')
    ?.children.find((child) => child.type === 'keyword_argument' && child.field('name')?.text === name)
    ?.field('value');
}

/** All nodes below and including one, in source order, without recursion. */
export function* walk(root: Syntax, into: (node: Syntax) => boolean = () => true): Generator<Syntax> {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    if (!into(node)) continue;
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i];
      if (child !== undefined) pending.push(child);
    }
  }
}
