import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployed } from './cluster-service.js';
import { command, tool } from './shared.js';

/**
 * All pods replaced under load, again and again. A run with one or two refusals is repeated once before it is believed,
 * as its tool says: they fall on moments when kube-proxy rewrites its rules. How many were repeated is in the table.
 */
export async function restarted(one: Deployed, url: string, times: number): Promise<string> {
  const script = tool('cluster/restart-under-load');
  if (script === undefined) return 'not run';
  const { pathname, search } = new URL(url);
  const once = async (run: number): Promise<RestartRun> => {
    // Its own limit is a minute's worth, which a slow machine's restart outlasts.
    const ran = await command(['env', 'COUNT=1000000', script, '-n', one.namespace, one.name, `${pathname}${search}`]);
    const last = ran.out.trim().split('\n').at(-1) ?? '{}';
    console.log(`${one.name} restart ${run}: ${last}`);
    await sleep(1000);
    return { ...(JSON.parse(last) as { failed: number; requests: number }), code: ran.code };
  };
  let repeated = 0;
  let requests = 0;
  for (let run = 1; run <= times; run += 1) {
    let result = await once(run);
    if (result.code !== 0 && result.failed <= 2) {
      repeated += 1;
      result = await once(run);
    }
    if (result.code !== 0) throw new Error(`restart ${run}: ${result.failed} of ${result.requests} failed`);
    requests += result.requests;
  }
  return `${times}, 0 of ${requests} failed, ${repeated} repeated`;
}

interface RestartRun {
  readonly code: number;
  readonly failed: number;
  readonly requests: number;
}
