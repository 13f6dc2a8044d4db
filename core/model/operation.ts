import type { Setting } from './model.js';

/** What one instance may use: MiB and millicores. */
export interface Resources {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly requestCpuMillis: number;
  readonly requestMemoryMiB: number;
  readonly ephemeralMiB: number;
}

export interface Scaling {
  readonly concurrency: number;
  readonly cpuTargetPercent: number;
  /** Requests in flight in one pod that call for another one, where waiting for others keeps the CPU idle. */
  readonly inFlight?: number;
  /** An instance keeps its CPU between requests. */
  readonly cpuAlways: boolean;
  /** A caller comes back to the instance that holds its conversation, as far as cookies can make it. */
  readonly sessions: boolean;
}

/** Times from SIGTERM to the end, in seconds. */
export interface Drain {
  /** How long the server waits for requests in flight. */
  readonly serverSeconds: number;
  /** The same in a pod, where the grace is ours to choose. */
  readonly kubernetesServerSeconds: number;
  readonly preStopSeconds: number;
  readonly kubernetesSeconds: number;
  /** Cloud Run sends SIGKILL 10 s after SIGTERM. */
  readonly cloudRunSeconds: 10;
  readonly requestSeconds: number;
}

export interface Probe {
  readonly period: number;
  readonly failures: number;
  readonly timeout: number;
  /** Path that is requested; absent: it is enough that the port can be opened. */
  readonly path?: string;
}

/**
 * What each platform asks. Without `live` nothing tells that a process hangs; without any nothing listens, and a platform
 * only sees whether the process runs.
 */
export interface Probes {
  /** How long an instance may take to start. */
  readonly startSeconds: number;
  readonly cloudRun: { readonly startup?: Probe; readonly live?: Probe };
  readonly kubernetes: { readonly startup?: Probe; readonly ready?: Probe; readonly live?: Probe };
}

export interface Egress {
  /** TCP. */
  readonly ports: readonly number[];
  readonly why: string;
  /** Pods of the cluster and private addresses, or any address, because the host is known by name. */
  readonly to: 'private' | 'anywhere';
  /** Cloud Run reaches it by a socket of its own, outside every network. */
  readonly socket?: true;
}

export interface Network {
  /** What the service calls beside DNS and the metadata server. */
  readonly egress: readonly Egress[];
  /** It calls public hosts over TLS. */
  readonly internet: boolean;
  /** What Cloud Run's Direct VPC egress joins, to reach private addresses. */
  readonly vpc?: { readonly network: string; readonly subnetwork: string };
}

/** What all pods of one namespace may ask for together. */
export interface Quota {
  readonly pods: number;
  readonly requestCpuMillis: number;
  readonly requestMemoryMiB: number;
  readonly limitCpuMillis: number;
  readonly limitMemoryMiB: number;
}

export interface Environment {
  readonly name: string;
  readonly project: string;
  readonly region: string;
  readonly namespace: string;
  /** `<registry>/<project>/<repository>/<name>`. */
  readonly repository: string;
  /** The same with the digest of nothing: 64 zeros until the first deployment sets the real one. */
  readonly image: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Pods: never fewer than two, so that a drained node takes none away from the last. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly serviceAccount: string;
  /** Account of the clock that starts a job on Cloud Run, which may do nothing else. */
  readonly clockAccount?: string;
  /** Pods while a release takes over, those that still end among them. */
  readonly peakPods: number;
  readonly quota: Quota;
  /** What is not as in the other environments; absent where everything is. */
  readonly own?: Own;
}

export interface Own {
  readonly resources?: Resources;
  /** Every plain variable of this environment. */
  readonly settings: readonly Setting[];
  /** Those of them whose value is not the model's. */
  readonly changed: readonly Setting[];
}

/** How a new release takes over from the one before it. */
export interface Rollout {
  readonly kind: 'rolling' | 'canary' | 'blue-green';
  /** Path that shows the service at work; safe inside quotes of a shell. */
  readonly smokePath: string;
  /** Argo Rollouts asks `smokePath` of the release that waits, and takes it back where that fails. */
  readonly analysed: boolean;
  /** No route is known: any answer shows that the service is there. */
  readonly anyAnswer: boolean;
  /** Shares of the traffic that a new release gets one after another, the last 100. */
  readonly percents: readonly number[];
  /** Traffic tag of a Cloud Run revision that waits; empty when none does. */
  readonly tag: string;
  /** What a deployment alone does to traffic, for people; empty for rolling. */
  readonly about: string;
}

/** What the environment with the most instances needs outside the emitted files. */
export interface Growth {
  readonly instances: number;
  /** Whole CPUs and GiB of all instances together. */
  readonly cpus: number;
  readonly memoryGiB: number;
  /** Prefix length of the subnet for Direct VPC egress of Cloud Run. */
  readonly egressPrefix: number;
  /** Prefix length of the pods' address range on GKE Autopilot. */
  readonly podPrefix: number;
  readonly connections?: {
    /** Instances and pods of the environment with the most of them. */
    readonly instances: number;
    /** Processes of one instance. */
    readonly workers: number;
    /** Connections of one process. */
    readonly pool: number;
    /** Where the code sets the pool, `db.py:12`; absent: the driver's own default is assumed. */
    readonly evidence?: string;
    /** Instances × workers × pool. */
    readonly most: number;
    readonly reserve: number;
    /** What max_connections must be. */
    readonly needed: number;
    /** More than one PostgreSQL should hold: a pooler must stand between. */
    readonly pooled: boolean;
  };
}
