import type { PackageManager } from '../detect/facts.js';
import type { BuildSecret } from './build-secrets.js';

export interface PythonBuild {
  readonly stack: 'python';
  /** What the steps of the build stage may see and no layer keeps. */
  readonly secrets: readonly BuildSecret[];
  readonly base: string;
  /** Base of the final stage where it is another: distroless, onto which the Python of `base` is copied. */
  readonly final?: string;
  /** Debian's folder of shared libraries for the image's architecture. */
  readonly libraries: string;
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
  /** Step that installs the project itself as a link to its source: the last, for it runs again after each edit. */
  readonly itself?: BuildStep;
  /** Step that installs the pinned packages of deploy/runtime, when there are any. */
  readonly runtimeInstall?: BuildStep;
  /** Step that makes what was installed smaller and quicker to start. */
  readonly finish: BuildStep;
  /** Environment of the final stage. */
  readonly environment: readonly (readonly [string, string])[];
}

export interface SiteBuild {
  readonly stack: 'site';
  /** What the steps of the build stage may see and no layer keeps. */
  readonly secrets: readonly BuildSecret[];
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
  /** Whether pages measure their web vitals and send them to the site's own log. */
  readonly vitals: boolean;
}

/** A server that renders pages, run by Node. */
export interface NodeBuild {
  readonly stack: 'node';
  /** What the steps of the build stage may see and no layer keeps. */
  readonly secrets: readonly BuildSecret[];
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
