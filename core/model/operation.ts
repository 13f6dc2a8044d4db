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

/** What each platform asks; without `live` nothing tells that a process hangs. */
export interface Probes {
  readonly cloudRun: { readonly startup: Probe; readonly live?: Probe };
  readonly kubernetes: { readonly startup: Probe; readonly ready: Probe; readonly live?: Probe };
}

export interface Network {
  /** TCP ports that the service calls beside DNS and the metadata server, each with its reason. */
  readonly egress: readonly { readonly port: number; readonly why: string; readonly private: boolean }[];
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
  /** Pods while a release takes over. */
  readonly peakPods: number;
}

/** How a new release takes over from the one before it. */
export interface Rollout {
  readonly kind: 'rolling' | 'canary' | 'blue-green';
  /** Path that shows the service at work; safe inside quotes of a shell. */
  readonly smokePath: string;
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
  /** Prefix length of the subnet for Direct VPC egress of Cloud Run. */
  readonly egressPrefix: number;
  /** Prefix length of the pods' address range on GKE Autopilot. */
  readonly podPrefix: number;
  readonly connections?: {
    /** Processes of one instance, connections of one process: assumed, no fact says so. */
    readonly workers: number;
    readonly pool: number;
    /** Instances × workers × pool. */
    readonly most: number;
    readonly reserve: number;
    /** What max_connections must be. */
    readonly needed: number;
    /** More than one PostgreSQL should hold: a pooler must stand between. */
    readonly pooled: boolean;
  };
}
