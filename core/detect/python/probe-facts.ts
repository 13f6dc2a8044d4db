import type { Fact } from '../facts.js';
import { djangoRoutes } from './django.js';
import type { Evaluator } from './evaluate.js';
import { exporterRoutes } from './exporters.js';
import { listedRoutes } from './listed.js';
import type { Modules } from './modules.js';
import { probeOf } from './probes.js';
import type { Ranked } from './rank.js';
import { keyOf, type Route, routesFrom } from './route-table.js';
import { readRoutes } from './routes.js';

/** All routes that an app answers. */
export function routesOf(evaluator: Evaluator, modules: Modules, app: Ranked): readonly Route[] {
  const framework = app.candidate.app.made.framework;
  if (framework === 'django') return djangoRoutes(evaluator, modules, app.closure);
  const root = keyOf(app.candidate.app.core);
  const table = readRoutes(evaluator, app.closure, root);
  listedRoutes(evaluator, table, app.closure);
  exporterRoutes(evaluator, table, app.closure, root);
  return routesFrom(table, root);
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
