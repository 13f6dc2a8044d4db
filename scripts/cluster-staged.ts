import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { POSTGRES_IMAGE } from '../core/versions.js';
import { database } from './cluster-database.js';
import { kube, kubectl, type Load, underLoad, until } from './cluster-kube.js';
import { clean, events, type Proven, target } from './cluster-proof.js';
import { apply, type Deployed, openPort, prepare, serving } from './cluster-service.js';
import { command } from './shared.js';

const PER_SECOND = 30;

/** Whether Argo Rollouts runs in the cluster; it is no part of what starts one. */
export async function hasArgo(): Promise<boolean> {
  const ran = await kubectl('get', 'deployments', '--all-namespaces', '--output', 'jsonpath={.items[*].metadata.name}');
  return ran.out.split(' ').includes('argo-rollouts');
}

/** Deploys a golden app as a Rollout, takes one release forward and one back by the emitted scripts, under load. */
export async function proveStaged(app: string, rollout: 'canary' | 'blue-green'): Promise<Proven> {
  const cells: Partial<Record<string, string>> = {};
  let one: Deployed | undefined;
  try {
    one = await prepare(app, rollout);
    if ('DATABASE_URL' in one.secrets) await database(one.folder, POSTGRES_IMAGE);
    cells.differs = `${(await apply(one, 'one')).length} places`;
    cells.serves = `after ${await serving(one)} s`;
    one = await openPort(one);
    cells.promoted = await promoted(one);
    cells.broken = await takenBack(one);
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

const field = (one: Deployed, path: string): Promise<string> =>
  kube('--namespace', one.namespace, 'get', 'rollout', one.name, '--output', `jsonpath={${path}}`);

async function script(one: Deployed, name: string, ...words: readonly string[]): Promise<void> {
  const ran = await command([join(one.folder, 'deploy/scripts', name), ...words, 'production']);
  if (ran.code !== 0)
    throw new Error(`${name} ends with ${ran.code}\n${ran.all.trim().split('\n').slice(-8).join('\n')}`);
}

/** The new release waits, answers by its own Service and takes over step by step; the analysis agrees. */
async function promoted(one: Deployed): Promise<string> {
  const load: Load = await underLoad(target(one), PER_SECOND, async () => {
    await apply(one, 'two');
    await until('a release that waits', 120, async () => (await field(one, '.status.phase')) === 'Paused');
    await script(one, 'smoke.sh', '--new');
    await script(one, 'promote.sh', '--wait', '12');
    await until('the new release', 180, async () => (await field(one, '.status.phase')) === 'Healthy');
    await serving(one);
  });
  const image = await field(one, '.spec.template.spec.containers[0].image');
  const runs = await kube(
    '--namespace',
    one.namespace,
    'get',
    'analysisruns',
    '--output',
    'jsonpath={.items[*].status.phase}',
  );
  if (!image.endsWith(':two') || !/^(Successful ?)+$/.test(runs)) throw new Error(`${image} runs, analysis: ${runs}`);
  return `${clean(load, 'promoted')}, analysis ${runs}`;
}

/** A release that cannot start is taken back by rollback.sh; users stay with the one before. */
async function takenBack(one: Deployed): Promise<string> {
  const load = await underLoad(target(one), PER_SECOND, async () => {
    await apply(one, 'broken');
    await until('the broken pod', 60, async () => {
      const reasons = 'jsonpath={.items[*].status.containerStatuses[*].state.waiting.reason}';
      return /Error|CrashLoop/.test(await kube('--namespace', one.namespace, 'get', 'pods', '--output', reasons));
    });
    await script(one, 'rollback.sh');
    await until('the release before', 120, async () => (await field(one, '.status.abort')) === 'true');
    await until('its pods', 120, async () => {
      const names = 'jsonpath={.items[*].spec.containers[0].image}';
      const selector = `app.kubernetes.io/name=${one.name}`;
      return !(
        await kube('--namespace', one.namespace, 'get', 'pods', '--selector', selector, '--output', names)
      ).includes(':broken');
    });
  });
  return clean(load, 'taken back');
}
