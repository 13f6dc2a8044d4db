import type { Evidence, Fact } from '../facts.js';
import { evidenceOf } from './evidence.js';
import { EXPORTERS, importsExporter } from './exporters.js';
import type { Route } from './route-table.js';

export type Probe = 'health' | 'ready' | 'metrics';

/** Last segments of a liveness route, best first. */
const HEALTH = [
  'livez',
  'live',
  'liveness',
  'alive',
  'health',
  'healthz',
  'healthcheck',
  'health-check',
  'health_check',
  'healthy',
  'heartbeat',
  'ping',
  'hc',
  'is_alive',
  'isalive',
  'status',
  'up',
];
const READY = ['readyz', 'ready', 'readiness', 'is_ready', 'health-ready'];
const METRICS = ['metrics', 'prometheus'];
/** Words that may stand before `status`, `ping` or `up` without making it the status of something else. */
const NEUTRAL = new Set(
  'api apis v1 v2 v3 v4 internal system server service services control app core utils util monitoring monitor public common health healthz probe probes probing misc base _ - k8s actuator main root general meta infra ops __'.split(
    ' ',
  ),
);
const VAGUE = new Set(['status', 'ping', 'up', 'live', 'heartbeat']);
/** What a check below it is about: another system, not this service. */
const FOREIGN = new Set(
  'db database redis celery postgres mongo mongodb kafka rabbitmq queue cache llm ollama elasticsearch worker workers agents models vector storage s3'.split(
    ' ',
  ),
);

interface Scored {
  readonly route: Route;
  readonly score: number;
}

/** The route of a kind that a probe would use: GET, without authentication, least specific prefix. */
export function probeOf(routes: readonly Route[], probe: Probe): Fact<string> | undefined {
  const scored: Scored[] = [];
  for (const route of routes) {
    const score = scoreOf(route, probe);
    if (score !== undefined) scored.push({ route, score });
  }
  scored.sort(
    (a, b) => b.score - a.score || a.route.path.length - b.route.path.length || (a.route.path < b.route.path ? -1 : 1),
  );
  const best = scored[0];
  if (best === undefined) return undefined;
  const evidence = (route: Route): readonly Evidence[] => [evidenceOf(route.module, route.node, `${probe}-route`)];
  const others = scored
    .filter(({ route }) => route.path !== best.route.path)
    .map(({ route }) => ({ value: route.path, evidence: evidence(route), reason: `outranked by ${best.route.path}` }));
  return {
    value: best.route.path,
    confidence: best.score > 50 ? 'certain' : 'likely',
    evidence: evidence(best.route),
    others,
  };
}

function scoreOf(route: Route, probe: Probe): number | undefined {
  if (route.path.includes('{') || route.path.includes('<') || route.path.includes('(')) return undefined;
  if (route.guarded || !route.methods.includes('GET')) return undefined;
  const parts = route.path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '');
  const last = bareWord(parts.at(-1) ?? '');
  const before = parts.slice(0, -1);
  if (probe === 'metrics') return METRICS.includes(last) && isPrometheus(route) ? 100 - before.length : undefined;
  const words = probe === 'ready' ? READY : HEALTH;
  const place = words.indexOf(last);
  if (place === -1 || route.serves?.startsWith('prometheus') === true) return undefined;
  if (route.serves !== undefined && !route.serves.includes('.')) return undefined;
  if (before.some((part) => FOREIGN.has(part))) return undefined;
  const strange = before.filter((part) => !NEUTRAL.has(part)).length;
  if ((VAGUE.has(last) || probe === 'ready') && strange > 0) return undefined;
  return 100 - place - before.length * 2 - strange * 25;
}

/** `_health` and `__heartbeat__` are the words between the underscores. */
function bareWord(part: string): string {
  let word = part;
  while (word.startsWith('_')) word = word.slice(1);
  while (word.endsWith('_')) word = word.slice(0, -1);
  return word;
}

function isPrometheus(route: Route): boolean {
  if (route.serves !== undefined && EXPORTERS.some((name) => route.serves?.startsWith(name))) return true;
  return importsExporter(route.module);
}
