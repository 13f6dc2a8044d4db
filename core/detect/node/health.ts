import type { Evidence, Fact, Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Containers } from './containers.js';
import { presence } from './manifest.js';
import { isScript } from './modules.js';
import { isOwnSource } from './sources.js';

export interface HealthFacts {
  readonly healthPath?: Fact<string>;
  readonly readyPath?: Fact<string>;
  readonly metricsPath?: Fact<string>;
}

type Kind = 'health' | 'ready' | 'metrics';

const NAMES: Readonly<Record<string, Kind>> = {
  health: 'health',
  healthz: 'health',
  healthcheck: 'health',
  'health-check': 'health',
  health_check: 'health',
  livez: 'health',
  liveness: 'health',
  heartbeat: 'health',
  ping: 'health',
  status: 'health',
  ready: 'ready',
  readyz: 'ready',
  readiness: 'ready',
  metrics: 'metrics',
};
/** Of several health routes the one that says so most plainly. */
const ORDER = ['health', 'healthz', 'healthcheck', 'health-check', 'livez', 'liveness', 'heartbeat', 'status', 'ping'];

interface Route {
  readonly path: string;
  readonly kind: Kind;
  readonly word: string;
  readonly evidence: Evidence;
}

/** Health, ready and metrics routes of a server whose routes are files, after what a container's health check asks. */
export function detectHealth(
  folder: Folder,
  framework: Framework | undefined,
  basePath: string,
  containers: Containers,
): HealthFacts {
  const routes = folder.list().flatMap((file) => routeOf(folder, file, framework, basePath) ?? []);
  const of = (kind: Kind): readonly Route[] =>
    routes
      .filter((route) => route.kind === kind)
      .sort(
        (a, b) =>
          ORDER.indexOf(a.word) - ORDER.indexOf(b.word) || a.path.length - b.path.length || (a.path < b.path ? -1 : 1),
      );
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

function fact(routes: readonly Route[]): Fact<string> | undefined {
  const best = routes[0];
  if (best === undefined) return undefined;
  const others = routes
    .slice(1)
    .map((route) => ({ value: route.path, evidence: [route.evidence], reason: `outranked by ${best.evidence.file}` }));
  return { value: best.path, confidence: 'certain', evidence: [best.evidence], others };
}

function routeOf(folder: Folder, file: string, framework: Framework | undefined, basePath: string): Route | undefined {
  if (!isScript(file) || !isOwnSource(file)) return undefined;
  const parts = pathOf(file, framework);
  if (parts === undefined || parts.some((part) => part.startsWith('[') || part.startsWith('$'))) return undefined;
  const word = parts.at(-1)?.toLowerCase() ?? '';
  const kind =
    NAMES[word] ?? (parts.at(-2)?.toLowerCase() === 'health' ? (word === 'index' ? 'health' : undefined) : undefined);
  if (kind === undefined) return undefined;
  // A route that writes only is no probe.
  const text = folder.read(file) ?? '';
  if (!text.includes('GET') && !text.includes('default') && !text.includes('loader') && !text.includes('ALL'))
    return undefined;
  // A route of that name may count something of the business; a page is no probe.
  if (kind === 'metrics' && !text.includes('prom-client') && !text.includes('rometheus')) return undefined;
  if ((framework === 'remix' || framework === 'react-router') && text.includes('export default')) return undefined;
  return {
    path: `${basePath === '/' ? '' : basePath.slice(0, -1)}/${parts.join('/')}`,
    kind,
    word,
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
  if (
    (framework === 'remix' || framework === 'react-router') &&
    parts[0] === 'app' &&
    parts[1] === 'routes' &&
    parts.length <= 3
  ) {
    const flat = (parts.length === 3 ? (parts[2] ?? '') : stemOfRoute(name))
      .split('.')
      .filter((part) => !part.startsWith('_'));
    return flat.length === 0 ? undefined : flat;
  }
  return undefined;
}

function stemOfRoute(name: string): string {
  return name.slice(0, name.lastIndexOf('.')).replace('[.]', '').replaceAll('[', '').replaceAll(']', '');
}
