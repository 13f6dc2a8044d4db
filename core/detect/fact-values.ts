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

/** How the packages of a requirements file that several services share divide for one of them. */
export interface Selection {
  /** What it needs, as PEP 508 writes it but without versions. */
  readonly imported: readonly string[];
  /** Names of the others. */
  readonly unimported: readonly string[];
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
  readonly library:
    | 'celery'
    | 'arq'
    | 'rq'
    | 'dramatiq'
    | 'huey'
    | 'taskiq'
    | 'livekit'
    | 'apscheduler'
    | 'schedule'
    | 'loop';
  /** What starts it, word by word; a launch file's own command where one names it. */
  readonly command: readonly string[];
}

/** A program that runs to its end: a script, a batch, a management command. */
export interface Job {
  /** What starts it, word by word. */
  readonly command: readonly string[];
  /** When a platform file starts it, in five fields of cron. */
  readonly schedule?: string;
  /** In which time zone, where the platform file says so. */
  readonly timeZone?: string;
}

/** Where changes of the database's schema lie and which tool applies them. */
export interface Migrations {
  readonly tool: 'alembic' | 'django' | 'flask-migrate' | 'aerich' | 'yoyo' | 'sql';
  /** The folder of the revisions, relative to the service folder. */
  readonly folder: string;
  /** The configuration file of the tool, `alembic.ini`. */
  readonly config?: string;
  /** Its env.py keeps the state in a table of another name than Alembic's own. */
  readonly ownTable?: true;
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

/** Another service of the repository that has a scaffold, as its compose.yaml starts it. */
export interface Neighbour {
  /** Relative to the service folder: `../api`. */
  readonly folder: string;
  readonly name: string;
  readonly kind: 'server' | 'site' | 'worker';
  /** All ports of this machine that its compose.yaml publishes where nobody sets others. */
  readonly ports: readonly number[];
  /** Where it listens inside its container, and the port of this machine; absent for a worker. */
  readonly port?: number;
  readonly published?: number;
  /** What its compose.yaml starts beside it: database, migrations, Redis and what a person added. */
  readonly beside: readonly { readonly name: string; readonly publishes: boolean }[];
  readonly volumes: readonly string[];
  /** Its services cannot be started from another file one by one. */
  readonly whole?: boolean;
  /** The variable that names the origins which may call it, and how its text is read. */
  readonly origins?: { readonly name: string; readonly form: 'list' | 'text' };
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
  /** Variables that settings of the registries take credentials from (`_authToken=${NPM_TOKEN}`). */
  readonly tokens?: readonly string[];
  /** pnpm: `lockfileVersion` as the lock file gives it, `9.0`; it names the managers that can read the file. */
  readonly lockVersion?: string;
  /** Folders among `local` whose package.json has a `build` script, dependencies before their dependents. */
  readonly builds?: readonly string[];
  /** Scripts that the project runs at its own install and that need its source, in npm's order. */
  readonly scripts?: readonly string[];
}
