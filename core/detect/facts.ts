import type {
  Dependency,
  Install,
  Job,
  Migrations,
  Neighbour,
  Pool,
  Selection,
  Variable,
  Worker,
  Write,
} from './fact-values.js';

/**
 * What detection may say. Facts are values with their evidence; a fact that was not found is absent.
 * Paths in facts and evidence are POSIX and relative to the service folder; what lies above it begins with `../`.
 */
export type Confidence = 'certain' | 'likely' | 'guess';

export interface Evidence {
  readonly file: string;
  /** 1-based; 1 for a file that is evidence by being there. */
  readonly line: number;
  /** The rule that fired, kebab-case: `fastapi-instance`, `dockerfile-expose`. */
  readonly rule: string;
  /** The source text that shows it, one line, at most 120 characters. */
  readonly text: string;
}

/** A value that was found and lost against `Fact.value`. */
export interface Candidate<T> {
  readonly value: T;
  readonly evidence: readonly Evidence[];
  /** Why it was not taken: `a test`, `an example`, `outranked by …`. */
  readonly reason: string;
}

export interface Fact<T> {
  readonly value: T;
  readonly confidence: Confidence;
  /** At least one; the deciding one first, then what it follows from. */
  readonly evidence: readonly Evidence[];
  readonly others: readonly Candidate<T>[];
}

export type ServiceKind = 'backend' | 'frontend' | 'agent';
export type PythonManager = 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv';
export type NodeManager = 'npm' | 'pnpm' | 'yarn' | 'bun';
export type PackageManager = PythonManager | NodeManager;
/** Who answers requests: the framework of the app, or the site's build tool. */
export type Framework =
  | 'fastapi'
  | 'starlette'
  | 'litestar'
  | 'quart'
  | 'flask'
  | 'django'
  | 'aiohttp'
  | 'vite'
  | 'next'
  | 'sveltekit'
  | 'nuxt'
  | 'astro'
  | 'angular'
  | 'remix'
  | 'react-router'
  | 'cra'
  | 'node';
export type AgentLibrary = 'langgraph' | 'langchain' | 'crewai' | 'adk' | 'pydantic-ai' | 'openai-agents' | 'autogen';
/** How the object named by `app` is called: as ASGI or WSGI, by aiohttp's own server, or as an agent that has none. */
export type Protocol = 'asgi' | 'wsgi' | 'agent' | 'aiohttp';
export type DatabaseEngine = 'postgres' | 'mysql' | 'sqlite' | 'mongodb' | 'mssql' | 'oracle';

export interface Facts {
  readonly service?: Fact<ServiceKind>;
  /** From the project's own metadata; not yet made into a label. */
  readonly name?: Fact<string>;
  readonly framework?: Fact<Framework>;
  readonly agentLibrary?: Fact<AgentLibrary>;
  /** `package.module:attribute`, or a factory `package.module:create_app()`. */
  readonly app?: Fact<string>;
  readonly protocol?: Fact<Protocol>;
  /** Folders that must be on the import path, `.` for the service folder; in their order. */
  readonly importRoots?: Fact<readonly string[]>;
  readonly port?: Fact<number>;
  readonly packageManager?: Fact<PackageManager>;
  readonly install?: Fact<Install>;
  /** Complete closure when `locked`, else what the manifests name. */
  readonly dependencies?: Fact<readonly Dependency[]>;
  readonly locked?: Fact<boolean>;
  /** Only where a requirements file names packages that the service does not need. Evidence: the lines of those. */
  readonly selection?: Fact<Selection>;
  readonly pythonVersion?: Fact<string>;
  readonly nodeVersion?: Fact<string>;
  readonly healthPath?: Fact<string>;
  readonly readyPath?: Fact<string>;
  readonly metricsPath?: Fact<string>;
  readonly buildScript?: Fact<string>;
  /** Text of that script, `tsc -b && vite build`. */
  readonly buildCommand?: Fact<string>;
  /** The script that the project's own Dockerfile builds with, where it is another than `buildScript`. */
  readonly imageScript?: Fact<string>;
  readonly outputDir?: Fact<string>;
  /** Public path under which a site is served, with slashes at both ends. */
  readonly basePath?: Fact<string>;
  /** What the build leaves: files for a web server, or a Node server. */
  readonly serves?: Fact<'static' | 'server'>;
  /** The page that answers unknown paths of a static site, where its configuration names one. */
  readonly fallbackPage?: Fact<string>;
  /** Words of the command that starts the project's own server in production: `node`, `dist/main.js`. */
  readonly startCommand?: Fact<readonly string[]>;
  readonly systemPackages?: Fact<readonly string[]>;
  /**
   * Working directory of the image that a hand-written Dockerfile at the scaffold's place builds; absent where that one
   * starts what lies under deploy/.
   */
  readonly ownImage?: Fact<string>;
  /** Numeric user that the project's own Dockerfile runs as; absent for root and for names that it does not number. */
  readonly user?: Fact<number>;
  /** Names only, sorted by code unit; `variables` holds the rest. */
  readonly env?: Fact<readonly string[]>;
  readonly variables?: Fact<readonly Variable[]>;
  readonly database?: Fact<DatabaseEngine>;
  /** Files and folders that the code writes at import or start, outside /tmp. */
  readonly writes?: Fact<readonly Write[]>;
  readonly worker?: Fact<Worker>;
  /** Evidence: of the command first, of the schedule last. */
  readonly job?: Fact<Job>;
  readonly migrations?: Fact<Migrations>;
  readonly pool?: Fact<Pool>;
  /** Modules that keep tenants apart (`tenant_db.py`, `access_control.py`). */
  readonly tenancy?: Fact<readonly string[]>;
  /** The database needs the extension `vector`. */
  readonly pgvector?: Fact<boolean>;
  /** The nearest folder that holds all that the service needs, relative to the service folder. */
  readonly context?: Fact<string>;
  /** Folders and files that the image needs beside the service folder, relative to the service folder. */
  readonly shared?: Fact<readonly string[]>;
  /** Port of this machine to which the site's development server hands requests on. */
  readonly proxyPort?: Fact<number>;
  /** Scaffolds of other services of the repository. */
  readonly neighbours?: Fact<readonly Neighbour[]>;
}

export type FactName = keyof Facts;
