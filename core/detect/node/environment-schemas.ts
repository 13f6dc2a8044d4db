import type { Syntax } from '../parser.js';
import { environmentNames, type Origin, originOf } from './environment-names.js';
import type { Read } from './environment-reads.js';
import { constantText } from './environment-standing.js';
import { type Piece, walk } from './sources.js';

/**
 * Variables named by a schema that the whole environment is passed through: `z.object({…}).parse(process.env)`,
 * `cleanEnv(process.env, {…})`, `createEnv({ server: {…}, client: {…} })`.
 */
export function schemaReads(piece: Piece): readonly Read[] {
  const objects = declarations(piece.root);
  let named: ReadonlyMap<string, Origin> | undefined;
  const environments = (): ReadonlyMap<string, Origin> => {
    named ??= environmentNames(piece.root);
    return named;
  };
  const reads: Read[] = [];
  for (const node of walk(piece.root)) {
    if (node.type === 'pair') reads.push(...described(node, piece.file));
    if (node.type !== 'call_expression') continue;
    const args = node.field('arguments')?.children ?? [];
    const name = lastName(node.field('function'));
    if (name === 'createEnv') {
      for (const part of ['server', 'client', 'shared'])
        reads.push(...fields(pairOf(args[0], part), piece.file, objects).map(demanded));
      continue;
    }
    if (name === undefined || !PARSERS.has(name)) continue;
    const origin = args.map((arg) => passedOn(arg, environments())).find((one) => one !== undefined);
    if (origin === undefined) continue;
    const candidates = [node.field('function')?.field('object'), ...args];
    const isStrict = !name.startsWith('safeParse') || failsBelow(node);
    for (const candidate of candidates)
      for (const read of fields(shapeOf(candidate, objects, 0), piece.file, objects))
        reads.push({ ...(isStrict ? demanded(read) : read), origin });
  }
  return reads;
}

/** `{ format: 'port', default: 3000, env: 'PORT' }` of convict and its like. */
function described(pair: Syntax, file: string): readonly Read[] {
  const name = pair.field('key')?.text === 'env' ? constantText(pair.field('value')) : undefined;
  const around = pair.parent;
  if (name === undefined || !isVariable(name) || pairOf(around, 'format') === undefined) return [];
  const usual = pairOf(around, 'default');
  const text = constantText(usual);
  const origin = name.startsWith('VITE_') ? ('meta' as const) : ('process' as const);
  return [
    { name, origin, file, node: pair, optional: usual !== undefined, ...(text === undefined ? {} : { default: text }) },
  ];
}

const PARSERS = new Set([
  'parse',
  'safeParse',
  'parseAsync',
  'safeParseAsync',
  'cleanEnv',
  'envsafe',
  'parseEnv',
  'validate',
  'validateSync',
  'cast',
  'assert',
  'decodeUnknownSync',
  'load',
  'from',
]);

const demanded = (read: Read): Read => (read.optional ? read : { ...read, demanded: true });

/** Whether the function around a node, or its module, throws or ends the process after a parse that gave a failure. */
function failsBelow(node: Syntax): boolean {
  let around: Syntax = node;
  while (around.parent !== undefined && !around.type.includes('function')) around = around.parent;
  for (const inner of walk(around))
    if (inner.start > node.end && (inner.type === 'throw_statement' || inner.text.startsWith('process.exit(')))
      return true;
  return false;
}

/** The environment as an argument: itself, a copy of it, or what a function makes of it (`withoutEmpty(process.env)`). */
function passedOn(arg: Syntax, names: ReadonlyMap<string, Origin>): Origin | undefined {
  const own = originOf(spread(arg), names);
  if (own !== undefined || arg.type !== 'call_expression') return own;
  return arg
    .field('arguments')
    ?.children.map((inner) => originOf(spread(inner), names))
    .find((one) => one !== undefined);
}

/** `{ ...process.env }` passes the environment on as well. */
function spread(node: Syntax | undefined): Syntax | undefined {
  if (node?.type !== 'object') return node;
  const only = node.children[0];
  return only?.type === 'spread_element' ? only.children[0] : undefined;
}

/** What the names of a file are declared as. */
export function declarations(root: Syntax): ReadonlyMap<string, Syntax> {
  const found = new Map<string, Syntax>();
  for (const node of walk(root)) {
    const name = node.type === 'variable_declarator' ? node.field('name') : undefined;
    const value = node.field('value');
    if (name?.type === 'identifier' && value !== undefined) found.set(name.text, value);
  }
  return found;
}

/** The object literal behind `z.object({…})`, its chained calls, or a name for it. */
export function shapeOf(
  node: Syntax | undefined,
  names: ReadonlyMap<string, Syntax>,
  depth: number,
): Syntax | undefined {
  if (node === undefined || depth > 8) return undefined;
  if (node.type === 'object') return node;
  if (node.type === 'identifier') return shapeOf(names.get(node.text), names, depth + 1);
  if (node.type !== 'call_expression') return undefined;
  const callee = node.field('function');
  const first = node.field('arguments')?.children[0];
  const name = lastName(callee);
  if (
    first !== undefined &&
    (name === 'object' ||
      name === 'strictObject' ||
      name === 'looseObject' ||
      name === 'type' ||
      name === 'Struct' ||
      name === 'Object' ||
      name === 'keys' ||
      name === 'extend' ||
      name === 'append')
  ) {
    return shapeOf(first, names, depth + 1);
  }
  return shapeOf(callee?.field('object'), names, depth + 1);
}

/** The variables that the keys of such an object literal name. */
export function fields(shape: Syntax | undefined, file: string, objects: ReadonlyMap<string, Syntax>): readonly Read[] {
  if (shape?.type !== 'object') return [];
  return shape.children.flatMap((pair) => {
    const name = pair.type === 'pair' ? pair.field('key')?.text.replaceAll("'", '').replaceAll('"', '') : undefined;
    const value = pair.field('value');
    if (name === undefined || value === undefined || !isVariable(name)) return [];
    // A rule by name is looked up in the file; of one from elsewhere nobody says that it asks for the variable.
    const known = value.type === 'identifier' ? objects.get(value.text) : value;
    const { optional, text }: Rule = known === undefined ? { optional: true } : rule(known);
    const usual = text === undefined ? {} : { default: text };
    return [{ name, origin: 'process' as const, file, node: pair, optional, ...usual }];
  });
}

/** Upper case as variables are written: other keys belong to other objects. */
function isVariable(name: string): boolean {
  return name !== '' && name === name.toUpperCase() && name.toLowerCase() !== name;
}

interface Rule {
  readonly optional: boolean;
  readonly text?: string;
}

/** `.optional()`, `.default('x')`, `str({ default: 'x' })` anywhere in the chain. */
function rule(value: Syntax): Rule {
  let optional = false;
  let text: string | undefined;
  for (const node of walk(value)) {
    if (node.type === 'call_expression') {
      const name = lastName(node.field('function'));
      if (name === 'optional' || name === 'nullish' || name === 'default' || name === 'catch' || name === 'prefault')
        optional = true;
      if (name === 'default' || name === 'prefault') text ??= constantText(node.field('arguments')?.children[0]);
      if (name === 'optional' && node.field('arguments')?.children[1] !== undefined)
        text ??= constantText(node.field('arguments')?.children[1]);
    }
    const key = node.type === 'pair' ? node.field('key')?.text : undefined;
    if (key === 'default' || key === 'devDefault') {
      optional = key === 'default' || optional;
      if (key === 'default') text ??= constantText(node.field('value'));
    }
    if (key === 'optional' && node.field('value')?.type === 'true') optional = true;
  }
  return { optional, ...(text === undefined ? {} : { text }) };
}

/** The value of a key in an object literal; undefined for other nodes and spread keys. */
export function pairOf(object: Syntax | undefined, key: string): Syntax | undefined {
  if (object?.type !== 'object') return undefined;
  return object.children.find((pair) => pair.type === 'pair' && pair.field('key')?.text === key)?.field('value');
}

/** `z.object` and `createEnv` by their last name. */
export function lastName(node: Syntax | undefined): string | undefined {
  return node?.type === 'identifier' ? node.text : node?.field('property')?.text;
}
