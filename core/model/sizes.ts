import type { Resources } from './operation.js';

/** CPUs that Cloud Run offers with more than one request at a time, and the most and least MiB of each (its CPU limits). */
const SIZES: readonly { readonly cpuMillis: number; readonly least: number; readonly most: number }[] = [
  { cpuMillis: 1000, least: 512, most: 4096 },
  { cpuMillis: 2000, least: 512, most: 8192 },
  { cpuMillis: 4000, least: 2048, most: 16_384 },
  { cpuMillis: 6000, least: 4096, most: 24_576 },
  { cpuMillis: 8000, least: 4096, most: 32_768 },
];

/** The smallest size of Cloud Run that holds as much; undefined where none does. */
export function onCloudRun(
  cpuMillis: number,
  memoryMiB: number,
): Pick<Resources, 'cpuMillis' | 'memoryMiB'> | undefined {
  const size = SIZES.find((one) => one.cpuMillis >= cpuMillis && one.most >= memoryMiB);
  return size === undefined ? undefined : { cpuMillis: size.cpuMillis, memoryMiB: Math.max(size.least, memoryMiB) };
}

/** GiB for each CPU that Autopilot takes at most; at least one GiB for each. */
const MOST_GIB = 6.5;

/** A pod of these limits: memory requested in full, CPU in the share that the tier asks for, within Autopilot's ratios. */
export function onGke(cpuMillis: number, memoryMiB: number, tier: Resources): Resources {
  const share = Math.round((cpuMillis * tier.requestCpuMillis) / tier.cpuMillis);
  const least = Math.ceil((memoryMiB * 1000) / (1024 * MOST_GIB));
  const requestCpuMillis = Math.min(cpuMillis, Math.max(share, least));
  return { ...tier, cpuMillis, memoryMiB, requestCpuMillis, requestMemoryMiB: memoryMiB };
}
