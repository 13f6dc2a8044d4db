import type { DatabaseEngine } from '../detect/facts.js';

/** What readiness asks of a neighbour. */
export interface Check {
  /** By which its result stands in the answer: `database`, `migrations`, `model`. */
  readonly name: string;
  readonly kind: 'postgres' | 'redis' | 'alembic' | 'django' | 'pgvector' | 'http';
  /** The variable that holds its URL; or those of its host and, where there is one, its port. */
  readonly variables: readonly string[];
  /** What the code takes without the variable, where that need not lead anywhere: it is not asked. */
  readonly fallback?: string;
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

/** How compose.yaml shares this machine with other services of the repository. */
export interface Local {
  /** The port of this machine, unless HOST_PORT names another. */
  readonly hostPort: number;
  /** The service that a site calls, started beside it. */
  readonly backend?: Beside;
}

/** A service of another scaffold, started from its own compose.yaml. */
export interface Beside {
  readonly folder: string;
  /** Where it listens in its container, and the port of this machine unless BACKEND_PORT names another. */
  readonly port: number;
  readonly hostPort: number;
  /** Its neighbours: database, migrations, Redis. */
  readonly services: readonly { readonly name: string; readonly publishes: boolean }[];
  readonly volumes: readonly string[];
  /** Set for it here alone: who may call it. */
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** Variables of the site that lead to it. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/** How the database's schema is brought up to date, in the service's own image. */
export interface Migrate {
  readonly tool: 'alembic' | 'django' | 'flask-migrate';
  /** Of the job, and of what it is made of. */
  readonly name: string;
  readonly workdir: string;
  /** Longest time that it may take. */
  readonly seconds: number;
  /** Exec form. */
  readonly command: readonly string[];
}
