import type { Syntax } from '../parser.js';

/** The read stands in a `try`, or behind a test that the variable is there. */
export function isForgiven(node: Syntax): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (parent.type === 'try_statement' && at.name === 'body') return true;
    if (
      (parent.type === 'if_statement' || parent.type === 'conditional_expression') &&
      parent.text.slice(0, 400).includes('environ')
    ) {
      const test = parent.type === 'if_statement' ? parent.field('condition') : parent.children[1];
      if (test !== at && test?.text.includes('environ') === true) return true;
    }
    if (parent.type === 'function_definition') return false;
  }
  return false;
}

/** `x = os.getenv("X")` followed by `if not x: raise …`. */
export function failsWithout(call: Syntax): boolean {
  const assignment = call.parent?.type === 'assignment' ? call.parent : undefined;
  const name = assignment?.field('left')?.text;
  const statement = assignment?.parent;
  const block = statement?.parent;
  if (name === undefined || block === undefined || statement === undefined) return false;
  for (const next of block.children.slice(block.children.indexOf(statement) + 1)) {
    if (next.type === 'assert_statement' && next.children[0]?.text === name) return true;
    if (next.type !== 'if_statement') continue;
    const condition = next.field('condition');
    const tests = condition?.text === `not ${name}` || condition?.text === `${name} is None`;
    const body = next.field('consequence');
    if (tests && body?.children.some((child) => child.type === 'raise_statement' || child.text.startsWith('sys.exit')))
      return true;
  }
  return false;
}
