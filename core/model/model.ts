import type { Worker } from '../detect/fact-values.js';
import type { ServiceKind } from '../detect/facts.js';
import type { Cache, Check, Data, Local, Migrate } from './neighbours.js';
import type { Drain, Environment, Growth, Network, Probes, Resources, Rollout, Scaling } from './operation.js';
import type { NodeBuild, PythonBuild, SiteBuild } from './stack-builds.js';

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
  /**
   * The process takes work from a queue or a clock, or runs to its end, and takes no requests; `http` then answers the
   * platform's probes alone, and a job none.
   */
  readonly work?: Work;
  /** The wrapper under deploy/runtime, when the app lacks something that it adds. */
  readonly runtime?: Runtime;
  readonly environment: readonly Setting[];
  readonly secrets: readonly SecretSetting[];
  readonly data?: Data;
  readonly cache?: Cache;
  /** Modules of the code that keep the data of one tenant from another. */
  readonly tenancy: readonly string[];
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
  /** This machine, as compose.yaml uses it. */
  readonly local: Local;
  readonly plan: Plan;
  /** The workflow that opens upgrades of the scaffold as pull requests. */
  readonly upgrade?: Upgrade;
  /** What the report and the documents should tell a person to fill in or know. */
  readonly notes: readonly string[];
}

export interface Image {
  /** `<name>:local`, what people build on their machine. */
  readonly local: string;
  readonly platform: 'linux/amd64' | 'linux/arm64';
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
  /** The Dockerfile is a person's, and nothing of deploy/runtime runs in its image. */
  readonly own: boolean;
  /** Title, description, source: OCI annotations as label key and value. */
  readonly labels: readonly (readonly [string, string])[];
}

export interface Process {
  /** Exec form. */
  readonly command: readonly string[];
  /** Absent where nothing can be asked. */
  readonly healthcheck?: readonly string[];
  /** Places that must be writable under a read-only root. */
  readonly writable: readonly { readonly path: string; readonly megabytes: number; readonly why: string }[];
  readonly stopSignal: 'SIGTERM' | 'SIGQUIT';
}

export interface Endpoint {
  readonly path: string;
  /** Who answers: the user's own code, the wrapper, the web server, or nobody in an image that starts without them. */
  readonly by: 'app' | 'wrapper' | 'server' | 'nobody';
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
  readonly protocol: 'asgi' | 'wsgi' | 'aiohttp' | 'agent' | 'work' | 'job';
  /** `package.module:attribute` or `package.module:create_app()`; empty for a worker. */
  readonly app: string;
  readonly agent?: string;
  readonly live?: string;
  readonly ready?: string;
  readonly metrics?: string;
  /** What readiness asks; empty when the service answers it itself. */
  readonly checks: readonly Check[];
  /** Alembic's configuration and the folder of its revisions, from where the process starts; where readiness asks. */
  readonly migrations?: { readonly config: string; readonly folder: string };
  /** Longest time for one of them. */
  readonly checkSeconds: number;
  /** The service would take PORT for the port of another service: it is not shown to its code. */
  readonly hidesPort?: true;
  /** Pinned packages that the user's own install lacks, in /opt/runtime/packages, last on the path. */
  readonly packages: readonly ('uvicorn' | 'gunicorn' | 'prometheus-client' | 'fastapi')[];
}

/** A program that takes work from a queue or a clock, or that is all the work itself. */
export interface Work {
  /** The library that hands it the work; absent for a job, which nobody hands any. */
  readonly library?: Worker['library'];
  /** Exec form; a console script of an installed package, or `python` and a script. */
  readonly command: readonly string[];
  /** Two at once would do everything twice: a clock, a job. */
  readonly single: boolean;
  readonly job?: Job;
}

/** A program that runs to its end. */
export interface Job {
  /** Five fields of cron; absent: a person or a pipeline starts it. */
  readonly schedule?: string;
  readonly timeZone: string;
  /** The one platform whose clock starts it: two would do everything twice. */
  readonly clock?: 'cloud-run' | 'gke';
  /** Longest run. */
  readonly seconds: number;
  /** Runs more after one that failed. */
  readonly retries: number;
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

export interface Upgrade {
  readonly path: string;
  /** Each as `owner/name@commit # tag`. */
  readonly actions: Readonly<Record<'checkout' | 'setupNode' | 'uploadArtifact' | 'downloadArtifact', string>>;
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
