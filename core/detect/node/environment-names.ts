import type { Syntax } from '../parser.js';
import { unquoted } from './expression.js';
import type { Piece } from './sources.js';
import { walk } from './sources.js';

/** Where a name is read from: Node's own variables, what the bundler puts in, or SvelteKit's modules. */
export type Origin = 'process' | 'meta' | 'kit-public' | 'kit-private';

/** Modules that export the environment as `env`. */
const MODULES: Readonly<Record<string, Origin>> = {
  '$env/dynamic/public': 'kit-public',
  '$env/dynamic/private': 'kit-private',
  'node:process': 'process',
  process: 'process',
};

/** Parameters with a default, in TypeScript and in JavaScript. */
const PARAMETERS = new Set(['required_parameter', 'optional_parameter', 'assignment_pattern']);

/** Names that stand for the whole environment: `const env = process.env`, `import { env } from '$env/dynamic/public'`. */
export function environmentNames(
  root: Syntax,
  imported: ReadonlyMap<string, Origin> = new Map(),
): ReadonlyMap<string, Origin> {
  const names = new Map<string, Origin>(imported);
  for (const node of walk(root)) {
    if (node.type === 'import_statement') {
      const origin = MODULES[textOf(node.field('source')) ?? ''];
      if (origin === undefined) continue;
      for (const part of walk(node)) {
        if (part.type === 'import_specifier' && part.field('name')?.text === 'env')
          names.set(part.field('alias')?.text ?? 'env', origin);
      }
    } else if (node.type === 'variable_declarator' && node.field('name')?.type === 'identifier') {
      const origin = wholeOf(node.field('value'), names);
      // Shadowing in another scope is rare enough to take a name as one for the whole file.
      if (origin !== undefined) names.set(node.field('name')?.text ?? '', origin);
    } else if (node.type === 'variable_declarator' && node.field('name')?.type === 'object_pattern') {
      // `const { env } = await import('$env/dynamic/private')`, `const { env } = process`
      const value = node.field('value');
      const origin = MODULES[value?.type === 'identifier' ? value.text : (textOf(importedBy(value)) ?? '')];
      const local = origin === undefined ? undefined : takenAs(node.field('name'), 'env');
      if (origin !== undefined && local !== undefined) names.set(local, origin);
    } else if (PARAMETERS.has(node.type)) {
      // `(env = import.meta.env) => env.VITE_API_URL`
      const name = node.field('pattern') ?? node.field('left');
      const origin = originOf(node.field('value') ?? node.field('right'), names);
      if (origin !== undefined && name?.type === 'identifier') names.set(name.text, origin);
    }
  }
  return names;
}

/** What `import(…)` or `require(…)` is asked for, awaited or not. */
function importedBy(value: Syntax | undefined): Syntax | undefined {
  const call = value?.type === 'await_expression' ? value.children[0] : value;
  const callee = call?.type === 'call_expression' ? call.field('function')?.text : undefined;
  return callee === 'import' || callee === 'require' ? call?.field('arguments')?.children[0] : undefined;
}

/** The local name of a key that a pattern takes out: `{ env }`, `{ env: variables }`. */
function takenAs(pattern: Syntax | undefined, key: string): string | undefined {
  for (const part of pattern?.children ?? []) {
    if (part.type === 'shorthand_property_identifier_pattern' && part.text === key) return key;
    if (part.type === 'pair_pattern' && part.field('key')?.text === key) return part.field('value')?.text;
  }
  return undefined;
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

/** The text of a string literal. */
export function textOf(node: Syntax | undefined): string | undefined {
  return node?.type === 'string' ? unquoted(node) : undefined;
}
