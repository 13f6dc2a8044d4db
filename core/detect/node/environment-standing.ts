import type { Syntax } from '../parser.js';
import { unquoted } from './expression.js';
import { walk } from './sources.js';

export interface Standing {
  readonly default?: string;
  readonly optional: boolean;
  /** The code throws without it, whatever other places do. */
  readonly demanded?: boolean;
}

const PASSING = new Set(['parenthesized_expression', 'non_null_expression', 'as_expression', 'satisfies_expression']);

/** What stands in for a variable that is not set. */
export function fallback(node: Syntax): Standing {
  let inner = node;
  let parent = node.parent;
  while (parent !== undefined && PASSING.has(parent.type)) {
    inner = parent;
    parent = parent.parent;
  }
  if (parent === undefined) return { optional: false };
  if (parent.type === 'binary_expression') {
    const operator = parent.field('operator')?.text;
    if (operator === '??' || operator === '||') {
      // The last of a row of variables is what counts when the others are not set.
      if (parent.field('left') !== inner) return fallback(parent);
      const value = constantText(lastOf(parent));
      return { optional: true, ...(value === undefined ? {} : { default: value }) };
    }
    // Compared with a value, or guarding what comes behind it: the code goes on without it.
    return { optional: true };
  }
  if (parent.type === 'unary_expression')
    return throwsOn(parent) ? { optional: false, demanded: true } : { optional: true };
  if (parent.type === 'member_expression' && parent.children.some((child) => child.type === 'optional_chain')) {
    return { optional: true };
  }
  if (parent.name === 'condition' || (inner.name === 'condition' && parent.field('condition') === inner))
    return { optional: true };
  if (parent.type === 'variable_declarator' && parent.field('value') === inner) return laterTest(parent);
  return { optional: isBranchOfOwnTest(inner) };
}

/** The last operand of `a || b || 'c'`. */
function lastOf(node: Syntax): Syntax | undefined {
  let outer = node;
  while (outer.parent?.type === 'binary_expression' && outer.parent.field('left') === outer) outer = outer.parent;
  return outer.field('right');
}

/** `if (!X) throw …`: the negation is the condition, or a part of it, of a statement that throws. */
function throwsOn(negation: Syntax): boolean {
  if (negation.field('operator')?.text !== '!') return false;
  for (let node: Syntax | undefined = negation; node !== undefined; node = node.parent) {
    if (node.type !== 'if_statement') continue;
    const then = node.field('consequence');
    return (
      then !== undefined &&
      [...walk(then)].some((inner) => inner.type === 'throw_statement' || inner.text.startsWith('process.exit('))
    );
  }
  return false;
}

/** `const x = process.env.X`: what the code around it does with `x`. */
function laterTest(declarator: Syntax): Standing {
  const name = declarator.field('name');
  let block = declarator.parent;
  while (block !== undefined && block.type !== 'statement_block' && block.parent !== undefined) block = block.parent;
  if (name?.type !== 'identifier' || block === undefined) return { optional: false };
  let optional = false;
  for (const node of walk(block)) {
    if (node.type !== 'identifier' || node === name || node.text !== name.text) continue;
    const parent = node.parent;
    if (parent?.type === 'unary_expression' && throwsOn(parent)) return { optional: false, demanded: true };
    const operator =
      parent?.type === 'binary_expression' && parent.field('left') === node
        ? parent.field('operator')?.text
        : undefined;
    const isTest =
      parent?.name === 'condition' ||
      node.name === 'condition' ||
      operator === '&&' ||
      operator === '||' ||
      operator === '??';
    if (isTest || parent?.type === 'unary_expression') optional = true;
  }
  return { optional };
}

/** `process.env.X ? process.env.X : 'y'` and `process.env.X && f(process.env.X)`. */
function isBranchOfOwnTest(node: Syntax): boolean {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) {
    if (parent.type.endsWith('statement') && parent.type !== 'if_statement') return false;
    const test =
      parent.type === 'ternary_expression' || parent.type === 'if_statement'
        ? parent.field('condition')
        : parent.type === 'binary_expression' && parent.field('operator')?.text === '&&'
          ? parent.field('left')
          : undefined;
    if (test?.text.includes(node.text) === true) return true;
  }
  return false;
}

/** A literal as text: string, number, boolean, template without expressions. */
export function constantText(node: Syntax | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'string') return unquoted(node);
  if (node.type === 'number' || node.type === 'true' || node.type === 'false') return node.text;
  if (node.type === 'template_string' && !node.children.some((child) => child.type === 'template_substitution'))
    return node.text.slice(1, -1);
  return undefined;
}
