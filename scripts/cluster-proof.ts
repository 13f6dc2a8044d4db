import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kube, kubectl, type Load, underLoad, until } from './cluster-kube.js';
import { restarted } from './cluster-restarts.js';
import { apply, type Deployed, openPort, prepare, serving } from './cluster-service.js';
import { ask } from './e2e-http.js';
import { command } from './shared.js';

/** Columns of the table, in their order. */
export const STEPS = [
  'differs',
  'serves',
  'answers',
  'smoke',
  'promoted',
  'killed',
  'drained',
  'broken',
  'analysed',
  'restarts',
  'scaled',
] as const;
type Step = (typeof STEPS)[number];

export interface Proven {
  readonly cells: Readonly<Partial<Record<Step, string>>>;
  /** The first thing that went wrong, which ends it. */
  readonly problem?: string;
}

const PER_SECOND = 50;

/** Deploys a golden app to the node from its emitted overlay and treats it as a bad week would. */
export async function prove(app: string, restarts: number): Promise<Proven> {
  const cells: Partial<Record<Step, string>> = {};
  let one: Deployed | undefined;
  try {
    one = await prepare(app, 'rolling');
    cells.differs = `${(await apply(one, 'one')).length} places`;
    cells.serves = `after ${await serving(one)} s`;
    one = await openPort(one);
    const route = one.service.routes[0];
    if (route !== undefined) cells.answers = await ask(one.url, route);
    cells.smoke = await smoke(one);
    cells.killed = await killed(one);
    cells.drained = await drained(one);
    cells.broken = await broken(one);
    cells.restarts = await restarted(one, target(one), restarts);
    // The last: it leaves more pods behind than a release starts with.
    cells.scaled = await scaled(one);
    return { cells };
  } catch (error) {
    const told = one === undefined ? '' : await events(one);
    return { cells, problem: `${error instanceof Error ? error.message : error}${told}` };
  } finally {
    if (one !== undefined) {
      await kubectl('delete', 'namespace', one.namespace, '--wait=false');
      rmSync(dirname(one.folder), { recursive: true, force: true });
    }
  }
}

/** What the namespace says of itself, for a failure. */
export async function events({ namespace }: Deployed): Promise<string> {
  const seen = await kubectl('--namespace', namespace, 'get', 'events', '--sort-by', '.lastTimestamp');
  return `\n-- events\n${seen.all.trim().split('\n').slice(-12).join('\n')}`;
}

/** The address that load goes to: one that answers GET with 200. */
export const target = ({ url, service }: Deployed): string =>
  `${url}${service.routes.find((route) => route.body === undefined && route.status === 200)?.path ?? '/health/live'}`;

export const said = (load: Load): string => `${load.failed} of ${load.requests} failed`;

export function clean(load: Load, what: string): string {
  if (load.failed > 0) throw new Error(`${what}: ${said(load)}: ${JSON.stringify(load.failures)}`);
  return said(load);
}

async function smoke(one: Deployed): Promise<string> {
  const ran = await command([join(one.folder, 'deploy/scripts/smoke.sh'), 'production']);
  if (ran.code !== 0) throw new Error(`smoke.sh ends with ${ran.code}\n${ran.all}`);
  return 'ok';
}

const podsOf = async ({ name, namespace }: Deployed): Promise<readonly string[]> => {
  const selector = `app.kubernetes.io/name=${name}`;
  const names = 'jsonpath={range .items[*]}{.metadata.name} {end}';
  return (await kube('--namespace', namespace, 'get', 'pods', '--selector', selector, '--output', names))
    .trim()
    .split(' ');
};

/** A pod is gone at once, without SIGTERM: what it was answering fails, and nothing after that. */
async function killed(one: Deployed): Promise<string> {
  const [pod = ''] = await podsOf(one);
  const load = await underLoad(target(one), PER_SECOND, async () => {
    await kube('--namespace', one.namespace, 'delete', 'pod', pod, '--grace-period', '0', '--force');
    await serving(one);
  });
  return said(load);
}

/**
 * Every pod is evicted as a drain does it, the budget in force. There is one node: it is opened again once the first
 * pod is gone, so that the next has a place to come up.
 */
async function drained(one: Deployed): Promise<string> {
  const before = await podsOf(one);
  const node = (await kube('get', 'nodes', '--output', 'jsonpath={.items[0].metadata.name}')).trim();
  const load = await underLoad(target(one), PER_SECOND, async () => {
    const draining = kubectl(
      ...['drain', node, '--pod-selector', `app.kubernetes.io/name=${one.name}`, '--delete-emptydir-data'],
      ...['--ignore-daemonsets', '--timeout', '240s'],
    );
    try {
      await until('an eviction', 60, async () => (await podsOf(one)).some((pod) => !before.includes(pod)));
    } finally {
      await kube('uncordon', node);
    }
    const ran = await draining;
    if (ran.code !== 0) throw new Error(`drain ends with ${ran.code}\n${ran.all}`);
    await serving(one);
  });
  const kept = (await podsOf(one)).filter((pod) => before.includes(pod));
  if (kept.length > 0) throw new Error(`the drain left ${kept.join(', ')}`);
  return clean(load, 'drained');
}

/** An image that cannot start is rolled out and taken back by the emitted script. */
async function broken(one: Deployed): Promise<string> {
  const load = await underLoad(target(one), PER_SECOND, async () => {
    await apply(one, 'broken');
    await until('the broken pod', 60, async () => {
      const reasons = 'jsonpath={.items[*].status.containerStatuses[*].state.waiting.reason}';
      return /CrashLoopBackOff|RunContainerError|CreateContainerError/.test(
        await kube('--namespace', one.namespace, 'get', 'pods', '--output', reasons),
      );
    });
    const back = await command([join(one.folder, 'deploy/scripts/rollback.sh'), 'production']);
    if (back.code !== 0) throw new Error(`rollback.sh ends with ${back.code}\n${back.all}`);
    await serving(one);
  });
  const image = 'jsonpath={.spec.template.spec.containers[0].image}';
  const runs = await kube('--namespace', one.namespace, 'get', 'deployment', one.name, '--output', image);
  if (!runs.endsWith(':one')) throw new Error(`after rollback.sh ${runs} runs`);
  return clean(load, 'broken');
}

/** More load than two pods should take starts a third. */
async function scaled(one: Deployed): Promise<string> {
  const replicas = async (): Promise<number> =>
    Number(
      await kube(
        '--namespace',
        one.namespace,
        'get',
        'hpa',
        one.name,
        '--output',
        'jsonpath={.status.desiredReplicas}',
      ),
    );
  const before = await replicas();
  let after = before;
  const load = await underLoad(target(one), 4000, async () => {
    await until('the autoscaler', 180, async () => {
      after = await replicas();
      return after > before;
    });
  });
  return `${before} to ${after} pods, ${load.failed} of ${load.requests} failed`;
}
