import type { Syntax } from '../parser.js';
import { callBuiltin, callMethod, folderOf } from './builtins.js';
import type { Context } from './expression.js';
import { constant, type Place, record, textOf, type Value } from './values.js';

/** A call or `new`: of the repository's own functions, of Node's path functions, or kept as a call. */
export function call(node: Syntax, context: Context, at: Place): Value {
  const target = node.field('function') ?? node.field('constructor');
  const given = node.field('arguments');
  if (target === undefined) return { kind: 'unknown', at };
  const args = (given?.type === 'arguments' ? given.children : []).map((child) => context.evaluate(child));
  if (node.type === 'new_expression') {
    const [path, base] = args.map(textOf);
    if (target.text !== 'URL' || path === undefined || base === undefined) return { kind: 'unknown', at };
    return constant(at, folderOf(context.folder, `${at.file}/../${path}`));
  }
  if (target.type === 'import' || target.text === 'require') {
    const source = textOf(args[0]);
    return source === undefined
      ? { kind: 'unknown', at }
      : context.load(source, target.text === 'require' ? 'default' : '*', at);
  }
  const method = target.field('property')?.text;
  const owner = target.field('object');
  if (method !== undefined && owner !== undefined && target.type === 'member_expression') {
    const result = callMethod(context.evaluate(owner), method, args, at);
    if (result !== undefined) return result;
  }
  if (target.text === 'Object.assign') return merged(args, at);
  const first = args[0];
  if (first?.kind === 'constant' && target.type === 'identifier') {
    if (target.text === 'Number' || target.text === 'parseInt') return constant(at, Number(first.value ?? Number.NaN));
    if (target.text === 'Boolean') return constant(at, Boolean(first.value));
    if (target.text === 'String') return constant(at, String(first.value));
  }
  const callee = context.evaluate(target);
  if (callee.kind === 'function') return callee.call(args);
  if (callee.kind === 'import' && callee.module === 'vite' && callee.name === 'loadEnv')
    return environment(context, at);
  return callBuiltin(callee, args, context.folder, at) ?? { kind: 'call', callee, args, at };
}

function merged(args: readonly Value[], at: Place): Value {
  const get = (key: string): Value | undefined => {
    for (const value of [...args].reverse()) {
      const found = value.kind === 'record' ? value.get(key) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    kind: 'record',
    at,
    keys: () => args.flatMap((value) => (value.kind === 'record' ? value.keys() : [])),
    get,
  };
}

function environment(context: Context, at: Place): Value {
  return {
    ...record(at, {}),
    kind: 'record',
    keys: () => [],
    at,
    get: (key) => constant(at, context.environment(key)),
  };
}
