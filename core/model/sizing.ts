import type { ServiceKind } from '../detect/facts.js';
import type { Answers } from '../options.js';
import type { Learning } from './learning.js';
import type { Resources, Scaling } from './operation.js';
import { onCloudRun, onGke } from './sizes.js';

interface Size {
  readonly resources: Resources;
  readonly concurrency: number;
  /** Instances of a production environment; the others start at the least and stop at a fifth. */
  readonly production: { readonly min: number; readonly max: number };
}

/** What tells one kind's instances from another's, whatever their size. */
const KINDS: Readonly<Record<ServiceKind, { readonly waits: boolean; readonly sessions: boolean }>> = {
  backend: { waits: false, sessions: false },
  // It waits for a model while its CPU is idle, and many keep the conversation in their memory.
  agent: { waits: true, sessions: true },
  frontend: { waits: false, sessions: false },
};

const size = (
  cpuMillis: number,
  memoryMiB: number,
  requestCpuMillis: number,
  concurrency: number,
  min: number,
  max: number,
): Size => ({
  resources: { cpuMillis, memoryMiB, requestCpuMillis, requestMemoryMiB: memoryMiB, ephemeralMiB: 256 },
  concurrency,
  production: { min, max },
});

/**
 * The one sizing table. CPU and memory are pairs that Cloud Run offers (1 CPU up to 4 GiB, 2 up to 8, 4 from 2 to 16)
 * and that Autopilot's 1:1 to 1:6.5 ratio of requested vCPU to GiB accepts. Memory is requested in full: a service
 * that may use its limit must have it; Cloud Run's second generation starts at 512 MiB. A backend's concurrency is what one asyncio worker with a pool of ten
 * connections answers without queueing; an agent holds a request for seconds and memory for each; nginx serves files.
 * `growth` reaches 1,000 instances, the platform's standard (meta-template, section 5).
 */
const TABLE: Readonly<Record<ServiceKind, Readonly<Record<Answers['tier'], Size>>>> = {
  backend: {
    starter: size(1000, 512, 250, 40, 1, 10),
    pro: size(1000, 1024, 500, 80, 2, 100),
    growth: size(2000, 2048, 1000, 80, 3, 1000),
  },
  agent: {
    starter: size(1000, 1024, 500, 10, 1, 10),
    pro: size(2000, 2048, 1000, 20, 2, 100),
    growth: size(2000, 4096, 1000, 20, 3, 1000),
  },
  frontend: {
    starter: size(1000, 512, 100, 250, 1, 5),
    pro: size(1000, 512, 100, 500, 2, 50),
    growth: size(1000, 512, 250, 500, 3, 1000),
  },
};

/** What a library of machine learning and a small model of its take, in MiB. */
const LEARNING_MIB = 2048;

/** Share of a pod's CPU, or of the requests that it takes at once, from which on another pod is started. */
const TARGET_PERCENT = 70;

/** Resources and scaling for a kind and tier, with the memory that a library of machine learning needs, and a note of it. */
export function sizing(
  kind: ServiceKind,
  tier: Answers['tier'],
  learning?: Learning,
): { readonly resources: Resources; readonly scaling: Scaling; readonly notes: readonly string[] } {
  const { resources: usual, concurrency } = TABLE[kind][tier];
  const isSmall = learning !== undefined && usual.memoryMiB < LEARNING_MIB;
  const raised = isSmall ? onCloudRun(usual.cpuMillis, LEARNING_MIB) : undefined;
  const resources = raised === undefined ? usual : onGke(raised.cpuMillis, raised.memoryMiB, usual);
  const { waits, sessions } = KINDS[kind];
  const inFlight = Math.max(1, Math.floor((concurrency * TARGET_PERCENT) / 100));
  return {
    resources,
    scaling: {
      concurrency,
      cpuTargetPercent: TARGET_PERCENT,
      ...(waits ? { inFlight } : {}),
      // Instances that hardly rest cost less by the hour than by the request (Cloud Run, billing settings).
      cpuAlways: tier === 'growth',
      sessions,
    },
    notes: isSmall
      ? [
          `${learning.package} (${learning.file}) brings ${learning.library}, which alone takes more than half a GiB: an instance has ${resources.memoryMiB} MiB, not the ${usual.memoryMiB} of ${tier}`,
        ]
      : [],
  };
}

/** Instances of one environment, least and most; two at least where a node may be drained under traffic. */
export function instances(kind: ServiceKind, tier: Answers['tier'], environment: string): { min: number; max: number } {
  const { min, max } = TABLE[kind][tier].production;
  return environment === 'production' ? { min, max } : { min: 0, max: Math.max(3, Math.ceil(max / 5)) };
}
