import type { DatabaseEngine, PackageManager, ServiceKind } from '../detect/facts.js';

/**
 * The deployment model: one description of the service that every output is rendered from. Whatever a file may say is
 * said here once; no file format, no template syntax and no platform spelling lives here. Sizes are in MiB, CPU in
 * millicores, times in seconds unless a name says otherwise.
 */
export interface Model {
  readonly generator: string;
  readonly service: {
    readonly kind: ServiceKind;
    readonly name: string;
    /** `FastAPI`, `Vite`, `LangGraph`: for people. */
    readonly framework: string;
    /** The app reference or the site's build script, for people. */
    readonly entry: string;
    /** Where the entry was found, `src/orders/api.py:14`. */
    readonly evidence?: string;
    /** The service folder relative to the repository, `.` for its root. */
    readonly folder: string;
  };
  readonly platforms: { readonly cloudRun: boolean; readonly gke: boolean };
  readonly image: Image;
  readonly build: PythonBuild | SiteBuild | NodeBuild;
  readonly process: Process;
  readonly http: Http;
  /** The wrapper under deploy/runtime, when the app lacks something that it adds. */
  readonly runtime?: Runtime;
  readonly environment: readonly Setting[];
  readonly secrets: readonly SecretSetting[];
  readonly data?: Data;
  readonly cache?: Cache;
  readonly migrate?: Migrate;
  readonly resources: Resources;
  readonly scaling: Scaling;
  readonly drain: Drain;
  readonly probes: Probes;
  readonly exposure: 'public' | 'internal';
  readonly network: Network;
  readonly environments: readonly Environment[];
  readonly rollout: Rollout;
  readonly growth: Growth;
  readonly compose: boolean;
  readonly plan: Plan;
  /** What the report and the documents should tell a person to fill in or know. */
  readonly notes: readonly string[];
}

export interface Image {
  /** `<name>:local`, what people build on their machine. */
  readonly local: string;
  readonly platform: 'linux/amd64';
  readonly user: number;
  readonly group: number;
  /** The build context relative to the service folder, `.` or `..`/`../..`. */
  readonly context: string;
  /** The Dockerfile relative to the context. */
  readonly dockerfile: string;
  /** The service folder relative to the context, `.` when they are the same. */
  readonly folder: string;
  /** Folders and files of the context that enter the image, for an allow-list; empty when the context is the folder. */
  readonly includes: readonly string[];
  readonly workdir: string;
  /** Title, description, source: OCI annotations as label key and value. */
  readonly labels: readonly (readonly [string, string])[];
}

export interface PythonBuild {
  readonly stack: 'python';
  readonly base: string;
  /** Base of the final stage where it is another: distroless, onto which the Python of `base` is copied. */
  readonly final?: string;
  readonly version: string;
  readonly manager: PackageManager;
  /** Lines of shell that install the locked dependencies into /opt/venv, with their mounts. */
  readonly install: readonly BuildStep[];
  /** Debian packages of the final stage. */
  readonly systemPackages: readonly string[];
  /** Debian packages that only the build stage needs. */
  readonly buildPackages: readonly string[];
  /** Value of PYTHONPATH, folders inside the image. */
  readonly pythonPath: readonly string[];
  /** Image that holds the uv binary, when a step uses it. */
  readonly uv?: string;
  /** Folders of path dependencies, which the install reads, relative to the context. */
  readonly localPackages: readonly string[];
  /** Hosts of private package indexes: their credentials come as the build secret `netrc`. */
  readonly indexes?: readonly string[];
  /** Step that installs the project itself as a link to its source: the last, for it runs again after each edit. */
  readonly itself?: BuildStep;
  /** Step that installs the pinned packages of deploy/runtime, when there are any. */
  readonly runtimeInstall?: BuildStep;
  /** Environment of the final stage. */
  readonly environment: readonly (readonly [string, string])[];
}

export interface SiteBuild {
  readonly stack: 'site';
  readonly base: string;
  readonly server: string;
  readonly version: string;
  readonly manager: PackageManager;
  /** Environment of the build stage. */
  readonly buildEnvironment: readonly (readonly [string, string])[];
  /** Debian packages that only the build stage needs. */
  readonly buildPackages: readonly string[];
  readonly install: readonly BuildStep[];
  /** Builds of the workspace's packages that the service imports. */
  readonly localBuilds: readonly BuildStep[];
  readonly build: BuildStep;
  /** Folder of the finished files inside the build stage. */
  readonly output: string;
  readonly basePath: string;
  /** Pages below the base path that answer an unknown path, the first that exists; none: a 404. */
  readonly fallback: readonly string[];
  /** Public names filled at start, allow-listed. */
  readonly runtimeNames: readonly RuntimeName[];
}

/** A server that renders pages, run by Node. */
export interface NodeBuild {
  readonly stack: 'node';
  readonly base: string;
  readonly version: string;
  readonly manager: PackageManager;
  /** Environment of the build stage. */
  readonly buildEnvironment: readonly (readonly [string, string])[];
  /** Debian packages that only the build stage needs. */
  readonly buildPackages: readonly string[];
  /** Public names that the build puts into pages: build arguments. */
  readonly buildNames: readonly string[];
  readonly install: readonly BuildStep[];
  /** Builds of the workspace's packages that the service imports. */
  readonly localBuilds: readonly BuildStep[];
  readonly build: BuildStep;
  /** Folders that the build writes, relative to the context: what a developer's machine left there stays out. */
  readonly outputs: readonly string[];
  readonly collect: Collect;
  /** Debian packages of the final stage. */
  readonly systemPackages: readonly string[];
  /** Folders below the working directory that the server writes at run time, each a link into /tmp. */
  readonly scratch: readonly string[];
  /** Environment of the final stage. */
  readonly environment: readonly (readonly [string, string])[];
}

/** What deploy/runtime/collect.mjs takes into the final stage, paths relative to the service folder. */
export interface Collect {
  /** `next`: the standalone folder. `output`: a build that names its packages. `project`: all files of the service. */
  readonly kind: 'next' | 'output' | 'project';
  readonly folders: readonly string[];
  /** Packages that are needed though no file of the output imports them. */
  readonly packages: readonly string[];
}

/** One RUN: its mounts, then its commands joined by `&&`. */
export interface BuildStep {
  /** Folder of the build stage in which it and what follows run, where it is another than the one before. */
  readonly workdir?: string;
  readonly mounts: readonly string[];
  readonly commands: readonly string[];
}

export interface RuntimeName {
  readonly name: string;
  readonly required: boolean;
  readonly default?: string;
}

export interface Process {
  /** Exec form. */
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  /** Places that must be writable under a read-only root. */
  readonly writable: readonly { readonly path: string; readonly megabytes: number; readonly why: string }[];
  readonly stopSignal: 'SIGTERM' | 'SIGQUIT';
}

export interface Endpoint {
  readonly path: string;
  /** Who answers: the user's own code, the wrapper, or the web server. */
  readonly by: 'app' | 'wrapper' | 'server';
}

export interface Http {
  readonly port: number;
  readonly live: Endpoint;
  readonly ready: Endpoint;
  readonly metrics?: Endpoint;
  /** A path that shows the service at work, for smoke tests. */
  readonly smoke: string;
}

/** What deploy/runtime holds and how it is started. */
export interface Runtime {
  readonly protocol: 'asgi' | 'wsgi' | 'agent';
  /** `package.module:attribute` or `package.module:create_app()`. */
  readonly app: string;
  readonly agent?: string;
  readonly live?: string;
  readonly ready?: string;
  readonly metrics?: string;
  /** What readiness asks; empty when the service answers it itself. */
  readonly checks: readonly Check[];
  /** The service would take PORT for the port of another service: it is not shown to its code. */
  readonly hidesPort?: true;
  /** Pinned packages that the user's own install lacks, in /opt/runtime/packages, last on the path. */
  readonly packages: readonly ('uvicorn' | 'gunicorn' | 'prometheus-client' | 'fastapi')[];
}

/** A neighbour that readiness asks. */
export interface Check {
  readonly name: 'database' | 'redis';
  readonly kind: 'postgres' | 'redis';
  /** The variable that holds its URL; or those of its host and, where there is one, its port. */
  readonly variables: readonly string[];
}

/** A plain variable. */
export interface Setting {
  readonly name: string;
  /** Absent: it must be filled in. */
  readonly value?: string;
  readonly required: boolean;
  /** The container names it itself: in a ConfigMap, linters would take it for personal data. */
  readonly inline: boolean;
  /** Where the code reads it, `settings.py:9`. */
  readonly evidence: string;
}

export interface SecretSetting {
  readonly name: string;
  /** Secret Manager id and key in the Kubernetes Secret. */
  readonly secret: string;
  readonly required: boolean;
  readonly evidence: string;
}

export interface Data {
  readonly engine: DatabaseEngine;
  readonly kind: 'cloud-sql-postgres' | 'external';
  /** The database that compose.yaml starts beside the service; absent for an engine that it does not know. */
  readonly local?: {
    readonly image: string;
    readonly port: number;
    /** Variables that reach it: a URL with the driver that the code names, or host, port, user … one by one. */
    readonly variables: readonly { readonly name: string; readonly value: string }[];
  };
}

/** Redis, where the code has a client and a variable for it; compose.yaml starts it. */
export interface Cache {
  readonly image: string;
  readonly port: number;
  /** Variables that reach it on the network of compose.yaml. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/** How the database's schema is brought up to date, in the service's own image. */
export interface Migrate {
  readonly tool: 'alembic' | 'django' | 'flask-migrate';
  readonly workdir: string;
  /** Exec form. */
  readonly command: readonly string[];
}

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

export interface Probes {
  readonly startup: { readonly period: number; readonly failures: number; readonly timeout: number };
  readonly live: { readonly period: number; readonly failures: number; readonly timeout: number };
  readonly ready: { readonly period: number; readonly failures: number; readonly timeout: number };
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

export interface Plan {
  /** The task document is wanted. */
  readonly wanted: boolean;
  readonly teams: readonly string[];
  readonly weeks: number;
  /** Foundation, deployment, validation: `week 1`, `weeks 2–4`. */
  readonly phases: readonly [string, string, string];
  readonly path: string;
}
