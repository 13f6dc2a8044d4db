export type ProbeKind = 'health' | 'ready' | 'metrics';

const NAMES: Readonly<Record<string, ProbeKind>> = {
  health: 'health',
  healthz: 'health',
  healthcheck: 'health',
  'health-check': 'health',
  health_check: 'health',
  livez: 'health',
  live: 'health',
  alive: 'health',
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
const ORDER = ['health', 'healthz', 'healthcheck', 'health-check', 'livez', 'liveness', 'live', 'heartbeat', 'status'];
/** Words that are as usual for something of the business: a probe only where nothing but a version stands before them. */
const VAGUE = new Set(['status', 'ping', 'heartbeat', 'ready', 'live', 'alive', 'metrics']);
/** Parts of a path that say nothing of what a route is about. */
const NEUTRAL = new Set([
  'api',
  'rest',
  'internal',
  'system',
  'server',
  'app',
  'monitoring',
  'health',
  'public',
  '_',
  '-',
]);

export interface Probe {
  readonly kind: ProbeKind;
  /** How plainly the path says that it is a probe of the whole service: smaller is plainer. */
  readonly rank: number;
}

/** What a URL path asks for when it is a probe; undefined for every other path and for those with a parameter. */
export function probeOf(path: string): Probe | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => '[$:{*'.includes(part.charAt(0)))) return undefined;
  const word = parts.at(-1)?.toLowerCase() ?? '';
  const kind = NAMES[word] ?? NAMES[word.replace(/^[_-]+/, '')];
  if (kind === undefined) return undefined;
  const foreign = parts.slice(0, -1).filter((part) => !NEUTRAL.has(part.toLowerCase()) && !isVersion(part)).length;
  if (VAGUE.has(word) && foreign > 0) return undefined;
  const plain = ORDER.indexOf(word);
  return { kind, rank: foreign * 100 + (plain === -1 ? ORDER.length : plain) };
}

function isVersion(part: string): boolean {
  return /^v\d+$/.test(part);
}
