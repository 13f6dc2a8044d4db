import type { Syntax } from '../parser.js';
import { type App, appOf } from './apps.js';
import type { Evaluator } from './evaluate.js';
import { bindingOf } from './lookup.js';
import type { Module } from './modules.js';
import { isMainGuard } from './scope.js';
import { calledName, callsOf } from './survey.js';
import { type Context, keyword, literalText, positional, type Value } from './values.js';

/** A place where the code itself starts a server. */
export interface Serve {
  readonly module: Module;
  readonly node: Syntax;
  readonly rule: string;
  /** `package.module:attribute` as written. */
  readonly target?: string;
  readonly app?: App;
  readonly factory: boolean;
  /** The function of the service whose result is served. */
  readonly maker?: Syntax;
  /** The expression that gives the port; absent when the server's own default applies. */
  readonly port?: Syntax;
  readonly fallback?: number;
  /** Under `if __name__ == "__main__"`. */
  readonly guarded: boolean;
  /** Bound to this machine only, as for development: an address of the loopback, or the server's own default. */
  readonly local: boolean;
}

/** Servers by the dotted name of what is called; the position of the port and the default of the server. */
const SERVERS: ReadonlyMap<string, { rule: string; fallback?: number; position?: number }> = new Map([
  ['uvicorn.run', { rule: 'uvicorn-run', fallback: 8000 }],
  ['uvicorn.main.run', { rule: 'uvicorn-run', fallback: 8000 }],
  ['uvicorn.Config', { rule: 'uvicorn-config', fallback: 8000 }],
  ['uvicorn.config.Config', { rule: 'uvicorn-config', fallback: 8000 }],
  ['granian.Granian', { rule: 'granian', fallback: 8000 }],
  ['granian.server.Granian', { rule: 'granian', fallback: 8000 }],
  ['waitress.serve', { rule: 'waitress-serve', fallback: 8080 }],
  ['bottle.run', { rule: 'bottle-run', fallback: 8080 }],
  ['hypercorn.asyncio.serve', { rule: 'hypercorn-serve', fallback: 8000 }],
  ['hypercorn.run.run', { rule: 'hypercorn-serve', fallback: 8000 }],
  ['aiohttp.web.run_app', { rule: 'aiohttp-run-app', fallback: 8080 }],
  ['aiohttp.web.TCPSite', { rule: 'aiohttp-site', fallback: 8080, position: 2 }],
  ['sanic.Sanic.run', { rule: 'app-run', fallback: 8000, position: 1 }],
  ['flask_socketio.SocketIO.run', { rule: 'socketio-run', fallback: 5000, position: 2 }],
]);

const NAMES = new Set([
  'run',
  'Config',
  'Granian',
  'serve',
  'run_simple',
  'WSGIServer',
  'make_server',
  'run_app',
  'TCPSite',
]);

/** Every server start of a module. */
export function servesIn(evaluator: Evaluator, module: Module): readonly Serve[] {
  const found: Serve[] = [];
  for (const node of callsOf(module, NAMES)) {
    const context: Context = { module };
    const callee = evaluator.evaluate(node.field('function'), context);
    const serve =
      known(evaluator, callee, node, context) ??
      appRun(evaluator, callee, node, context) ??
      paired(evaluator, callee, node, context);
    if (serve !== undefined) found.push(serve);
  }
  return found;
}

function known(evaluator: Evaluator, callee: Value, node: Syntax, context: Context): Serve | undefined {
  if (callee.kind !== 'external') return undefined;
  const server = SERVERS.get(callee.name);
  if (server === undefined) return undefined;
  const subject = positional(node)[0] ?? keyword(node, 'app') ?? keyword(node, 'target');
  const placed = server.position === undefined ? undefined : positional(node)[server.position];
  const port = keyword(node, 'port') ?? placed ?? splatted(evaluator, node, 'port', context);
  const host = keyword(node, 'host') ?? keyword(node, 'address') ?? splatted(evaluator, node, 'host', context);
  const value = evaluator.evaluate(subject, context);
  const splat = hasSplat(node);
  return {
    module: context.module,
    node,
    rule: server.rule,
    guarded: isGuarded(node),
    local: isLocal(evaluator, host, splat, context),
    factory: keyword(node, 'factory')?.type === 'true',
    ...(port === undefined ? {} : { port }),
    ...(server.fallback === undefined || splat ? {} : { fallback: server.fallback }),
    ...targetOf(evaluator, value),
    ...makerOf(evaluator, subject, context),
  };
}

/** `run_app(build())`, also by way of a name: of several functions that give the app, the one that is called. */
function makerOf(evaluator: Evaluator, subject: Syntax | undefined, context: Context): { maker?: Syntax } {
  const given = subject?.type === 'identifier' ? bindingOf(evaluator, subject, context) : undefined;
  const call = given?.node ?? subject;
  const maker =
    call?.type === 'call' ? evaluator.evaluate(call.field('function'), given?.context ?? context) : undefined;
  return maker?.kind === 'function' ? { maker: maker.node } : {};
}

/** `app.run(host, port)` of Flask, Quart and their like. */
function appRun(evaluator: Evaluator, callee: Value, node: Syntax, context: Context): Serve | undefined {
  if (calledName(node) !== 'run') return undefined;
  const app = appOf(evaluator, evaluator.evaluate(node.field('function')?.field('object'), context));
  if (app === undefined || callee.kind === 'function') return undefined;
  const port = keyword(node, 'port') ?? positional(node)[1];
  const fallback = app.made.framework === 'flask' || app.made.framework === 'quart' ? { fallback: 5000 } : {};
  const shared = {
    module: context.module,
    node,
    rule: 'app-run',
    app,
    factory: false,
    guarded: isGuarded(node),
    local: isLocal(evaluator, keyword(node, 'host') ?? positional(node)[0], hasSplat(node), context),
  };
  return { ...shared, ...(hasSplat(node) ? {} : fallback), ...(port === undefined ? {} : { port }) };
}

/** `WSGIServer(("0.0.0.0", 5000), app)`, `run_simple("0.0.0.0", 5000, app)`, `make_server("", 8000, app)`. */
function paired(evaluator: Evaluator, callee: Value, node: Syntax, context: Context): Serve | undefined {
  if (callee.kind !== 'external') return undefined;
  const [first, second, third] = positional(node);
  const name = calledName(node);
  const pair = name === 'WSGIServer';
  if (!pair && name !== 'run_simple' && name !== 'make_server') return undefined;
  const app = appOf(evaluator, evaluator.evaluate(pair ? second : third, context));
  const port = pair ? (first?.type === 'tuple' ? first.children[1] : undefined) : second;
  if (app === undefined || port === undefined) return undefined;
  return {
    module: context.module,
    node,
    rule: 'wsgi-server',
    app,
    factory: false,
    guarded: isGuarded(node),
    local: false,
    port,
  };
}

function targetOf(evaluator: Evaluator, value: Value): { target?: string; app?: App } {
  if (value.kind === 'constant' && typeof value.value === 'string' && value.value.includes(':'))
    return { target: value.value };
  // aiohttp's site has a runner, and that has the app.
  const isRunner = value.kind === 'object' && value.of === 'aiohttp.web.AppRunner';
  const inner = isRunner ? evaluator.evaluate(positional(value.call)[0], value.context) : value;
  const app = appOf(evaluator, inner);
  return app === undefined ? {} : { app };
}

function isLocal(evaluator: Evaluator, host: Syntax | undefined, splat: boolean, context: Context): boolean {
  if (host === undefined) return !splat;
  const value = evaluator.constant(host, context);
  return value?.env === undefined && (value?.value === '127.0.0.1' || value?.value === 'localhost');
}

/** The expression under a key of what `**options` hands over: a dictionary, or a call of `dict`, also by way of a name. */
function splatted(evaluator: Evaluator, call: Syntax, key: string, context: Context): Syntax | undefined {
  for (const splat of call.field('arguments')?.children ?? []) {
    const inner = splat.type === 'dictionary_splat' ? splat.children[0] : undefined;
    const bound = inner?.type === 'identifier' ? bindingOf(evaluator, inner, context) : undefined;
    const given = bound?.context.module === context.module ? bound.node : inner;
    if (given?.type === 'call' && given.field('function')?.text === 'dict') {
      const value = keyword(given, key);
      if (value !== undefined) return value;
    }
    for (const pair of given?.type === 'dictionary' ? given.children : [])
      if (pair.type === 'pair' && literalText(pair.field('key') ?? pair) === key) return pair.field('value');
  }
  return undefined;
}

function hasSplat(call: Syntax): boolean {
  return call.field('arguments')?.children.some((child) => child.type === 'dictionary_splat') ?? false;
}

export function isGuarded(node: Syntax): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) if (isMainGuard(at)) return true;
  return false;
}
