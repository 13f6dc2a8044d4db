import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { decoratorsOf } from './members.js';
import type { Module } from './modules.js';
import { isMainGuard, ownerOf, scopeOf } from './scope.js';
import { surveyOf } from './survey.js';
import { type Context, keyword, literalText, type Value, walk } from './values.js';

/** A call that runs before the service answers its first request. */
export interface StartCall {
  readonly call: Syntax;
  readonly context: Context;
  readonly when: 'import' | 'start';
}

/** How deep functions of the service are followed, and how many calls one service may cost. */
const MAX_DEPTH = 4;
const MAX_CALLS = 20_000;

/**
 * Calls that run when the modules are imported (module level, class bodies, the functions called there, app factories)
 * or when the app starts (lifespan, startup handlers). Code in a `try` that handles the failure is left out: the
 * service lives without it.
 */
export function startCalls(
  evaluator: Evaluator,
  modules: readonly Module[],
  factory?: { readonly node: Syntax; readonly module: Module },
): readonly StartCall[] {
  const found: StartCall[] = [];
  const seen = new Set<Syntax>();
  const body = (node: Syntax, context: Context, when: StartCall['when'], depth: number): void => {
    for (const call of callsOf(node)) {
      if (found.length >= MAX_CALLS) return;
      found.push({ call, context, when });
      if (depth >= MAX_DEPTH) continue;
      const callee = evaluator.evaluate(call.field('function'), context);
      const fn = functionOf(evaluator, callee);
      if (fn === undefined || seen.has(fn.node)) continue;
      seen.add(fn.node);
      const frame = evaluator.frameOf(fn, call, context);
      body(fn.node, { module: fn.module, frame }, when, depth + 1);
    }
  };
  const run = (value: Value, when: StartCall['when']): void => {
    if (value.kind !== 'function' || seen.has(value.node)) return;
    seen.add(value.node);
    body(value.node, { module: value.module, frame: evaluator.frameOf(value, undefined, value) }, when, 1);
  };
  for (const module of modules) body(module.root, { module }, 'import', 0);
  if (factory !== undefined) run({ kind: 'function', ...factory }, 'import');
  for (const module of modules) for (const handler of handlersOf(evaluator, module)) run(handler, 'start');
  return found;
}

/** What runs when something is called: a function, or the constructor of a class of the service. */
function functionOf(evaluator: Evaluator, callee: Value): Extract<Value, { kind: 'function' }> | undefined {
  if (callee.kind === 'function') return callee;
  if (callee.kind !== 'class') return undefined;
  const made = scopeOf(callee.node).names.get('__init__')?.at(-1);
  if (made?.kind !== 'function') return undefined;
  const value = evaluator.member(callee, '__init__', { module: callee.module });
  return value.kind === 'function' ? value : undefined;
}

/** `lifespan=…` of an app, `@app.on_event("startup")`, `on_startup=[…]`, `app.add_event_handler("startup", f)`. */
function handlersOf(evaluator: Evaluator, module: Module): readonly Value[] {
  const found: Value[] = [];
  const context: Context = { module };
  for (const call of surveyOf(module).calls) {
    const lifespan = keyword(call, 'lifespan');
    if (lifespan !== undefined) found.push(evaluator.evaluate(lifespan, context));
    const listed = keyword(call, 'on_startup');
    const value = listed === undefined ? undefined : evaluator.evaluate(listed, context);
    if (value?.kind === 'list') found.push(...value.items);
    const [event, handler] = call.field('arguments')?.children ?? [];
    const name = call.field('function')?.field('attribute')?.text;
    if (
      name === 'add_event_handler' &&
      event !== undefined &&
      literalText(event) === 'startup' &&
      handler !== undefined
    )
      found.push(evaluator.evaluate(handler, context));
  }
  for (const node of surveyOf(module).functions) {
    const isStartup = decoratorsOf(node).some((decorator) => {
      const text = decorator.children[0]?.text ?? '';
      return (
        text.endsWith(`.on_event("startup")`) ||
        text.endsWith(`.on_event('startup')`) ||
        text.endsWith('.before_serving')
      );
    });
    if (isStartup) found.push({ kind: 'function', node, module });
  }
  return found;
}

const own = new WeakMap<Syntax, readonly Syntax[]>();

/** Calls that run with a module or function itself; nested definitions, main guards and forgiven code are left out. */
function callsOf(owner: Syntax): readonly Syntax[] {
  let list = own.get(owner);
  if (list !== undefined) return list;
  const found: Syntax[] = [];
  const start = owner.type === 'module' ? owner : owner.field('body');
  for (const node of start === undefined ? [] : walk(start, (at) => runs(at))) {
    if (node.type === 'call' && runs(node)) found.push(node);
  }
  list = found;
  own.set(owner, list);
  return list;
}

/** Whether what lies in a node runs with it. Decorators and defaults of definitions are not looked at. */
function runs(node: Syntax): boolean {
  if (node.type === 'function_definition' || node.type === 'lambda' || node.type === 'string') return false;
  if (node.type === 'if_statement' && (isMainGuard(node) || node.field('condition')?.text.includes('TYPE_CHECKING')))
    return false;
  return !isHandledTry(node);
}

/** A `try` whose handlers do not raise again. */
function isHandledTry(node: Syntax): boolean {
  if (node.type !== 'try_statement') return false;
  const handlers = node.children.filter((child) => child.type === 'except_clause');
  return (
    handlers.length > 0 && !handlers.some((handler) => [...walk(handler)].some((at) => at.type === 'raise_statement'))
  );
}

/** Whether an expression stands outside every function. */
export function isTopLevel(node: Syntax): boolean {
  return ownerOf(node).type === 'module';
}
