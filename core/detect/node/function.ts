import type { Syntax } from '../parser.js';
import type { Context } from './expression.js';
import type { Scope } from './scope.js';
import { type Place, truth, type Value } from './values.js';

const FUNCTIONS = new Set([
  'arrow_function',
  'function_expression',
  'function_declaration',
  'generator_function_declaration',
  'method_definition',
]);

/** A function as a value that can be called with known arguments; undefined for other nodes. */
export function expressionFunction(node: Syntax, context: Context, at: Place): Value | undefined {
  const body = node.field('body');
  if (!FUNCTIONS.has(node.type) || body === undefined) return undefined;
  const parameters = node.field('parameters')?.children ?? [node.field('parameter')].filter((one) => one !== undefined);
  const call = (args: readonly Value[]): Value => {
    const scope = context.nested(at.file);
    const missing: Value = { kind: 'unknown', at };
    // A function written for Vite takes one record; one that is given the phase of Next first takes two.
    parameters.forEach((parameter, index) => {
      const target = parameter.type === 'assignment_pattern' ? (parameter.field('left') ?? parameter) : parameter;
      scope.pattern(target, () => args[index] ?? missing);
    });
    return result(body, scope, context).value ?? { kind: 'unknown', at };
  };
  return { kind: 'function', call, at };
}

interface Result {
  readonly value: Value | undefined;
  /** No statement behind this one is reached. */
  readonly ends: boolean;
}

/** What a body returns: the first return whose conditions hold, else the first that may. */
function result(node: Syntax, scope: Scope, context: Context): Result {
  if (node.type === 'return_statement') {
    const value = node.children[0];
    return { value: value === undefined ? undefined : context.evaluate(value, scope), ends: true };
  }
  if (node.type === 'if_statement') {
    const condition = node.field('condition');
    const holds = condition === undefined ? undefined : truth(context.evaluate(condition, scope));
    const then = node.field('consequence');
    const other = node.field('alternative')?.children[0];
    const none: Result = { value: undefined, ends: false };
    const first = then === undefined || holds === false ? none : result(then, scope, context);
    const second = other === undefined || holds === true ? none : result(other, scope, context);
    if (holds !== undefined) return holds ? first : second;
    return { value: first.value ?? second.value, ends: first.ends && second.ends };
  }
  if (node.type !== 'statement_block') {
    const isExpression = !node.type.endsWith('statement') && !node.type.endsWith('declaration');
    return isExpression && node.name === 'body'
      ? { value: context.evaluate(node, scope), ends: true }
      : { value: undefined, ends: false };
  }
  let possible: Value | undefined;
  for (const statement of node.children) scope.declare(statement);
  for (const statement of node.children) {
    const found = result(statement, scope, context);
    possible ??= found.value;
    if (found.ends) return { value: found.value ?? possible, ends: true };
  }
  return { value: possible, ends: false };
}
