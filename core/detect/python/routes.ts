import type { Syntax } from '../parser.js';
import { appOf } from './apps.js';
import type { Evaluator } from './evaluate.js';
import { decoratorsOf } from './members.js';
import type { Module } from './modules.js';
import { ownerOf } from './scope.js';
import { calledName, surveyOf } from './survey.js';
import { type Context, keyword, type ObjectValue, positional, type Value } from './values.js';

/** A route with its full path. */
export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
  /** The call or decorator that registers it. */
  readonly node: Syntax;
  readonly module: Module;
  readonly handler?: Syntax;
  /** A dependency or decorator asks for a user, a key or a token. */
  readonly guarded: boolean;
  /** Mounted app or library that serves the path: its dotted name. */
  readonly serves?: string;
}

interface Edge {
  readonly child: Syntax;
  readonly prefix: string;
  readonly guarded: boolean;
  /** Flask: a prefix given here replaces the blueprint's own. */
  readonly replaces?: boolean;
}

/** Routers and apps by the call that makes them (or their class), what they register and what they include. */
export interface RouteTable {
  readonly routes: Map<Syntax, Route[]>;
  readonly edges: Map<Syntax, Edge[]>;
  readonly own: Map<Syntax, { readonly prefix: string; readonly guarded: boolean }>;
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);
const ADDERS = new Set(['add_api_route', 'add_route', 'add_url_rule', 'add_get']);
const INCLUDERS = new Set(['include_router', 'register_blueprint', 'mount', 'register', 'nest', 'register_api']);

/** Identity of an app or router: its class when the service derives one, else the call that makes it. */
export function keyOf(value: ObjectValue): Syntax {
  return typeof value.of === 'string' ? value.call : value.of.node;
}

/** Reads every registration of the given modules; `root` stands in where a function is handed the app. */
export function readRoutes(evaluator: Evaluator, modules: readonly Module[], root: Syntax): RouteTable {
  const table: RouteTable = { routes: new Map(), edges: new Map(), own: new Map() };
  for (const module of modules) {
    const context: Context = { module };
    for (const decorator of surveyOf(module).decorators) {
      const call = decorator.children[0];
      if (call?.type === 'call')
        registered(evaluator, table, call, context, root, decorator.parent?.field('definition'));
    }
    for (const call of surveyOf(module).calls) {
      const name = calledName(call);
      if (ADDERS.has(name)) registered(evaluator, table, call, context, root, undefined);
      else if (INCLUDERS.has(name)) included(evaluator, table, call, context, root);
    }
  }
  return table;
}

/** Every route reachable from an app, with prefixes applied. */
export function routesFrom(table: RouteTable, root: Syntax): readonly Route[] {
  const found: Route[] = [];
  const pending: { key: Syntax; prefix: string; guarded: boolean; depth: number; whole?: boolean }[] = [
    { key: root, prefix: '', guarded: false, depth: 0 },
  ];
  const seen = new Set<string>();
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    const own = step.depth === 0 ? undefined : table.own.get(step.key);
    const prefix = step.whole === true ? step.prefix : joined(step.prefix, own?.prefix ?? '');
    const guarded = step.guarded || (own?.guarded ?? false);
    const visit = `${step.key.source.text.length}:${step.key.start}:${prefix}`;
    if (seen.has(visit) || step.depth > 8 || found.length > 5000) continue;
    seen.add(visit);
    for (const route of table.routes.get(step.key) ?? []) {
      found.push({ ...route, path: joined(prefix, route.path), guarded: guarded || route.guarded });
    }
    for (const edge of table.edges.get(step.key) ?? []) {
      pending.push({
        key: edge.child,
        prefix: joined(prefix, edge.prefix),
        guarded: guarded || edge.guarded,
        depth: step.depth + 1,
        whole: edge.replaces ?? false,
      });
    }
  }
  return found;
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
  const isRoute = METHODS.has(name) || name === 'route' || name === 'api_route' || ADDERS.has(name);
  if (!isRoute) return;
  const fn = call.field('function');
  const holder = holderOf(evaluator, fn?.field('object'), context, root);
  if (holder === undefined) return;
  const [first, second] = positional(call);
  const path = evaluator.string(
    first ?? keyword(call, 'path') ?? keyword(call, 'rule') ?? keyword(call, 'uri'),
    context,
  );
  if (path === undefined) return;
  const methods = METHODS.has(name) ? [name.toUpperCase()] : methodsOf(evaluator, call, context);
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
  const holder = holderOf(evaluator, call.field('function')?.field('object'), context, root);
  if (holder === undefined) return;
  const [first, second] = positional(call);
  const mounts = name === 'mount';
  const subject = mounts
    ? (second ?? keyword(call, 'app'))
    : (first ?? keyword(call, 'router') ?? keyword(call, 'blueprint'));
  const given = mounts ? (first ?? keyword(call, 'path')) : (keyword(call, 'prefix') ?? keyword(call, 'url_prefix'));
  const prefix = given === undefined ? '' : evaluator.string(given, context);
  if (prefix === undefined) return;
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
  const key = keyOf(object);
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
  object: Syntax | undefined,
  context: Context,
  root: Syntax,
): Syntax | undefined {
  if (object === undefined) return undefined;
  const value = evaluator.evaluate(object, context);
  if (value.kind === 'object') return keyOf(appOf(evaluator, value)?.core ?? value);
  if (value.kind !== 'unknown' || object.type !== 'identifier') return undefined;
  const owner = ownerOf(object);
  for (const child of owner.field('parameters')?.children ?? []) {
    const name = (child.type === 'identifier' ? child : (child.field('name') ?? child.children[0]))?.text;
    if (name !== object.text) continue;
    const type = child.field('type')?.text ?? '';
    const typed = ['FastAPI', 'Flask', 'Starlette', 'Quart', 'Sanic', 'Litestar'].some((each) => type.includes(each));
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

const USER_WORDS = [
  'user',
  'auth',
  'token',
  'verify',
  'permission',
  'api_key',
  'apikey',
  'login',
  'admin',
  'bearer',
  'require',
  'jwt',
];

/** A parameter, a dependency or a decorator of a handler that asks for a user. */
function asksForUser(node: Syntax): boolean {
  if (node.type === 'call') return dependsOnUser(keyword(node, 'dependencies'));
  if (decoratorsOf(node).some((decorator) => namesUser(bare(decorator.children[0])))) return true;
  for (const child of node.field('parameters')?.children ?? []) {
    if (dependsOnUser(child.field('value')) || dependsOnUser(child.field('type'))) return true;
    const type = child.field('type')?.text ?? '';
    if (type.startsWith('CurrentUser') || type.startsWith('Current')) return true;
  }
  return false;
}

/** A decorator's dotted name when it is no route registration. */
function bare(decorator: Syntax | undefined): string {
  const fn = decorator?.type === 'call' ? decorator.field('function') : decorator;
  return fn?.type === 'attribute' && METHODS.has(fn.field('attribute')?.text ?? '') ? '' : (fn?.text ?? '');
}

function dependsOnUser(node: Syntax | undefined): boolean {
  if (node === undefined) return false;
  const pending = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at.type === 'call' && ['Depends', 'Security'].includes(calledName(at))) {
      if (calledName(at) === 'Security' || namesUser(positional(at)[0]?.text ?? '')) return true;
    }
    pending.push(...at.children);
  }
  return false;
}

function namesUser(text: string): boolean {
  const lower = text.toLowerCase();
  return USER_WORDS.some((word) => lower.includes(word));
}

/** Joins a prefix and a path as the frameworks do: one slash between, the path's own end kept. */
export function joined(prefix: string, path: string): string {
  const left = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  if (path === '') return left;
  const full = left + (path.startsWith('/') ? path : `/${path}`);
  return full.startsWith('/') ? full : `/${full}`;
}

function push<T>(map: Map<Syntax, T[]>, key: Syntax, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
