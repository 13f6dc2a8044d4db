import type { Syntax } from '../parser.js';
import { type Constant, constant, type Place, truth, type Value } from './values.js';

/** Operators of configurations: defaults, comparisons, negation and joined texts. */
export function operation(node: Syntax, evaluate: (node: Syntax) => Value, at: Place): Value {
  const operator = node.field('operator')?.text;
  const unknown: Value = { kind: 'unknown', at };
  if (node.type === 'unary_expression') {
    const inner = node.field('argument');
    const value = inner === undefined ? unknown : evaluate(inner);
    const holds = truth(value);
    if (operator === '!' && holds !== undefined) return constant(at, !holds);
    if (operator === '+' && value.kind === 'constant') return constant(at, Number(value.value ?? Number.NaN));
    return operator === '-' && value.kind === 'constant' ? constant(at, -Number(value.value)) : unknown;
  }
  const left = node.field('left');
  const right = node.field('right');
  if (left === undefined || right === undefined) return unknown;
  const first = evaluate(left);
  const holds = truth(first);
  if (operator === '||') return holds === true ? first : holds === false ? evaluate(right) : unknown;
  if (operator === '&&') return holds === false ? first : holds === true ? evaluate(right) : unknown;
  if (operator === '??') {
    if (first.kind !== 'constant') return first;
    return first.value === undefined || first.value === null ? evaluate(right) : first;
  }
  const second = evaluate(right);
  if (first.kind !== 'constant' || second.kind !== 'constant') return unknown;
  return compared(operator, first.value, second.value, at) ?? unknown;
}

function compared(operator: string | undefined, left: Constant, right: Constant, at: Place): Value | undefined {
  if (operator === '===' || operator === '==') return constant(at, left === right);
  if (operator === '!==' || operator === '!=') return constant(at, left !== right);
  const given = left !== undefined && right !== undefined && left !== null && right !== null;
  return operator === '+' && given ? constant(at, `${left}${right}`) : undefined;
}
