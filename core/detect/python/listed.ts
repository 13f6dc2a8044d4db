import type { Syntax } from '../parser.js';
import { appOf } from './apps.js';
import type { Evaluator } from './evaluate.js';
import { pluggedHandlers } from './litestar.js';
import { ancestry, decoratorsOf } from './members.js';
import type { Module } from './modules.js';
import { joined, keyIn, type Route, type RouteTable } from './route-table.js';
import { scopeOf } from './scope.js';
import { calledName, surveyOf } from './survey.js';
import { type ClassValue, keyword, type ObjectValue, positional, type Value } from './values.js';

const MAX_DEPTH = 6;

/** Routes given as lists: Starlette's `routes=[Route(…), Mount(…)]`, Litestar's `route_handlers=[…]` and its plugins'. */
export function listedRoutes(
  evaluator: Evaluator,
  table: RouteTable,
  modules: readonly Module[],
  served: ObjectValue,
): void {
  for (const module of modules) {
    for (const call of surveyOf(module).calls) {
      const list = keyword(call, 'routes') ?? keyword(call, 'route_handlers');
      const plugged = keyword(call, 'plugins') ?? keyword(call, 'on_app_init');
      if ((list ?? plugged) === undefined || calledName(call) === 'Mount' || calledName(call) === 'Router') continue;
      const value = evaluator.evaluate(call, { module });
      if (value.kind !== 'object') continue;
      const app = appOf(evaluator, value);
      if (app === undefined || app.core.call !== value.call) continue;
      const key = keyIn(evaluator, table, app.core);
      const routes = table.routes.get(key) ?? [];
      const items = itemsOf(evaluator.evaluate(list, { module }));
      // Only Litestar's app takes a path, under which all its handlers lie.
      const { context } = served.call === value.call ? served : app.core;
      const base = evaluator.string(keyword(call, 'path'), context) ?? '';
      const added = plugged === undefined ? [] : pluggedHandlers(evaluator, app.core);
      for (const item of [...items, ...added]) {
        collect(evaluator, table, key, item, base, routes, 0);
        exporterController(evaluator, item, base, call, module, routes);
      }
      table.routes.set(key, routes);
    }
  }
}

function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : [];
}

function collect(
  evaluator: Evaluator,
  table: RouteTable,
  holder: Syntax,
  item: Value,
  prefix: string,
  routes: Route[],
  depth: number,
): void {
  if (depth > MAX_DEPTH) return;
  if (item.kind === 'function') handlerRoutes(evaluator, item.node, item.module, prefix, routes);
  if (item.kind === 'class') controllerRoutes(evaluator, item, prefix, routes);
  if (item.kind !== 'object' || typeof item.of !== 'string') return;
  const { call, context } = item;
  const [first, second] = positional(call);
  const path = evaluator.string(first ?? keyword(call, 'path'), context);
  const last = item.of.slice(item.of.lastIndexOf('.') + 1);
  if (path === undefined) return;
  const full = joined(prefix, path);
  if (last === 'Route' || last === 'APIRoute') {
    const given = evaluator.evaluate(keyword(call, 'methods'), context);
    const methods =
      given.kind === 'list' ? given.items.map((each) => (each.kind === 'constant' ? String(each.value) : '')) : ['GET'];
    const served = evaluator.evaluate(second ?? keyword(call, 'endpoint'), context);
    const base = { path: full, methods, node: call, module: context.module, guarded: false };
    routes.push(served.kind === 'external' ? { ...base, serves: served.name } : base);
  } else if (last === 'Mount' || last === 'Router') {
    const list = keyword(call, 'routes') ?? keyword(call, 'route_handlers');
    for (const each of itemsOf(evaluator.evaluate(list, context)))
      collect(evaluator, table, holder, each, full, routes, depth + 1);
    const mounted = evaluator.evaluate(second ?? keyword(call, 'app'), context);
    if (mounted.kind === 'object') mountedRoutes(evaluator, table, holder, mounted, full, routes, call, context.module);
  }
}

function mountedRoutes(
  evaluator: Evaluator,
  table: RouteTable,
  holder: Syntax,
  mounted: ObjectValue,
  full: string,
  routes: Route[],
  call: Syntax,
  module: Module,
): void {
  if (typeof mounted.of === 'string')
    routes.push({ path: full, methods: ['GET'], node: call, module, guarded: false, serves: mounted.of });
  const app = appOf(evaluator, mounted);
  if (app === undefined) return;
  const edges = table.edges.get(holder) ?? [];
  edges.push({ child: keyIn(evaluator, table, app.core), prefix: full, guarded: false });
  table.edges.set(holder, edges);
}

/** `@get("/health")` of Litestar. */
function handlerRoutes(evaluator: Evaluator, fn: Syntax, module: Module, prefix: string, routes: Route[]): void {
  for (const decorator of decoratorsOf(fn)) {
    const call = decorator.children[0];
    if (call?.type !== 'call') continue;
    const callee = evaluator.evaluate(call.field('function'), { module });
    if (callee.kind !== 'external' || !callee.name.startsWith('litestar.')) continue;
    const given = positional(call)[0] ?? keyword(call, 'path');
    const path = given === undefined ? '' : evaluator.string(given, { module });
    if (path === undefined) continue;
    const guarded = keyword(call, 'guards') !== undefined;
    routes.push({
      path: joined(prefix, path),
      methods: [calledName(call).toUpperCase()],
      node: call,
      module,
      handler: fn,
      guarded,
    });
  }
}

/** Litestar's own `PrometheusController`, or one made from it, answers at its `path`. */
function exporterController(
  evaluator: Evaluator,
  item: Value,
  base: string,
  call: Syntax,
  module: Module,
  routes: Route[],
): void {
  const bases =
    item.kind === 'external' ? [item.name] : item.kind === 'class' ? ancestry(evaluator, item).external : [];
  if (!bases.some((name) => name.startsWith('litestar.') && name.endsWith('.PrometheusController'))) return;
  const own = item.kind === 'class' ? evaluator.member(item, 'path', { module: item.module }) : undefined;
  const path = own?.kind === 'constant' && typeof own.value === 'string' ? own.value : '/metrics';
  routes.push({ path: joined(base, path), methods: ['GET'], node: call, module, guarded: false, serves: 'prometheus' });
}

/** A Litestar `Controller` with its `path`. */
function controllerRoutes(evaluator: Evaluator, of: ClassValue, prefix: string, routes: Route[]): void {
  const own = evaluator.member(of, 'path', { module: of.module });
  const base = joined(prefix, own.kind === 'constant' && typeof own.value === 'string' ? own.value : '');
  for (const [, bindings] of scopeOf(of.node).names) {
    for (const binding of bindings)
      if (binding.kind === 'function') handlerRoutes(evaluator, binding.node, of.module, base, routes);
  }
}
