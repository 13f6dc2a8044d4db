import type { Variable } from '../fact-values.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { subscriptRead, variable } from './read-variable.js';
import { readOf } from './reads.js';
import { scopeOf } from './scope.js';
import { callsOf, surveyOf } from './survey.js';
import { type ClassValue, type Context, type FunctionValue, positional, type Value, walk } from './values.js';

/**
 * Reads by objects that are made with the name of a variable and keep it: `Value(environ="NAME")`, where a method of
 * the class says `os.environ[self.environ]`. The read counts where the object is made.
 */
export function heldReads(evaluator: Evaluator, modules: readonly Module[]): readonly Variable[] {
  const names = new Set(
    modules.flatMap((module) =>
      surveyOf(module)
        .classes.filter((node) => keysOf(node).length > 0)
        .map((node) => node.field('name')?.text ?? ''),
    ),
  );
  if (names.size === 0) return [];
  return modules.flatMap((module) =>
    callsOf(module, names).flatMap((call) => {
      const context: Context = { module };
      const of = evaluator.evaluate(call.field('function'), context);
      return of.kind === 'class' ? readsBy(evaluator, of, call, context) : [];
    }),
  );
}

function readsBy(evaluator: Evaluator, of: ClassValue, call: Syntax, context: Context): readonly Variable[] {
  const self: Value = { kind: 'object', of, call, context };
  return keysOf(of.node).flatMap(({ node, method }) => {
    const fn: FunctionValue = { kind: 'function', node: method, module: of.module, self };
    const within: Context = { module: of.module, frame: evaluator.frameOf(fn, undefined, context) };
    if (node.type === 'subscript') {
      const read = subscriptRead(evaluator, node, within, call);
      return read === undefined ? [] : [{ ...read, required: false, file: context.module.path }];
    }
    const read = readOf(evaluator, evaluator.evaluate(node.field('function'), within), node, within);
    return read === undefined ? [] : [variable(read.name, read.default, read.fails, call, context.module)];
  });
}

interface Key {
  readonly node: Syntax;
  readonly method: Syntax;
}

const kept = new WeakMap<Syntax, readonly Key[]>();

/** Calls and subscripts in the methods of a class that look an attribute of `self` up in the environment. */
function keysOf(node: Syntax): readonly Key[] {
  let found = kept.get(node);
  if (found === undefined) {
    const tells = node.text.includes('environ') || node.text.includes('getenv');
    const methods = tells ? [...scopeOf(node).names.values()].flat().filter(({ kind }) => kind === 'function') : [];
    found = methods.flatMap(({ node: method }) =>
      [...walk(method)].filter((at) => isLookup(at)).map((at) => ({ node: at, method })),
    );
    kept.set(node, found);
  }
  return found;
}

function isLookup(node: Syntax): boolean {
  const holder =
    node.type === 'subscript' ? node.field('value') : node.type === 'call' ? node.field('function') : undefined;
  const key =
    node.type === 'subscript' ? node.field('subscript') : holder === undefined ? undefined : positional(node)[0];
  const reads = holder !== undefined && /environ|getenv/.test(holder.text);
  return reads && key?.type === 'attribute' && key.field('object')?.text === 'self';
}
