import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import type { Module } from './modules.js';
import { joined, type Route, type RouteTable } from './route-table.js';
import { calledName, callsOf, importsOf } from './survey.js';
import { type Context, keyword, positional, walk } from './values.js';

/** Packages that write Prometheus' format. */
export const EXPORTERS = [
  'prometheus_client',
  'prometheus_fastapi_instrumentator',
  'starlette_exporter',
  'starlette_prometheus',
  'prometheus_flask_exporter',
  'aioprometheus',
  'django_prometheus',
  'opentelemetry.exporter.prometheus',
  'prometheus',
];

/** Whether a module works with one of them. */
export function importsExporter(module: Module): boolean {
  return importsOf(module).some(({ dotted }) =>
    EXPORTERS.some((name) => dotted === name || dotted.startsWith(`${name}.`)),
  );
}

/** Parts of the media types of Prometheus' formats: prometheus.io/docs/instrumenting/exposition_formats. */
const FORMATS = ['text/plain; version=0.0.4', 'text/plain;version=0.0.4', 'application/openmetrics-text'];

/**
 * A route under `/metrics` whose handler answers in Prometheus' format: it names the media type, or calls a function of
 * a module of the service that works with an exporter.
 */
export function exporterHandled(evaluator: Evaluator, route: Route): Route {
  const body = route.handler?.field('body');
  if (body === undefined || route.serves !== undefined || !route.path.endsWith('metrics')) return route;
  for (const node of walk(body)) {
    const isFormat = node.type === 'string_content' && FORMATS.some((format) => node.text.startsWith(format));
    const callee =
      node.type === 'call' ? evaluator.evaluate(node.field('function'), { module: route.module }) : undefined;
    const isExported = callee?.kind === 'function' && importsExporter(callee.module);
    if (isFormat || isExported) return { ...route, serves: 'prometheus' };
  }
  return route;
}

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
