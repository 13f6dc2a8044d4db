import type { Syntax } from '../parser.js';
import { definedRoutes, methodOf } from './aiohttp.js';
import { appOf } from './apps.js';
import type { Evaluator } from './evaluate.js';
import { asksForUser, dependsOnUser, ROUTE_METHODS } from './guards.js';
import type { Module } from './modules.js';
import { keyIn, push, type Route, type RouteTable } from './route-table.js';
import { ownerOf } from './scope.js';
import { calledName, callsOf, surveyOf } from './survey.js';
import { type Context, keyword, type ObjectValue, positional, type Value } from './values.js';

const ADDERS = new Set(['add_api_route', 'add_route', 'add_url_rule', 'add_get', 'add_view']);
const INCLUDERS = new Set(
  'include_router register_blueprint mount register nest register_api add_subapp add_routes'.split(' '),
);

/** Reads every registration of the given modules; the app stands in where a function is handed one. */
export function readRoutes(evaluator: Evaluator, modules: readonly Module[], app: ObjectValue): RouteTable {
  const table: RouteTable = { routes: new Map(), edges: new Map(), own: new Map(), linked: new Set() };
  const root = keyIn(evaluator, table, app);
  for (const module of modules) {
    const context: Context = { module };
    for (const decorator of surveyOf(module).decorators) {
      const call = decorator.children[0];
      if (call?.type === 'call')
        registered(evaluator, table, call, context, root, decorator.parent?.field('definition'));
    }
    for (const call of callsOf(module, [...ADDERS, ...INCLUDERS])) {
      if (ADDERS.has(calledName(call))) registered(evaluator, table, call, context, root, undefined);
      else included(evaluator, table, call, context, root);
    }
  }
  return table;
}

function registered(
  evaluator: Evaluator,
  table: RouteTable,
  call: Syntax,
  context: Context,
  root: Syntax,
  handler: Syntax | undefined,
): void {
  const name = calledName(call);
  const isRoute = ROUTE_METHODS.has(name) || name === 'route' || name === 'api_route' || ADDERS.has(name);
  if (!isRoute) return;
  const fn = call.field('function');
  const holder = holderOf(evaluator, table, fn?.field('object'), context, root);
  if (holder === undefined) return;
  const method = name === 'add_route' ? methodOf(evaluator, call, context) : undefined;
  const [first, second] = positional(call).slice(method === undefined ? 0 : 1);
  const path = evaluator.string(
    first ?? keyword(call, 'path') ?? keyword(call, 'rule') ?? keyword(call, 'uri'),
    context,
  );
  if (path === undefined) return;
  const named = method ?? (ROUTE_METHODS.has(name) ? name.toUpperCase() : undefined);
  const methods = named === undefined ? methodsOf(evaluator, call, context) : [named];
  const definition =
    handler ?? definitionOf(evaluator, second ?? keyword(call, 'endpoint') ?? keyword(call, 'view_func'), context);
  const served = evaluator.evaluate(second, context);
  const route: Route = {
    path,
    methods,
    node: call,
    module: context.module,
    guarded: asksForUser(call) || (definition !== undefined && asksForUser(definition)),
    ...(definition === undefined ? {} : { handler: definition }),
    ...(served.kind === 'external' ? { serves: served.name } : {}),
  };
  push(table.routes, holder, route);
}

function included(evaluator: Evaluator, table: RouteTable, call: Syntax, context: Context, root: Syntax): void {
  const name = calledName(call);
  const holder = holderOf(evaluator, table, call.field('function')?.field('object'), context, root);
  if (holder === undefined) return;
  const [first, second] = positional(call);
  const mounts = name === 'mount' || name === 'add_subapp';
  const subject = mounts
    ? (second ?? keyword(call, 'app'))
    : (first ?? keyword(call, 'router') ?? keyword(call, 'blueprint'));
  const given = mounts ? (first ?? keyword(call, 'path')) : (keyword(call, 'prefix') ?? keyword(call, 'url_prefix'));
  const prefix = given === undefined ? '' : evaluator.string(given, context);
  if (prefix === undefined) return;
  if (name === 'add_routes')
    for (const route of definedRoutes(evaluator, evaluator.evaluate(subject, context)))
      push(table.routes, holder, route);
  const guarded = dependsOnUser(keyword(call, 'dependencies'));
  for (const value of subjectsOf(evaluator, subject, context)) {
    const child = childOf(evaluator, table, value);
    if (child !== undefined)
      push(table.edges, holder, {
        child,
        prefix,
        guarded,
        replaces: name === 'register_blueprint' && given !== undefined,
      });
    const of = value.kind === 'object' && typeof value.of === 'string' ? value.of : undefined;
    if (mounts && of !== undefined) {
      push(table.routes, holder, {
        path: prefix,
        methods: ['GET'],
        node: call,
        module: context.module,
        guarded: false,
        serves: of,
      });
    }
  }
}

/** The routers that an include names; a loop variable stands for each item of the list it runs over. */
function subjectsOf(evaluator: Evaluator, subject: Syntax | undefined, context: Context): readonly Value[] {
  const value = evaluator.evaluate(subject, context);
  if (value.kind !== 'unknown' || subject === undefined) return [value];
  const name = subject.type === 'attribute' ? subject.field('object') : subject;
  for (let at = subject.parent; at !== undefined; at = at.parent) {
    if (at.type !== 'for_statement' || at.field('left')?.text !== name?.text) continue;
    const list = evaluator.evaluate(at.field('right'), context);
    if (list.kind !== 'list') return [];
    const attribute = subject.type === 'attribute' ? subject.field('attribute')?.text : undefined;
    return attribute === undefined ? list.items : list.items.map((item) => evaluator.member(item, attribute, context));
  }
  return [value];
}

/** The router or app that is included; its own prefix is read once. */
function childOf(evaluator: Evaluator, table: RouteTable, value: Value): Syntax | undefined {
  // `include_router(module)` by mistake or a module that holds `router`.
  if (value.kind !== 'object') return undefined;
  const app = appOf(evaluator, value);
  const object = app?.core ?? value;
  const key = keyIn(evaluator, table, object);
  if (!table.own.has(key)) {
    const given =
      keyword(object.call, 'prefix') ??
      keyword(object.call, 'url_prefix') ??
      (typeof object.of === 'string' ? undefined : superPrefix(object.of.node));
    table.own.set(key, {
      prefix: app === undefined ? (evaluator.string(given, object.context) ?? '') : '',
      guarded: dependsOnUser(keyword(object.call, 'dependencies')),
    });
  }
  return key;
}

/** `super().__init__(prefix="/x")` in a router class of the service. */
function superPrefix(node: Syntax): Syntax | undefined {
  const pending = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at.type === 'call' && calledName(at) === '__init__') return keyword(at, 'prefix');
    pending.push(...at.children);
  }
  return undefined;
}

/** On what a route is registered; a parameter that is handed the app counts as the app. */
function holderOf(
  evaluator: Evaluator,
  table: RouteTable,
  object: Syntax | undefined,
  context: Context,
  root: Syntax,
): Syntax | undefined {
  if (object === undefined) return undefined;
  const value = evaluator.evaluate(object, context);
  if (value.kind === 'object') return keyIn(evaluator, table, appOf(evaluator, value)?.core ?? value);
  // aiohttp: `app.router.add_get(…)`.
  if (object.type === 'attribute' && object.field('attribute')?.text === 'router')
    return holderOf(evaluator, table, object.field('object'), context, root);
  if (value.kind !== 'unknown' || object.type !== 'identifier') return undefined;
  const owner = ownerOf(object);
  for (const child of owner.field('parameters')?.children ?? []) {
    const name = (child.type === 'identifier' ? child : (child.field('name') ?? child.children[0]))?.text;
    if (name !== object.text) continue;
    const type = child.field('type')?.text ?? '';
    const typed = ['FastAPI', 'Flask', 'Starlette', 'Quart', 'Sanic', 'Litestar', 'web.Application'].some((each) =>
      type.includes(each),
    );
    if (typed || (type === '' && ['app', 'application', 'api', 'fastapi_app', 'server'].includes(name))) return root;
  }
  return undefined;
}

function definitionOf(evaluator: Evaluator, node: Syntax | undefined, context: Context): Syntax | undefined {
  const value = evaluator.evaluate(node, context);
  return value.kind === 'function' ? value.node : undefined;
}

function methodsOf(evaluator: Evaluator, call: Syntax, context: Context): readonly string[] {
  const list = evaluator.evaluate(keyword(call, 'methods'), context);
  if (list.kind !== 'list') return ['GET'];
  return list.items.map((item) => (item.kind === 'constant' ? String(item.value).toUpperCase() : ''));
}
