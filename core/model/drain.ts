import type { Work } from './model.js';
import type { Drain } from './operation.js';

/**
 * The server ends first, then the platform: 8 s inside Cloud Run's fixed 10; on GKE the endpoint is taken out of the
 * load balancer while the pod sleeps, then the server drains long enough for a stream of half a minute (of two minutes
 * from an agent), then 5 s are left.
 */
export function drainOf(longRequests: boolean, work: Work | undefined): Drain {
  // A worker is in no load balancer; a job has nothing to finish but its own tidying up.
  const preStopSeconds = work === undefined ? 15 : 0;
  const serverSeconds = 8;
  const kubernetesServerSeconds = work?.job ? 25 : longRequests || work ? 120 : 35;
  return {
    serverSeconds,
    kubernetesServerSeconds,
    preStopSeconds,
    kubernetesSeconds: preStopSeconds + kubernetesServerSeconds + 5,
    cloudRunSeconds: 10,
    requestSeconds: longRequests ? 900 : 60,
  };
}
