import type { Quota, Resources } from './operation.js';

/** Pods beside those of the service: a migration, a person's own look at a problem. */
const OTHERS = 5;

/** What an environment needs while a release takes over, and room for a few pods more of the same size. */
export function quotaOf(peakPods: number, resources: Resources): Quota {
  const pods = peakPods + OTHERS;
  return {
    pods,
    requestCpuMillis: pods * resources.requestCpuMillis,
    requestMemoryMiB: pods * resources.requestMemoryMiB,
    limitCpuMillis: pods * resources.cpuMillis,
    limitMemoryMiB: pods * resources.memoryMiB,
  };
}
