import type { Syntax } from '../parser.js';
import { constantText, fallback } from './environment-standing.js';
import { unquoted } from './expression.js';
import type { Piece } from './sources.js';
import { walk } from './sources.js';

/** Where a name is read from: Node's own variables, what the bundler puts in, or SvelteKit's modules. */
export type Origin = 'process' | 'meta' | 'kit-public' | 'kit-private';

export interface Read {
  readonly name: string;
  readonly origin: Origin;
  readonly file: string;
  readonly node: Syntax;
  /** The constant beside it, as text. */
  readonly default?: string;
  /** Something stands in when it is not set: a default that is no constant, a condition, an optional schema. */
  readonly optional: boolean;
  /** The code throws without it, whatever other places do. */
  readonly demanded?: boolean;
  /** Only an environment file lists it: what the code does without it does not show. */
  readonly listed?: boolean;
}

/** Reads of variables in one tree. */
export function readsIn(piece: Piece, imported: ReadonlyMap<string, Origin> = new Map()): readonly Read[] {
  const objects = environmentNames(piece.root, imported);
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    if (node.type === 'member_expression' || node.type === 'subscript_expression') {
      const origin = originOf(node.field('object'), objects);
      const name = origin === undefined ? undefined : keyOf(node);
      if (origin !== undefined && name !== undefined && !isWritten(node))
        reads.push({ name, origin, file: piece.file, node, ...(isHandedIn(node) ? HANDED_IN : fallback(node)) });
    } else if (node.type === 'variable_declarator') {
      const origin = originOf(node.field('value'), objects);
      const pattern = node.field('name');
      if (origin !== undefined && pattern?.type === 'object_pattern')
        reads.push(...destructured(pattern, origin, piece.file));
    } else if (node.type === 'import_statement') {
      reads.push(...staticImports(node, piece.file));
    }
  }
  return reads;
}

const HANDED_IN = { optional: true, listed: true } as const;

/** `createEnv({ runtimeEnv: { A: process.env.A } })`: the schema beside it says what is asked for. */
function isHandedIn(node: Syntax): boolean {
  const outer = node.parent?.type === 'pair' ? node.parent.parent?.parent : undefined;
  const key = outer?.type === 'pair' ? (outer.field('key')?.text ?? '') : '';
  return /^(?:experimental__)?runtimeEnv(?:Strict)?$/.test(key);
}

/** Names that stand for the whole environment: `const env = process.env`, `import { env } from '$env/dynamic/public'`. */
export function environmentNames(
  root: Syntax,
  imported: ReadonlyMap<string, Origin> = new Map(),
): ReadonlyMap<string, Origin> {
  const names = new Map<string, Origin>(imported);
  for (const node of walk(root)) {
    if (node.type === 'import_statement') {
      const source = textOf(node.field('source'));
      const origin: Origin | undefined =
        source === '$env/dynamic/public'
          ? 'kit-public'
          : source === '$env/dynamic/private'
            ? 'kit-private'
            : source === 'node:process' || source === 'process'
              ? 'process'
              : undefined;
      if (origin === undefined) continue;
      for (const part of walk(node)) {
        if (part.type === 'import_specifier' && part.field('name')?.text === 'env')
          names.set(part.field('alias')?.text ?? 'env', origin);
      }
    } else if (node.type === 'variable_declarator' && node.field('name')?.type === 'identifier') {
      const origin = wholeOf(node.field('value'), names);
      // Shadowing in another scope is rare enough to take a name as one for the whole file.
      if (origin !== undefined) names.set(node.field('name')?.text ?? '', origin);
    }
  }
  return names;
}

/** Whether an expression is the environment itself, a copy of it (`{ ...process.env }`) or a wrapper around it. */
export function wholeOf(node: Syntax | undefined, names: ReadonlyMap<string, Origin>): Origin | undefined {
  const own = originOf(node, names);
  if (own !== undefined || node === undefined) return own;
  if (node.type === 'object') {
    const spread = node.children.find((child) => child.type === 'spread_element');
    return originOf(spread?.children[0], names);
  }
  // `new Proxy(process.env, …)`; a call may as well be a schema, whose names are its own.
  const isProxy = node.type === 'new_expression' && node.field('constructor')?.text === 'Proxy';
  return isProxy ? originOf(node.field('arguments')?.children[0], names) : undefined;
}

/** The names under which a module hands the whole environment on: `default`, `env`. */
export function handsOn(piece: Piece): ReadonlyMap<string, Origin> {
  const names = environmentNames(piece.root);
  const found = new Map<string, Origin>();
  for (const statement of piece.root.children) {
    if (statement.type !== 'export_statement') continue;
    const value = statement.field('value');
    // `export default wrapped(process.env)`: what a wrapper gives back is read by the same names.
    const argument = value?.type === 'call_expression' ? value.field('arguments')?.children[0] : undefined;
    const origin = wholeOf(value, names) ?? originOf(argument, names);
    if (value !== undefined && origin !== undefined) found.set('default', origin);
    for (const part of statement.field('declaration')?.children ?? []) {
      const name = part.type === 'variable_declarator' ? part.field('name')?.text : undefined;
      const own = name === undefined ? undefined : names.get(name);
      if (name !== undefined && own !== undefined) found.set(name, own);
    }
  }
  return found;
}

/** Whether an expression is the environment itself. */
export function originOf(node: Syntax | undefined, names: ReadonlyMap<string, Origin>): Origin | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'identifier') return names.get(node.text);
  if (
    node.type === 'parenthesized_expression' ||
    node.type === 'as_expression' ||
    node.type === 'satisfies_expression' ||
    node.type === 'non_null_expression'
  ) {
    return originOf(node.children[0], names);
  }
  // Vite's own reader of environment files, in a configuration.
  if (node.type === 'call_expression') return node.field('function')?.text === 'loadEnv' ? 'process' : undefined;
  if (node.type !== 'member_expression' || node.field('property')?.text !== 'env') return undefined;
  const owner = node.field('object')?.text;
  if (owner === 'process' || owner === 'globalThis.process') return 'process';
  return owner === 'import.meta' ? 'meta' : undefined;
}

function keyOf(node: Syntax): string | undefined {
  if (node.type === 'member_expression') return node.field('property')?.text;
  return textOf(node.field('index'));
}

function textOf(node: Syntax | undefined): string | undefined {
  return node?.type === 'string' ? unquoted(node) : undefined;
}

function isWritten(node: Syntax): boolean {
  const parent = node.parent;
  if (parent?.type === 'unary_expression') return parent.field('operator')?.text === 'delete';
  return parent?.type === 'assignment_expression' && parent.field('left') === node;
}

function destructured(pattern: Syntax, origin: Origin, file: string): readonly Read[] {
  const reads: Read[] = [];
  for (const part of pattern.children) {
    if (part.type === 'shorthand_property_identifier_pattern')
      reads.push({ name: part.text, origin, file, node: part, optional: false });
    if (part.type === 'pair_pattern') {
      const key = part.field('key')?.text;
      const target = part.field('value');
      if (key === undefined) continue;
      const value = target?.type === 'assignment_pattern' ? constantText(target.field('right')) : undefined;
      reads.push({
        name: key,
        origin,
        file,
        node: part,
        optional: target?.type === 'assignment_pattern',
        ...(value === undefined ? {} : { default: value }),
      });
    }
    if (part.type === 'object_assignment_pattern') {
      const name = part.field('left')?.text;
      const value = constantText(part.field('right'));
      if (name !== undefined)
        reads.push({
          name,
          origin,
          file,
          node: part,
          optional: true,
          ...(value === undefined ? {} : { default: value }),
        });
    }
  }
  return reads;
}

function staticImports(node: Syntax, file: string): readonly Read[] {
  const source = textOf(node.field('source'));
  if (source !== '$env/static/public' && source !== '$env/static/private') return [];
  const origin: Origin = source.endsWith('public') ? 'kit-public' : 'kit-private';
  return [...walk(node)].flatMap((part) => {
    const name = part.type === 'import_specifier' ? part.field('name')?.text : undefined;
    return name === undefined ? [] : [{ name, origin, file, node: part, optional: false }];
  });
}
