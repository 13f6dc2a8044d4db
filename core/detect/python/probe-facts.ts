import type { Fact } from '../facts.js';
import type { App } from './apps.js';
import { djangoRoutes } from './django.js';
import type { Evaluator } from './evaluate.js';
import { exporterHandled, exporterRoutes } from './exporters.js';
import { listedRoutes } from './listed.js';
import type { Module, Modules } from './modules.js';
import { includedModules, pyramidRoutes } from './paste.js';
import { probeOf } from './probes.js';
import { keyIn, type Route, routesFrom } from './route-table.js';
import { readRoutes } from './routes.js';

/** All routes that an app answers. */
export function routesOf(
  evaluator: Evaluator,
  modules: Modules,
  app: App,
  closure: readonly Module[],
): readonly Route[] {
  if (app.made.framework === 'django') return djangoRoutes(evaluator, modules, closure);
  if (app.name.startsWith('pyramid.')) return pyramidRoutes(evaluator, includedModules(modules, closure));
  const table = readRoutes(evaluator, closure, app.core);
  const root = keyIn(evaluator, table, app.core);
  listedRoutes(evaluator, table, closure, app.core);
  exporterRoutes(evaluator, table, closure, root);
  return routesFrom(table, root).map((route) => exporterHandled(evaluator, route));
}

export interface ProbePaths {
  readonly healthPath?: Fact<string>;
  readonly readyPath?: Fact<string>;
  readonly metricsPath?: Fact<string>;
}

/** Health, readiness and metrics paths among an app's routes. */
export function probePaths(routes: readonly Route[]): ProbePaths {
  const health = probeOf(routes, 'health');
  const ready = probeOf(routes, 'ready');
  const metrics = probeOf(routes, 'metrics');
  return {
    ...(health === undefined ? {} : { healthPath: health }),
    ...(ready === undefined ? {} : { readyPath: ready }),
    ...(metrics === undefined ? {} : { metricsPath: metrics }),
  };
}
