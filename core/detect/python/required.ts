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

/** `x = os.getenv("X")` followed by `if not x: raise …`, or `if not os.getenv("X"): raise …` itself. */
export function failsWithout(call: Syntax): boolean {
  return failsAtOnce(call) || failsAfter(call);
}

function failsAfter(call: Syntax): boolean {
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
    if (tests && givesUp(next)) return true;
  }
  return false;
}

/** The read is what an `if` asks for, in itself or as one of several joined by `or`, and the program ends without it. */
function failsAtOnce(call: Syntax): boolean {
  let at = call;
  let absent = false;
  for (let parent = at.parent; parent !== undefined; at = parent, parent = at.parent) {
    if (parent.type === 'not_operator') absent = true;
    else if (parent.type === 'comparison_operator') {
      if (!/^\s*(?:is|==)\s+(?:None|""|'')$/.test(parent.text.slice(at.text.length))) return false;
      absent = true;
    } else if (parent.type === 'boolean_operator') {
      // `not a or not b`, or `not (a and b)`.
      if (parent.field('operator')?.text !== (absent ? 'or' : 'and')) return false;
    } else if (parent.type === 'assert_statement') return !absent && parent.children[0] === at;
    else if (parent.type === 'if_statement') return absent && at.name === 'condition' && givesUp(parent);
    else if (parent.type !== 'parenthesized_expression' && parent.type !== 'named_expression') return false;
  }
  return false;
}

/** The `if` ends the program, or what runs it, where its condition holds. */
const givesUp = (statement: Syntax): boolean =>
  statement
    .field('consequence')
    ?.children.some((child) => child.type === 'raise_statement' || child.text.startsWith('sys.exit')) ?? false;
