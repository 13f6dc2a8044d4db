import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { APP_CLASSES, type AppClass, isWrapper } from './frameworks.js';
import { parametersOf } from './lookup.js';
import { ancestry } from './members.js';
import type { Module } from './modules.js';
import { scopeOf } from './scope.js';
import { type Context, type ObjectValue, positional, type Value } from './values.js';

/** An app as a value: the innermost construction, and what lies around it. */
export interface App {
  readonly made: AppClass;
  readonly protocol: AppClass['protocol'];
  /** The call that constructs the framework's object; its identity. */
  readonly core: ObjectValue;
  readonly name: string;
  /** How many wrappers lie around it. */
  readonly layers: number;
}

/** An app that a server can import. */
export interface Candidate {
  readonly app: App;
  readonly module: Module;
  readonly attribute: string;
  readonly factory: boolean;
  readonly line: number;
}

/** The app that a value is, wrappers seen through; undefined for Celery, Typer and all else. */
export function appOf(evaluator: Evaluator, value: Value, depth = 0): App | undefined {
  if (depth > 8) return undefined;
  if (value.kind === 'external' && value.on?.kind === 'object') {
    const made = classOf(evaluator, value.name);
    return made === undefined
      ? undefined
      : { made, protocol: made.protocol, core: value.on, name: value.name, layers: 0 };
  }
  if (value.kind !== 'object') return undefined;
  const names = typeof value.of === 'string' ? [value.of] : ancestry(evaluator, value.of).external;
  const inner = wrapped(evaluator, value, names, depth);
  if (inner !== undefined) return inner;
  for (const name of names) {
    const made = classOf(evaluator, name);
    if (made !== undefined) return { made, protocol: made.protocol, core: value, name, layers: 0 };
  }
  return undefined;
}

function classOf(evaluator: Evaluator, name: string): AppClass | undefined {
  return APP_CLASSES.get(name) ?? evaluator.served.get(name);
}

function wrapped(evaluator: Evaluator, value: ObjectValue, names: readonly string[], depth: number): App | undefined {
  const own = typeof value.of === 'string' ? '' : (value.of.node.field('name')?.text ?? '');
  const name =
    [own, ...names].find((each) => each !== '' && (isWrapper(each) || evaluator.served.has(each))) ??
    (names.includes('channels.routing.ProtocolTypeRouter') ? '' : undefined);
  if (name === undefined || name === '') return undefined;
  for (const argument of [...positional(value.call), ...keywordValues(value.call)]) {
    const inner = appOf(evaluator, evaluator.evaluate(argument, value.context), depth + 1);
    if (inner === undefined) continue;
    const last = name.slice(name.lastIndexOf('.') + 1);
    const asgi = last === 'ASGIApp' || last === 'WsgiToAsgi' || name.startsWith('a2wsgi.WSGI');
    return { ...inner, protocol: asgi ? 'asgi' : inner.protocol, layers: inner.layers + 1 };
  }
  return undefined;
}

function keywordValues(call: Syntax): readonly Syntax[] {
  return (call.field('arguments')?.children ?? [])
    .filter((child) => child.type === 'keyword_argument')
    .flatMap((child) => child.fields('value'));
}

/** The importable apps of a module: names it binds to one, and functions that return one without being given anything. */
export function appsIn(evaluator: Evaluator, module: Module): readonly Candidate[] {
  const found: Candidate[] = [];
  const context: Context = { module };
  for (const [name, bindings] of scopeOf(module.root).names) {
    const open = bindings.filter((binding) => !binding.guarded);
    const last = open.at(-1);
    if (last === undefined) continue;
    if (last.kind === 'function') {
      const needed = parametersOf(last.node).filter((parameter) => parameter.default === undefined);
      if (needed.length > 0) continue;
      const app = appOf(evaluator, evaluator.follow({ kind: 'function', node: last.node, module }, undefined, context));
      // aiohttp's own server waits for a coroutine that makes the app; no other server does.
      if (app !== undefined && (app.protocol === 'aiohttp' || !isAsync(last.node)))
        found.push({ app, module, attribute: name, factory: true, line: last.node.line });
    } else if (open.some((binding) => binding.kind === 'value' || binding.kind === 'part')) {
      const app = appOf(evaluator, evaluator.exported(module, name));
      if (app !== undefined) found.push({ app, module, attribute: name, factory: false, line: last.node.line });
    }
    // A class instance that holds the app: `server = Server()` with `self.app = FastAPI()`.
    if (last.kind === 'value') found.push(...heldBy(evaluator, module, name, last.node.line));
  }
  return found;
}

/**
 * Names of functions that build an app, with whatever arguments, and of classes that hold one: a file that mentions
 * one may bind the app though it names no framework.
 */
export function buildersIn(evaluator: Evaluator, module: Module): readonly string[] {
  const found: string[] = [];
  for (const [name, bindings] of scopeOf(module.root).names) {
    const last = bindings.at(-1);
    if (last?.kind === 'function') {
      const value = evaluator.follow({ kind: 'function', node: last.node, module }, undefined, { module });
      if (appOf(evaluator, value) !== undefined) found.push(name);
    }
    if (last?.kind === 'class') {
      const object: Value = {
        kind: 'object',
        of: { kind: 'class', node: last.node, module },
        call: last.node,
        context: { module },
      };
      const holds = HOLDERS.some(
        (attribute) => appOf(evaluator, evaluator.member(object, attribute, { module })) !== undefined,
      );
      if (holds) found.push(name);
    }
  }
  return found;
}

/** Attributes under which classes of projects keep their app. */
const HOLDERS = ['app', 'api', 'application', 'fastapi_app', 'asgi_app', 'server'];

function heldBy(evaluator: Evaluator, module: Module, name: string, line: number): readonly Candidate[] {
  const value = evaluator.exported(module, name);
  if (value.kind !== 'object' || typeof value.of === 'string' || appOf(evaluator, value) !== undefined) return [];
  const found: Candidate[] = [];
  for (const attribute of HOLDERS) {
    const app = appOf(evaluator, evaluator.member(value, attribute, { module }));
    if (app !== undefined) found.push({ app, module, attribute: `${name}.${attribute}`, factory: false, line });
  }
  return found;
}

function isAsync(fn: Syntax): boolean {
  return fn.source.text.startsWith('async', fn.start);
}
