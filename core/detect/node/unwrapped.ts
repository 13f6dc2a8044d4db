import type { Syntax } from '../parser.js';

/** An expression without what TypeScript and parentheses put around it. */
export function unwrapped(node: Syntax | undefined): Syntax | undefined {
  const passes = ['parenthesized_expression', 'as_expression', 'satisfies_expression', 'non_null_expression'];
  return node !== undefined && passes.includes(node.type) ? unwrapped(node.children[0]) : node;
}
