import type { Variable } from '../fact-values.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { variable } from './read-variable.js';
import { calledName, callsOf, importsOf } from './survey.js';
import { type Context, keyword, literalText, positional, walk } from './values.js';

const PREFIX = 'SANIC_';
/** Methods by which an app's configuration is filled from something else than the environment. */
const FILLERS = ['from_object', 'from_pyfile', 'update_config', 'load', 'update'];
/** Settings of Sanic itself, which have defaults: sanic.dev/en/guide/running/configuration.html. */
const OWN =
  /^(?:ACCESS_LOG|AUTO_|EVENT_|DEPRECATION_|FALLBACK_|FORWARDED_|GRACEFUL_|INSPECTOR|KEEP_ALIVE|LOCAL_|MOTD|NOISY_|PROXIES_|REAL_IP_|REQUEST_|RESPONSE_|TLS_|TOUCHUP|USE_UVLOOP|WEBSOCKET_|NO_COLOR|CORS_|OAS|HTTP_|INJECTION_|LOGGING$|TEMPLATING_)/;

/**
 * Variables that Sanic takes into the configuration of its app by their prefix: `app.config.REDIS_DSN` is
 * `SANIC_REDIS_DSN`, unless the code sets it or fills the configuration from elsewhere.
 */
export function sanicConfigReads(evaluator: Evaluator, modules: readonly Module[]): readonly Variable[] {
  const isSanic = (module: Module): boolean =>
    importsOf(module).some(({ dotted }) => dotted === 'sanic' || dotted.startsWith('sanic.'));
  if (!modules.some(isSanic)) return [];
  const own = modules.filter((module) => module.root.text.includes('.config'));
  const fillers = own.flatMap((module) => callsOf(module, FILLERS).filter(isFiller));
  const isFilled = fillers.some((call) => calledName(call) !== 'update' || positional(call)[0]?.type !== 'dictionary');
  const prefix = isFilled ? undefined : prefixOf(evaluator, modules);
  if (prefix === undefined) return [];
  const reads = own.flatMap((module) => [...walk(module.root)].flatMap((node) => keyOf(node, module)));
  const set = new Set([...reads.filter((read) => read.isSet).map(({ name }) => name), ...fillers.flatMap(keysGiven)]);
  return reads
    .filter(({ name }) => !set.has(name) && !OWN.test(name))
    .map(({ name, node, module, isLenient }) => variable(prefix + name, undefined, !isLenient, node, module));
}

function isFiller(call: Syntax): boolean {
  const holder = call.field('function')?.field('object');
  if (holder === undefined) return false;
  return isConfig(holder) || (calledName(call) === 'update_config' && holder.text.endsWith('app'));
}

/** `app.config.update({"A": 1})` */
function keysGiven(call: Syntax): readonly string[] {
  const given = positional(call)[0];
  return (given?.type === 'dictionary' ? given.children : []).flatMap((pair) => {
    const key = pair.field('key');
    return (key === undefined ? undefined : literalText(key)) ?? [];
  });
}

/** `Sanic("x", env_prefix="APP_")`; undefined where the app is told to take nothing. */
function prefixOf(evaluator: Evaluator, modules: readonly Module[]): string | undefined {
  for (const module of modules) {
    const context: Context = { module };
    for (const call of callsOf(module, ['Sanic'])) {
      const callee = evaluator.evaluate(call.field('function'), context);
      if (callee.kind !== 'external' || !callee.name.startsWith('sanic.')) continue;
      if (keyword(call, 'load_env')?.type === 'false') return undefined;
      return evaluator.string(keyword(call, 'env_prefix'), context) ?? PREFIX;
    }
  }
  return undefined;
}

interface Key {
  readonly name: string;
  readonly node: Syntax;
  readonly module: Module;
  readonly isSet: boolean;
  readonly isLenient: boolean;
}

/** A key of an app's configuration that a node reads or sets: `app.config.A`, `app.config["A"]`, `app.config.get("A")`. */
function keyOf(node: Syntax, module: Module): readonly Key[] {
  const isCall = node.type === 'call' && calledName(node) === 'get';
  const holder = isCall
    ? node.field('function')?.field('object')
    : node.type === 'attribute'
      ? node.field('object')
      : node.type === 'subscript'
        ? node.field('value')
        : undefined;
  if (holder === undefined || !isConfig(holder)) return [];
  const key = isCall ? positional(node)[0] : node.field('subscript');
  const name = node.type === 'attribute' ? node.field('attribute')?.text : key && literalText(key);
  if (name === undefined || !/^[A-Z][A-Z0-9_]+$/.test(name)) return [];
  const isSet = node.parent?.type === 'assignment' && node.parent.field('left') === node;
  return [{ name, node, module, isSet, isLenient: isCall }];
}

/** `app.config`, `request.app.config`, `Sanic.get_app().config`. */
function isConfig(node: Syntax): boolean {
  if (node.type !== 'attribute' || node.field('attribute')?.text !== 'config') return false;
  const app = node.field('object');
  if (app?.type === 'call') return app.field('function')?.text === 'Sanic.get_app';
  const name = app?.type === 'attribute' ? app.field('attribute')?.text : app?.text;
  return name === 'app';
}
