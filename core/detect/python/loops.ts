import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Context, Value } from './values.js';

/** What a loop variable is in one turn, and the value beside it where the loop runs over pairs. */
export interface Turn {
  readonly name: string;
  readonly beside?: Value;
}

export interface Loop {
  readonly turns: readonly Turn[];
  /** The loop's second variable. */
  readonly second?: string;
}

/** The turns of the loop or comprehension that binds a name: `for name in ("A", "B")`, `for k, v in DEFAULTS.items()`. */
export function loopOver(evaluator: Evaluator, variable: Syntax, context: Context): Loop | undefined {
  for (let at = variable.parent; at !== undefined && at.type !== 'function_definition'; at = at.parent) {
    const clauses = at.type === 'for_statement' ? [at] : at.children.filter((child) => child.type === 'for_in_clause');
    for (const clause of clauses) {
      const left = clause.field('left');
      const names = left?.type === 'identifier' ? [left] : (left?.children ?? []);
      if (names[0]?.text !== variable.text) continue;
      const turns = turnsOf(evaluator, clause.field('right'), context, names.length > 1);
      return names[1] === undefined ? { turns } : { turns, second: names[1].text };
    }
  }
  return undefined;
}

function turnsOf(evaluator: Evaluator, over: Syntax | undefined, context: Context, isPaired: boolean): readonly Turn[] {
  const fn = over?.type === 'call' ? over.field('function') : undefined;
  const method = fn?.type === 'attribute' ? fn.field('attribute')?.text : undefined;
  const isView = method === 'items' || method === 'keys';
  const value = evaluator.evaluate(isView ? fn?.field('object') : over, context);
  if (value.kind === 'dict' && (method === 'items') === isPaired) {
    return value.node.children.flatMap((pair) => {
      const name = pair.type === 'pair' ? evaluator.string(pair.field('key'), value.context) : undefined;
      return name === undefined ? [] : [{ name, beside: evaluator.evaluate(pair.field('value'), value.context) }];
    });
  }
  return (value.kind === 'list' ? value.items : []).flatMap((item) => {
    const [first, second] = item.kind === 'list' && isPaired ? item.items : [item];
    if (first?.kind !== 'constant' || typeof first.value !== 'string' || first.env !== undefined) return [];
    return [second === undefined ? { name: first.value } : { name: first.value, beside: second }];
  });
}
