import type { Pool } from '../detect/fact-values.js';
import type { Fact } from '../detect/facts.js';
import type { Answers } from '../options.js';
import type { Data } from './neighbours.js';
import type { Environment, Growth, Resources } from './operation.js';

/**
 * What the code is taken to hold where it names no pool: SQLAlchemy keeps five connections and opens ten more under
 * load (its QueuePool's defaults). The scaffold runs one worker in an instance.
 */
const POOL = 15;
const WORKERS = 1;
/** Migrations, people and the platform's own agents need connections beside those of the service. */
const RESERVE = 20;
/** PostgreSQL forks a process for each connection; Cloud SQL's own defaults end at 1,000 (its flag max_connections). */
const MOST_CONNECTIONS = 1000;

/** Addresses of a block, as the shortest prefix that holds so many. */
const prefix = (addresses: number): number => 32 - Math.ceil(Math.log2(Math.max(addresses, 2)));

/**
 * Numbers that must exist outside these files before the largest environment can reach its most instances. Cloud Run's
 * Direct VPC egress needs twice as many addresses as instances and a /26 at least; GKE Autopilot gives each node of 32
 * pods a /26.
 */
export function growthOf(
  answers: Answers,
  environments: readonly Environment[],
  resources: Resources,
  data: Data | undefined,
  pool: Fact<Pool> | undefined,
): Growth {
  const instances = Math.max(...environments.map((one) => one.maxInstances));
  const pods = Math.max(...environments.map((one) => one.peakPods));
  const most = Math.max(
    answers.platform === 'gke' ? 0 : instances,
    answers.platform === 'cloud-run' ? 0 : Math.max(...environments.map((one) => one.maxReplicas)),
  );
  const held = pool?.value.most ?? pool?.value.size;
  const connections = most * WORKERS * (held ?? POOL);
  const shown = held === undefined ? undefined : pool?.evidence[0];
  return {
    instances: most,
    cpus: Math.ceil((most * resources.cpuMillis) / 1000),
    memoryGiB: Math.ceil((most * resources.memoryMiB) / 1024),
    egressPrefix: Math.min(26, prefix(2 * instances)),
    podPrefix: prefix(Math.ceil(pods / 32) * 64),
    ...(data === undefined
      ? {}
      : {
          connections: {
            workers: WORKERS,
            pool: held ?? POOL,
            ...(shown === undefined ? {} : { evidence: `${shown.file}:${shown.line}` }),
            most: connections,
            reserve: RESERVE,
            needed: connections + RESERVE,
            pooled: connections + RESERVE > MOST_CONNECTIONS,
          },
        }),
  };
}
