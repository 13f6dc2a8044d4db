import { mainContainer } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, number } from '../yaml-node.js';
import { serverSeconds } from './pod-drain.js';
import { workloads } from './pod-security.js';

/** How long the wrapper lets one request take. */
function requestSeconds(view: View): { readonly seconds: number; readonly line: number } | undefined {
  const path = 'deploy/runtime/settings.py';
  const lines = (view.files.get(path) ?? '').split('\n');
  const index = lines.findIndex((line) => /^REQUEST_SECONDS = \d+$/.test(line));
  return index < 0 ? undefined : { seconds: Number(/\d+/.exec(lines[index] ?? '')?.[0]), line: index + 1 };
}

/** The balancer's time limits beside those of the pods behind it. */
function* limits(view: View): Generator<Remark> {
  const request = requestSeconds(view);
  const server = serverSeconds(view) ?? 0;
  for (const { unit, work } of workloads(view.units)) {
    const main = work.serves ? mainContainer(work) : undefined;
    const sleep = number(at(main?.node, 'lifecycle', 'preStop', 'sleep', 'seconds'));
    const stop = at(main?.node, 'lifecycle', 'preStop', 'sleep', 'seconds');
    for (const policy of unit.resources.filter((one) => one.kind === 'GCPBackendPolicy')) {
      const base = at(policy.root, 'spec', 'default');
      const timeout = at(base, 'timeoutSec');
      const asked = number(timeout);
      if (timeout !== undefined && asked !== undefined && request !== undefined && asked !== request.seconds)
        yield {
          path: timeout.path,
          line: timeout.line,
          message: `timeoutSec ${asked}, and a request may take ${request.seconds} s in deploy/runtime/settings.py:${request.line}`,
          severity: asked < request.seconds ? 'warning' : 'note',
        };
      const draining = at(base, 'connectionDraining', 'drainingTimeoutSec');
      const drained = number(draining);
      if (
        draining === undefined ||
        drained === undefined ||
        sleep === undefined ||
        stop === undefined ||
        drained === sleep
      )
        continue;
      const place = { path: draining.path, line: draining.line };
      const there = `${stop.path}:${stop.line}`;
      if (drained > sleep + server)
        yield {
          ...place,
          message: `drainingTimeoutSec ${drained}: the pod is gone ${sleep + server} s after preStop begins (${there})`,
        };
      else
        yield {
          ...place,
          message: `drainingTimeoutSec ${drained}, and preStop waits ${sleep} s in ${there}`,
          severity: 'note',
        };
    }
  }
}

/** Time limits of the balancer against those of the pods. */
export const BALANCER_TIME_RULES: readonly Rule[] = [
  {
    id: 'balancer-times',
    severity: 'warning',
    about: 'the balancer waits as long as a request may take, and drains as long as pods answer',
    source: 'GKE documentation, configure Gateway resources using policies',
    fix: 'make them equal',
    check: limits,
  },
];
