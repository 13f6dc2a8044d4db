import type { Evidence, Fact, Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import { type CalledRoute, calledRoutes } from './called-routes.js';
import type { Containers } from './containers.js';
import type { Imports } from './imports.js';
import { type Manifest, presence } from './manifest.js';
import { isScript, type Modules } from './modules.js';
import { nestRoutes } from './nest-routes.js';
import { type Probe, type ProbeKind, probeOf } from './probe-names.js';
import { isOwnSource, isToolFile } from './sources.js';
import { statusRoutes } from './status-routes.js';

export interface HealthFacts {
  readonly healthPath?: Fact<string>;
  readonly readyPath?: Fact<string>;
  readonly metricsPath?: Fact<string>;
}

interface Route extends Probe {
  readonly path: string;
  readonly evidence: Evidence;
}

interface Code {
  readonly modules: Modules;
  readonly manifest: Manifest;
  readonly imports: Imports;
  /** The program that starts, when the project has one of its own. */
  readonly entry: string | undefined;
}

/** Collectors whose numbers a `metrics` route hands out; elsewhere it counts something of the business. */
const COLLECTORS = [
  'prom-client',
  '@willsoto/nestjs-prometheus',
  'fastify-metrics',
  'express-prom-bundle',
  '@hono/prometheus',
  'prometheus-api-metrics',
  '@opentelemetry/exporter-prometheus',
];

/** Health, ready and metrics routes by files and by calls, after what a container or a platform asks. */
export function detectHealth(
  folder: Folder,
  framework: Framework | undefined,
  basePath: string,
  containers: Containers,
  code: Code,
): HealthFacts {
  const measured = COLLECTORS.some((name) => code.manifest.all.has(name));
  const routes = [
    ...folder.list().flatMap((file) => routeOf(folder, file, framework, basePath, measured) ?? []),
    ...called(folder, framework, code).flatMap(({ path, evidence }) => {
      const probe = probeOf(path);
      const isPage = probe?.kind === 'health' && /\/status$/.test(path) && framework !== 'node';
      const isOther = probe === undefined || isPage || (probe.kind === 'metrics' && !measured);
      return isOther ? [] : [{ ...probe, path, evidence }];
    }),
  ];
  const of = (kind: ProbeKind): readonly Route[] =>
    routes
      .filter((route) => route.kind === kind)
      .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  const asked = containers.health[0];
  const health = of('health');
  const healthPath: Fact<string> | undefined =
    asked === undefined
      ? fact(health)
      : {
          value: asked.value,
          confidence: 'certain',
          evidence: [
            asked.evidence,
            ...health.filter((route) => route.path === asked.value).map((route) => route.evidence),
          ],
          others: [],
        };
  const readyPath = fact(of('ready'));
  const metricsPath = fact(of('metrics'));
  return {
    ...(healthPath === undefined ? {} : { healthPath }),
    ...(readyPath === undefined ? {} : { readyPath }),
    ...(metricsPath === undefined ? {} : { metricsPath }),
  };
}

/** Routes registered by calls. Where the routes of a framework are files, only its own program and catch-all routes count. */
function called(
  folder: Folder,
  framework: Framework | undefined,
  { modules, manifest, imports, entry }: Code,
): readonly CalledRoute[] {
  // A site of a bundler alone has no routes as files: what its own server registers is all there is.
  if (framework === 'node' || framework === undefined) {
    const own = folder.list().filter((file) => isOwnSource(file) && !isToolFile(file));
    return [
      ...calledRoutes(folder, modules, own, imports),
      ...nestRoutes(folder, modules),
      ...statusRoutes(folder, modules),
    ];
  }
  const handed = folder.list().filter((file) => file.includes('[...') && isScript(file) && isOwnSource(file));
  const entries = [...(entry === undefined ? [] : [entry]), ...handed];
  if (entries.length === 0) return [];
  const nest = entry !== undefined && manifest.all.has('@nestjs/core') ? nestRoutes(folder, modules) : [];
  return [...calledRoutes(folder, modules, imports.reached(entries, 300), imports), ...nest];
}

function fact(routes: readonly Route[]): Fact<string> | undefined {
  const best = routes[0];
  if (best === undefined) return undefined;
  const others = routes
    .slice(1)
    .map((route) => ({ value: route.path, evidence: [route.evidence], reason: `outranked by ${best.evidence.file}` }));
  return { value: best.path, confidence: 'certain', evidence: [best.evidence], others };
}

function routeOf(
  folder: Folder,
  file: string,
  framework: Framework | undefined,
  basePath: string,
  measured: boolean,
): Route | undefined {
  if (!isScript(file) || !isOwnSource(file)) return undefined;
  const parts = pathOf(file, framework);
  const probe = parts === undefined ? undefined : probeOf(parts.join('/'));
  if (parts === undefined || probe === undefined) return undefined;
  // A route that writes only is no probe.
  const text = folder.read(file) ?? '';
  if (!text.includes('GET') && !text.includes('default') && !text.includes('loader') && !text.includes('ALL'))
    return undefined;
  // A route of that name may count something of the business; a page is no probe.
  const isCollected = measured || text.includes('prom-client') || text.includes('rometheus');
  if (probe.kind === 'metrics' && !isCollected) return undefined;
  if ((framework === 'remix' || framework === 'react-router') && text.includes('export default')) return undefined;
  return {
    ...probe,
    path: `${basePath === '/' ? '' : basePath.slice(0, -1)}/${parts.join('/')}`,
    evidence: presence(folder, file, 'route-file'),
  };
}

/** The URL of a file route as its parts; undefined when the file is none. */
function pathOf(file: string, framework: Framework | undefined): readonly string[] | undefined {
  const parts = file.split('/');
  if (parts[0] === 'src') parts.shift();
  const name = parts.pop() ?? '';
  const stem = name.split('.')[0] ?? '';
  const shown = (folders: readonly string[]): readonly string[] =>
    folders.filter((part) => !(part.startsWith('(') && part.endsWith(')')) && !part.startsWith('@'));
  if (framework === 'next') {
    if (parts[0] === 'app' && stem === 'route') return shown(parts.slice(1));
    if (parts[0] === 'pages' && parts[1] === 'api') return [...parts.slice(1), ...(stem === 'index' ? [] : [stem])];
  }
  if (framework === 'sveltekit' && parts[0] === 'routes' && stem === '+server') return shown(parts.slice(1));
  if (framework === 'nuxt') {
    const at = parts[0] === 'app' ? parts.slice(1) : parts;
    const plain = stem === 'index' ? [] : [stem];
    if (at[0] === 'server' && at[1] === 'api') return [...at.slice(1), ...plain];
    if (at[0] === 'server' && at[1] === 'routes') return [...at.slice(2), ...plain];
  }
  if (framework === 'astro' && parts[0] === 'pages') return [...parts.slice(1), ...(stem === 'index' ? [] : [stem])];
  if ((framework === 'remix' || framework === 'react-router') && parts[0] === 'app' && parts[1] === 'routes') {
    // A folder of flat routes holds `route.tsx`; in the older nested form each folder is a part of the path.
    const stemmed = stemOfRoute(name);
    const flat = [...parts.slice(2), ...(stemmed === 'route' || stemmed === 'index' ? [] : [stemmed])]
      .flatMap((part) => part.split('.'))
      // A folder `api+` of flat routes.
      .map((part) => (part.endsWith('+') ? part.slice(0, -1) : part))
      .filter((part) => !part.startsWith('_'));
    return flat.length === 0 ? undefined : flat;
  }
  return undefined;
}

function stemOfRoute(name: string): string {
  return name.slice(0, name.lastIndexOf('.')).replace('[.]', '').replaceAll('[', '').replaceAll(']', '');
}
