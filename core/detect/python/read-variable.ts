import type { Variable } from '../fact-values.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { isForgiven } from './required.js';
import { isSecretName } from './secrets.js';
import type { Context, Value } from './values.js';

/** `os.environ["NAME"]` where it is read; `at` is the place to name. */
export function subscriptRead(evaluator: Evaluator, node: Syntax, context: Context, at: Syntax): Variable | undefined {
  const holder = node.field('value');
  if (holder === undefined || isWritten(node) || !(holder.type === 'identifier' || holder.text.endsWith('environ')))
    return undefined;
  const value = evaluator.evaluate(node, context);
  if (value.kind !== 'constant' || value.env === undefined) return undefined;
  return variable(value.env, undefined, !isForgiven(node), at, context.module);
}

/** A subscript that is assigned to or deleted. */
export function isWritten(node: Syntax): boolean {
  if (node.name === 'left') return true;
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (at.type === 'delete_statement') return true;
    if (at.type === 'pattern_list' || at.type === 'tuple_pattern') continue;
    return false;
  }
  return false;
}

/** A variable as a fact: a constant default makes it optional. */
export function variable(
  name: string,
  fallback: Value | undefined,
  required: boolean,
  node: Syntax,
  module: Module,
): Variable {
  const text = fallback?.kind === 'constant' && fallback.value !== null ? String(fallback.value) : undefined;
  const base = {
    name,
    required: required && text === undefined,
    secret: isSecretName(name),
    file: module.path,
    line: node.line,
  };
  return text === undefined ? base : { ...base, default: text };
}
