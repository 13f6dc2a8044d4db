import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../nearest.js';
import { PACKAGE_ROOT } from '../package-root.js';
import type { Remark } from './rule.js';
import { type Entry, type MapNode, type Node, OLD_BOOLEAN, type ScalarNode } from './yaml-node.js';

/** Letters: s text, i integer, n number, b boolean, q quantity or number, 0 null, * anything, @Name a definition. */
type Shape = string | { readonly e: readonly string[] } | { readonly a: Shape } | { readonly m: Shape } | Union;
interface Union {
  readonly u: readonly Shape[];
}

interface Definition {
  readonly f: Readonly<Record<string, Shape>>;
  readonly r?: readonly string[];
  /** Known to the format and refused by the platform. */
  readonly x?: readonly string[];
  /** Prefix of names that anybody may add. */
  readonly p?: string;
}

interface Schema {
  readonly kinds: Readonly<Record<string, string>>;
  readonly defs: Readonly<Record<string, Definition>>;
}

export type SchemaName = 'kubernetes' | 'argo' | 'gateway' | 'external-secrets' | 'gke' | 'cloud-run' | 'compose';

const loaded = new Map<SchemaName, Schema>();

/** Reads one file of core/verify/schemas, once. */
export function schema(name: SchemaName): Schema {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const file = join(PACKAGE_ROOT, 'core', 'verify', 'schemas', `${name}.json`);
  const made = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  loaded.set(name, made);
  return made;
}

export interface Judge {
  readonly schema: Schema;
  /** Who refuses: `Cloud Run`, `Kubernetes`, `Compose`. */
  readonly who: string;
  /** A patch holds only what changes. */
  readonly partial: boolean;
  /** `${NAME}` is filled in before types count. */
  readonly interpolates: boolean;
}

const EXPECTED: Readonly<Record<string, string>> = {
  s: 'text',
  i: 'a whole number',
  n: 'a number',
  b: 'true or false',
  q: 'a quantity or a number',
};

const shown = (node: ScalarNode): string => (node.text.length > 40 ? `${node.text.slice(0, 37)}…` : node.text);

/** Does the kind of the value fit, without a look inside? */
function fits(shape: Shape, node: Node, judge: Judge): boolean {
  if (shape === '*') return true;
  if (typeof shape === 'object' && 'u' in shape) return shape.u.some((one) => fits(one, node, judge));
  if (node.type === 'list') return typeof shape === 'object' && 'a' in shape;
  if (node.type === 'map') return (typeof shape === 'object' && 'm' in shape) || String(shape).startsWith('@');
  if (node.value === null) return true;
  if (judge.interpolates && node.text.includes('${')) return typeof shape === 'string' && !shape.startsWith('@');
  if (typeof shape === 'object') return 'e' in shape && shape.e.includes(String(node.value));
  const old = node.style === 'plain' && OLD_BOOLEAN.test(node.text);
  switch (shape) {
    case 's':
      return typeof node.value === 'string' && !(old && judge.who === 'Kubernetes');
    case 'i':
      return typeof node.value === 'number' && Number.isInteger(node.value);
    case 'n':
      return typeof node.value === 'number';
    case 'b':
      return typeof node.value === 'boolean' || old;
    case 'q':
      return typeof node.value !== 'boolean';
    default:
      return false;
  }
}

function expectation(shape: Shape, node: Node): string {
  if (typeof shape === 'string') return shape.startsWith('@') ? 'a map' : (EXPECTED[shape] ?? 'nothing');
  if ('a' in shape) return 'a list';
  if ('m' in shape) return 'a map';
  if ('u' in shape) return [...new Set(shape.u.map((one) => expectation(one, node)))].join(' or ');
  const meant = node.type === 'scalar' ? nearest(String(node.value), shape.e) : undefined;
  return `${shape.e.length > 1 ? 'one of ' : ''}${shape.e.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

function* wrongKind(shape: Shape, node: Node, where: string, judge: Judge): Generator<Remark> {
  const got = node.type === 'scalar' ? `"${shown(node)}"` : `a ${node.type}`;
  const isText = shape === 's' && node.type === 'scalar';
  yield {
    path: node.path,
    line: node.line,
    message: `${where}: ${judge.who} expects ${expectation(shape, node)}, not ${got}`,
    ...(isText ? { fix: `write "${node.text}" in quotes` } : {}),
  };
}

function* unknown(one: Entry, definition: Definition, where: string, judge: Judge): Generator<Remark> {
  if (definition.p !== undefined && one.key.startsWith(definition.p)) return;
  if (definition.x?.includes(one.key)) {
    yield { path: one.path, line: one.line, message: `${where}: ${judge.who} does not support it`, fix: 'remove it' };
    return;
  }
  const meant = nearest(one.key, Object.keys(definition.f));
  const fix = meant === undefined ? 'remove it, or move it to where it belongs' : `write ${meant}`;
  const message = `${where}: unknown key${meant === undefined ? '' : `, nearest is ${meant}`}`;
  yield { path: one.path, line: one.line, message, fix };
}

function* object(name: string, node: MapNode, where: string, judge: Judge): Generator<Remark> {
  const definition = judge.schema.defs[name];
  if (definition === undefined) return;
  for (const one of node.entries.values()) {
    const place = where === '' ? one.key : `${where}.${one.key}`;
    const shape = definition.f[one.key];
    // Directives of a strategic merge patch.
    if (judge.partial && one.key.startsWith('$')) continue;
    if (shape === undefined) yield* unknown(one, definition, place, judge);
    else yield* check(shape, one.value, place, judge);
  }
  if (judge.partial) return;
  for (const required of definition.r ?? []) {
    if (node.entries.has(required)) continue;
    const message = `${where === '' ? name : where}: ${required} is missing`;
    yield { path: node.path, line: node.line, message, fix: `add ${required}` };
  }
}

/** A map or a list, which an empty value silently leaves out. */
const holds = (shape: Shape): boolean =>
  typeof shape === 'string' ? shape.startsWith('@') : 'a' in shape || 'm' in shape;

/** Everything below a node that its shape does not allow: unknown names, refused ones, wrong types, missing names. */
export function* check(shape: Shape, node: Node, where: string, judge: Judge): Generator<Remark> {
  if (shape === '*') return;
  const nothing = node.type === 'scalar' && node.value === null && node.text === '';
  if (nothing && !judge.partial && judge.who !== 'Compose' && holds(shape)) {
    const message = `${where} has no value: ${judge.who} takes it as left out`;
    yield { path: node.path, line: node.line, message, fix: 'fill it in or remove it', severity: 'warning' };
    return;
  }
  if (!fits(shape, node, judge)) {
    yield* wrongKind(shape, node, where, judge);
    return;
  }
  if (typeof shape === 'object' && 'u' in shape) {
    const one = shape.u.find((choice) => fits(choice, node, judge));
    if (one !== undefined && node.type !== 'scalar') yield* check(one, node, where, judge);
    return;
  }
  if (node.type === 'list' && typeof shape === 'object' && 'a' in shape) {
    for (const [index, item] of node.items.entries()) yield* check(shape.a, item, `${where}[${index}]`, judge);
  } else if (node.type === 'map' && typeof shape === 'object' && 'm' in shape) {
    for (const one of node.entries.values()) yield* check(shape.m, one.value, `${where}.${one.key}`, judge);
  } else if (node.type === 'map' && typeof shape === 'string') {
    yield* object(shape.slice(1), node, where, judge);
  }
}
