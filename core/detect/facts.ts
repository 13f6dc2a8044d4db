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
/** How the object named by `app` is called: as ASGI or WSGI, or as an agent that has no server of its own. */
export type Protocol = 'asgi' | 'wsgi' | 'agent';
export type DatabaseEngine = 'postgres' | 'mysql' | 'sqlite' | 'mongodb' | 'mssql' | 'oracle';

/** An environment variable that the code reads. */
export interface Variable {
  readonly name: string;
  /** The default as the code gives it, as text; absent when there is none or it is not a constant. */
  readonly default?: string;
  /** The service does not start, or the read fails, without it. */
  readonly required: boolean;
  /** Secret by type (SecretStr) or by name (PASSWORD, TOKEN, SECRET, API_KEY, DSN, *_URL of a database …). */
  readonly secret: boolean;
  readonly file: string;
  readonly line: number;
  /** The name belongs to the platform (PORT, USER), and the code means something else by it. */
  readonly captures?: true;
  /** No code of the service names it: a client that it makes on import reads it itself. */
  readonly library?: string;
}

/** A run-time dependency by its normalised name (PEP 503; npm names as they are). */
export interface Dependency {
  readonly name: string;
  /** The locked version, or the one pinned by the manifest; absent where only a range is known. */
  readonly version?: string;
  readonly extras?: readonly string[];
}

/** A file or folder that the code writes while it is imported or starts. */
export interface Write {
  /** The folder that must exist and be writable: relative to where the process starts, or absolute. */
  readonly folder: string;
  /** `import`: on every start; `start`: in a startup handler or lifespan. */
  readonly when: 'import' | 'start';
  /** The image brings files in it, which an empty mount would hide. */
  readonly occupied?: true;
}

/** A program without HTTP that takes work from a queue or a clock. */
export interface Worker {
  readonly library: 'celery' | 'arq' | 'rq' | 'dramatiq' | 'huey' | 'taskiq' | 'apscheduler' | 'schedule' | 'loop';
  /** What starts it, word by word; a launch file's own command where one names it. */
  readonly command: readonly string[];
}

/** Where changes of the database's schema lie and which tool applies them. */
export interface Migrations {
  readonly tool: 'alembic' | 'django' | 'flask-migrate' | 'aerich' | 'yoyo' | 'sql';
  /** The folder of the revisions, relative to the service folder. */
  readonly folder: string;
  /** The configuration file of the tool, `alembic.ini`. */
  readonly config?: string;
}

/** The connection pool as the code sets it; absent members are the driver's own defaults. */
export interface Pool {
  /** SQLAlchemy's pool_size, or min_size of asyncpg and psycopg_pool. */
  readonly size?: number;
  /** Most connections of one process: size and overflow together, or max_size. */
  readonly most?: number;
  /** Variables that set them, where the code reads one. */
  readonly variables?: readonly string[];
}

/** What an install of the locked dependencies reads. Every path must lie inside the build context. */
export interface Install {
  /** Manifests and lock files, in the order of use; includes and constraints follow the file that names them. */
  readonly files: readonly string[];
  /** The lock file, when there is one. */
  readonly lock?: string;
  /** The member's name in a workspace whose lock file lies above (uv --package, pnpm --filter, npm -w). */
  readonly member?: string;
  /** The workspace root relative to the service folder, when it is not the service folder. */
  readonly root?: string;
  /** Version of the package manager itself (`packageManager`, `[tool.poetry] requires-poetry`), when said. */
  readonly managerVersion?: string;
  /** yarn: 1 is classic, 2 and later are berry. */
  readonly flavour?: 'classic' | 'berry';
  /** Local path dependencies that the install needs, as folders. */
  readonly local?: readonly string[];
  /** The project is itself a package that the code asks for by its metadata (`importlib.metadata.version('x')`). */
  readonly selfPackage?: boolean;
  /** Extras with which a requirements file asks for the project itself (`-e .[api]`); present where one does. */
  readonly selfExtras?: readonly string[];
  /** The dependencies are known only to the project's own build (setup.py, `dynamic`). */
  readonly dynamic?: boolean;
  /** Those of `files` that the install names itself, where they are more than the first; the others are included. */
  readonly roots?: readonly string[];
  /** A dependency comes from a git repository. */
  readonly git?: boolean;
  /** Hosts of package indexes beside the public one. */
  readonly indexes?: readonly string[];
  /** pnpm: `lockfileVersion` as the lock file gives it, `9.0`; it names the managers that can read the file. */
  readonly lockVersion?: string;
  /** Folders among `local` whose package.json has a `build` script, dependencies before their dependents. */
  readonly builds?: readonly string[];
}

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
  /** Names only, sorted by code unit; `variables` holds the rest. */
  /** Numeric user that the project's own Dockerfile runs as; absent for root and for names that it does not number. */
  readonly user?: Fact<number>;
  readonly env?: Fact<readonly string[]>;
  readonly variables?: Fact<readonly Variable[]>;
  readonly database?: Fact<DatabaseEngine>;
  /** Files and folders that the code writes at import or start, outside /tmp. */
  readonly writes?: Fact<readonly Write[]>;
  readonly worker?: Fact<Worker>;
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
}

export type FactName = keyof Facts;

/** Something that the report should say about the code; never a reason to stop. */
export interface Remark {
  /** A note when absent. An error is what kills the image: `verify` ends with 2. */
  readonly severity?: 'error' | 'warning' | 'note';
  /** What to do about it, one clause. */
  readonly fix?: string;
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface Detection {
  readonly facts: Facts;
  /** Every app found, best first, in the form of `facts.app.value`. */
  readonly candidates: { readonly app: readonly string[] };
  readonly remarks: readonly Remark[];
  /** Why this folder is no service, when `facts.service` is absent: `pyproject.toml names no web framework and …`. */
  readonly refusal?: string;
  /** Every rule that was tried for a fact and how it ended, for `detect --explain`. */
  readonly trace: readonly Trace[];
}

export interface Trace {
  readonly fact: FactName;
  readonly rule: string;
  readonly outcome: 'fired' | 'outranked' | 'silent';
  readonly evidence?: Evidence;
  readonly why?: string;
}

/**
 * A command that starts something, found in a Dockerfile, Procfile, compose file, shell script or package script,
 * split into words. Sources of it rank apps, ports and import roots; a stale one is evidence to weigh, not truth.
 */
export interface Launch {
  readonly source: 'dockerfile' | 'procfile' | 'compose' | 'script' | 'package-script' | 'cloudbuild' | 'manifest';
  readonly words: readonly string[];
  readonly evidence: Evidence;
  /** `package.module:attr` when the words name an app of a known server (uvicorn, gunicorn, hypercorn, granian, fastapi). */
  readonly app?: string;
  /** Folder in which the command runs, relative to the service folder, where the source says so. */
  readonly directory?: string;
  readonly port?: number;
}
