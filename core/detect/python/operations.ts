import type { Syntax } from '../parser.js';
import { dataEntry, dataOf } from './data-files.js';
import type { Evaluator } from './evaluate.js';
import { type Context, literalText, plainContent, UNKNOWN, type Value } from './values.js';

/** Longer strings are no port, path or name; doubling ones must not fill the memory. */
const MAX_TEXT = 2000;

/** A string literal, its interpolations filled in where they are constants. */
export function textOf(evaluator: Evaluator, node: Syntax, context: Context): Value {
  const plain = literalText(node);
  if (plain !== undefined) return { kind: 'constant', value: plain, node, module: context.module };
  if (node.type === 'concatenated_string') return UNKNOWN;
  let text = '';
  for (const child of node.children) {
    if (child.type === 'string_content') text += plainContent(child);
    if (child.type !== 'interpolation') continue;
    const value = evaluator.constant(child.field('expression'), context)?.value;
    if (value === undefined || value === null) return UNKNOWN;
    text += String(value);
    if (text.length > MAX_TEXT) return UNKNOWN;
  }
  return { kind: 'constant', value: text, node, module: context.module };
}

/** `a or b`: the left side, unless it is an environment variable without a default. */
export function eitherOf(evaluator: Evaluator, node: Syntax, context: Context): Value {
  const left = evaluator.evaluate(node.field('left'), context);
  const right = evaluator.evaluate(node.field('right'), context);
  if (node.field('operator')?.text !== 'or') return right;
  if (left.kind !== 'constant') return left.kind === 'unknown' ? right : left;
  if (left.value !== null && left.value !== '' && left.value !== 0 && left.value !== false) return left;
  if (right.kind !== 'constant') return right.kind === 'unknown' ? left : right;
  return left.env === undefined ? right : { ...right, env: left.env };
}

export function sumOf(evaluator: Evaluator, node: Syntax, context: Context): Value {
  const operator = node.field('operator')?.text;
  const left = evaluator.evaluate(node.field('left'), context);
  // `Path(…) / "x"` is a path again, by the whole expression.
  if (operator === '/' && isPath(left)) return { kind: 'object', of: 'pathlib.Path', call: node, context };
  if (operator !== '+') return UNKNOWN;
  const right = evaluator.evaluate(node.field('right'), context);
  if (left.kind === 'list' && right.kind === 'list') return { kind: 'list', items: [...left.items, ...right.items] };
  if (left.kind === 'list') return left;
  if (left.kind !== 'constant' || right.kind !== 'constant') return UNKNOWN;
  if (String(left.value).length + String(right.value).length > MAX_TEXT) return UNKNOWN;
  if (typeof left.value === 'string' && typeof right.value === 'string')
    return { ...left, value: left.value + right.value };
  if (typeof left.value === 'number' && typeof right.value === 'number')
    return { ...left, value: left.value + right.value };
  return UNKNOWN;
}

function isPath(value: Value): boolean {
  const name = value.kind === 'external' ? value.name : value.kind === 'object' ? value.of : '';
  return typeof name === 'string' && name.startsWith('pathlib.Path');
}

export function subscriptOf(evaluator: Evaluator, node: Syntax, context: Context): Value {
  const holder = evaluator.evaluate(node.field('value'), context);
  const key = evaluator.constant(node.field('subscript'), context)?.value;
  if (holder.kind === 'external' && holder.name === 'os.environ' && typeof key === 'string') {
    return { kind: 'constant', value: null, env: key, node, module: context.module };
  }
  const data = dataOf(evaluator, holder);
  if (data !== undefined) return dataEntry(evaluator, data, key);
  if (holder.kind === 'dict') return entryOf(evaluator, holder, key);
  if (holder.kind === 'list' && typeof key === 'number') return holder.items.at(key) ?? UNKNOWN;
  // `Depends[...]`, `list[str]`: the generic itself.
  return holder.kind === 'external' || holder.kind === 'class' ? holder : UNKNOWN;
}

/** The value of a key in a dictionary display. */
export function entryOf(evaluator: Evaluator, dict: Value & { kind: 'dict' }, key: unknown): Value {
  for (const pair of dict.node.children) {
    if (pair.type !== 'pair') continue;
    if (evaluator.constant(pair.field('key'), dict.context)?.value === key)
      return evaluator.evaluate(pair.field('value'), dict.context);
  }
  return UNKNOWN;
}
