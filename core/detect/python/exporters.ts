import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { joined, type RouteTable } from './route-table.js';
import { calledName, callsOf } from './survey.js';
import { type Context, keyword, positional } from './values.js';

/** Libraries that add a metrics route by a call: `Instrumentator().expose(app)`, `PrometheusMetrics(app)`. */
export function exporterRoutes(
  evaluator: Evaluator,
  table: RouteTable,
  modules: readonly Module[],
  root: Syntax,
): void {
  for (const module of modules) {
    const context: Context = { module };
    for (const call of callsOf(module, ['expose', 'PrometheusMetrics', 'GunicornPrometheusMetrics'])) {
      const path = exposed(evaluator, call, context);
      if (path === undefined) continue;
      const routes = table.routes.get(root) ?? [];
      routes.push({
        path: joined('', path),
        methods: ['GET'],
        node: call,
        module,
        guarded: false,
        serves: 'prometheus',
      });
      table.routes.set(root, routes);
    }
  }
}

function exposed(evaluator: Evaluator, call: Syntax, context: Context): string | undefined {
  const name = calledName(call);
  if (name === 'expose') {
    const callee = evaluator.evaluate(call.field('function'), context);
    if (callee.kind !== 'external' || !callee.name.startsWith('prometheus_fastapi_instrumentator.')) return undefined;
    const endpoint = keyword(call, 'endpoint') ?? positional(call)[2];
    return endpoint === undefined ? '/metrics' : evaluator.string(endpoint, context);
  }
  if (name === 'PrometheusMetrics' || name === 'GunicornPrometheusMetrics') {
    const callee = evaluator.evaluate(call.field('function'), context);
    if (callee.kind !== 'external' || !callee.name.startsWith('prometheus_flask_exporter.')) return undefined;
    const path = keyword(call, 'path');
    return path === undefined ? '/metrics' : evaluator.string(path, context);
  }
  return undefined;
}
