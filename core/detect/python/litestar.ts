import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { type Context, type FunctionValue, keyword, type ObjectValue, positional, type Value, walk } from './values.js';

/** How deep the methods of a plugin are followed. */
const MAX_DEPTH = 4;

/**
 * Route handlers that a Litestar app gets when it starts: from the `on_app_init` of the service's own plugins and from
 * the functions under `on_app_init=[…]`, each of which is handed the configuration and adds to its `route_handlers`.
 */
export function pluggedHandlers(evaluator: Evaluator, app: ObjectValue): readonly Value[] {
  const found: Value[] = [];
  const given = (name: string): readonly Value[] => {
    const value = evaluator.evaluate(keyword(app.call, name), app.context);
    return value.kind === 'list' ? value.items : [];
  };
  const hooks = [
    ...given('on_app_init'),
    ...given('plugins').map((plugin) => evaluator.member(plugin, 'on_app_init', app.context)),
  ];
  const seen = new Set<Syntax>();
  for (const hook of hooks) if (hook.kind === 'function') additions(evaluator, hook, undefined, hook, seen, found, 0);
  return found;
}

function additions(
  evaluator: Evaluator,
  fn: FunctionValue,
  call: Syntax | undefined,
  from: Context,
  seen: Set<Syntax>,
  found: Value[],
  depth: number,
): void {
  if (depth > MAX_DEPTH || seen.has(fn.node)) return;
  seen.add(fn.node);
  const context: Context = { module: fn.module, frame: evaluator.frameOf(fn, call, from) };
  const body = fn.node.field('body');
  const isOwn = (node: Syntax): boolean => node.type !== 'function_definition' && node.type !== 'lambda';
  for (const node of body === undefined ? [] : walk(body, isOwn)) {
    if (node.type === 'assignment' || node.type === 'augmented_assignment') {
      if (isHandlers(node.field('left'))) take(evaluator.evaluate(node.field('right'), context), found);
      continue;
    }
    if (node.type !== 'call') continue;
    const callee = node.field('function');
    const [first] = positional(node);
    if (callee?.type === 'attribute' && isHandlers(callee.field('object'))) {
      const method = callee.field('attribute')?.text;
      const value = evaluator.evaluate(first, context);
      if (method === 'append') found.push(value);
      if (method === 'extend') take(value, found);
      continue;
    }
    const inner = evaluator.evaluate(callee, context);
    if (inner.kind === 'function') additions(evaluator, inner, node, context, seen, found, depth + 1);
  }
}

function isHandlers(node: Syntax | undefined): boolean {
  return node?.type === 'attribute' && node.field('attribute')?.text === 'route_handlers';
}

function take(value: Value, found: Value[]): void {
  if (value.kind === 'list') found.push(...value.items);
}
