import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { isGuarded, type Serve } from './serves.js';
import { callsOf } from './survey.js';
import { keyword, positional } from './values.js';
import { zoneOf } from './zones.js';

/** What opens the port in Tornado: the application itself, or the HTTP server that it is given to. */
const LISTENERS = new Set([
  'tornado.web.Application.listen',
  'tornado.httpserver.HTTPServer.listen',
  'tornado.httpserver.HTTPServer.bind',
]);

/** Where Tornado's own server is started. No other server can call its applications: they are neither ASGI nor WSGI. */
export function tornadoServes(evaluator: Evaluator, modules: readonly Module[]): readonly Serve[] {
  return modules
    .filter((module) => zoneOf(module.path).zone === 'service')
    .flatMap((module) =>
      callsOf(module, ['listen', 'bind']).flatMap((node): readonly Serve[] => {
        const callee = evaluator.evaluate(node.field('function'), { module });
        if (callee.kind !== 'external' || !LISTENERS.has(callee.name)) return [];
        const port = positional(node)[0] ?? keyword(node, 'port');
        const base = { module, node, rule: 'tornado-listen', factory: false, guarded: isGuarded(node), local: false };
        return [port === undefined ? base : { ...base, port }];
      }),
    );
}
