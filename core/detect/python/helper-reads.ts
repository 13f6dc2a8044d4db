import type { Variable } from '../fact-values.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { parametersOf } from './lookup.js';
import { subscriptRead, variable } from './read-variable.js';
import { readOf } from './reads.js';
import { type Context, type FunctionValue, positional, type Value, walk } from './values.js';

/** A function or method that hands its own parameter to the environment: the read happens where it is called. */
export function helperReads(
  evaluator: Evaluator,
  fn: FunctionValue,
  call: Syntax,
  context: Context,
  depth = 0,
): readonly Variable[] {
  const inner = innerReads(fn.node);
  if (inner.length === 0 || depth > 3) return [];
  const frame = evaluator.frameOf(fn, call, context);
  const within: Context = { module: fn.module, frame };
  const found: Variable[] = [];
  for (const node of inner) {
    const asked = frame.values.get('required');
    if (node.type === 'subscript') {
      const read = subscriptRead(evaluator, node, within, call);
      const required = asked?.kind === 'constant' ? { required: asked.value === true } : {};
      if (read !== undefined) found.push({ ...read, file: context.module.path, ...required });
      continue;
    }
    const callee = evaluator.evaluate(node.field('function'), within);
    const read = readOf(evaluator, callee, node, within);
    if (read === undefined) {
      // A helper that calls another helper: the read still happens where the first one is called.
      if (callee.kind !== 'function' || callee.node === fn.node) continue;
      const { line } = call;
      found.push(
        ...helperReads(evaluator, callee, node, within, depth + 1).map((each) => ({
          ...each,
          file: context.module.path,
          line,
        })),
      );
      continue;
    }
    const given = read.default ?? frame.values.get(defaultParameter(fn.node) ?? '');
    const raises = [...walk(fn.node)].some((at) => at.type === 'raise_statement');
    const optional = asked?.kind === 'constant' ? asked.value !== true : isNothing(given) ? !raises : true;
    found.push(variable(read.name, given, read.fails || !optional, call, context.module));
  }
  return found;
}

const inners = new WeakMap<Syntax, readonly Syntax[]>();

/** Calls and subscripts of a function whose first argument is one of its parameters. */
function innerReads(fn: Syntax): readonly Syntax[] {
  let list = inners.get(fn);
  if (list !== undefined) return list;
  const names = new Set(parametersOf(fn).map((parameter) => parameter.name));
  const found: Syntax[] = [];
  for (const node of names.size === 0 ? [] : walk(fn)) {
    const subject =
      node.type === 'call'
        ? (positional(node)[0] ?? firstKeyword(node))
        : node.type === 'subscript'
          ? node.field('subscript')
          : undefined;
    if (subject === undefined) continue;
    const inside = subject.type === 'identifier' ? [subject] : subject.type === 'string' ? [...walk(subject)] : [];
    if (inside.some((each) => each.type === 'identifier' && names.has(each.text))) found.push(node);
  }
  list = found;
  inners.set(fn, list);
  return list;
}

function firstKeyword(call: Syntax): Syntax | undefined {
  return call.field('arguments')?.children[0]?.field('value');
}

function defaultParameter(fn: Syntax): string | undefined {
  return parametersOf(fn).find((parameter) => parameter.name.startsWith('default') || parameter.name === 'fallback')
    ?.name;
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'constant' && value.value === null);
}
