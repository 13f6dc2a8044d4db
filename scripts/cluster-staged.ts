import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kube, kubectl, type Load, underLoad, until } from './cluster-kube.js';
import { clean, events, type Proven, said, target } from './cluster-proof.js';
import { relay } from './cluster-relay.js';
import { apply, type Deployed, prepare, serving } from './cluster-service.js';
import { command } from './shared.js';

const PER_SECOND = 30;

/** Whether Argo Rollouts runs in the cluster; it is no part of what starts one. */
export async function hasArgo(): Promise<boolean> {
  const ran = await kubectl('get', 'deployments', '--all-namespaces', '--output', 'jsonpath={.items[*].metadata.name}');
  return ran.out.split(' ').includes('argo-rollouts');
}

/** Deploys a golden app as a Rollout, takes one release forward and two back, under load. */
export async function proveStaged(app: string, rollout: 'canary' | 'blue-green'): Promise<Proven> {
  const cells: Partial<Record<string, string>> = {};
  let one: Deployed | undefined;
  try {
    one = await prepare(app, rollout);
    cells.differs = `${(await apply(one, 'one')).length} places`;
    cells.serves = `after ${await serving(one)} s`;
    one = await relay(one);
    cells.promoted = await promoted(one);
    cells.broken = await takenBack(one);
    cells.analysed = await analysed(one, rollout);
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
    await gone(one, 'broken');
  });
  return clean(load, 'taken back');
}

/** Waits until a release is aborted and none of its pods is left. */
async function gone(one: Deployed, tag: string): Promise<void> {
  await until('the release before', 120, async () => (await field(one, '.status.abort')) === 'true');
  // What hangs is first kept for half a minute, then killed at the end of its grace.
  await until('its pods', 240, async () => {
    const names = 'jsonpath={.items[*].spec.containers[0].image}';
    const selector = `app.kubernetes.io/name=${one.name}`;
    const images = await kube('--namespace', one.namespace, 'get', 'pods', '--selector', selector, '--output', names);
    return !images.includes(`:${tag}`);
  });
}

/**
 * A release that hangs while it waits for its next step is taken back by the analysis, nobody asking. Users that a
 * canary's share of the traffic went to wait in vain until then, of blue-green's preview nobody notices; after it
 * nobody does. The release before, applied again, is whole.
 */
async function analysed(one: Deployed, rollout: 'canary' | 'blue-green'): Promise<string> {
  let seconds = 0;
  const during = await underLoad(target(one), PER_SECOND, async () => {
    await apply(one, 'hanging');
    if (rollout === 'canary')
      await until('a release that waits', 120, async () => (await field(one, '.status.phase')) === 'Paused');
    seconds = await until('the analysis', 120, async () => (await field(one, '.status.abort')) === 'true');
    await gone(one, 'hanging');
  });
  const [message, phase] = [await field(one, '.status.message'), await field(one, '.status.phase')];
  if (phase !== 'Degraded' || !/"answers" assessed (?:Error|Failed)/.test(message))
    throw new Error(`after the analysis: ${phase}: ${message}`);
  const after = await underLoad(target(one), PER_SECOND, async () => {
    await apply(one, 'two');
    await until('the release before', 120, async () => (await field(one, '.status.phase')) === 'Healthy');
    await serving(one);
  });
  const meanwhile = rollout === 'canary' ? said(during) : clean(during, 'while the preview hung');
  return `aborted after ${seconds} s, ${meanwhile}, then ${clean(after, 'after the analysis')}`;
}
