import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { readCompose } from './compose.js';
import { composeFiles } from './compose-files.js';
import { ASIDE } from './container-commands.js';
import { readDockerfile } from './dockerfile.js';
import { readDockerfilesAbove } from './dockerfile-above.js';
import { above } from './workspace.js';

/** What an existing Dockerfile or compose file says about a Node service. */
export interface Containers {
  /** Versions of `FROM node:X`, best first. */
  readonly versions: readonly Said[];
  /** Container ports. */
  readonly ports: readonly Said[];
  /** Paths that a health check of the container requests. */
  readonly health: readonly Said[];
  /** Package managers that a Dockerfile runs. */
  readonly managers: readonly Said[];
}

const MANAGERS = ['npm', 'pnpm', 'yarn', 'bun'];

/** Dockerfiles of the folder that describe how it is shipped; those for tests and development are left out. */
export function dockerfiles(folder: Folder): readonly string[] {
  const isShipped = (file: string): boolean => isDockerfile(file) && file.split('/').length <= 2;
  const all = folder
    .list()
    .filter(isShipped)
    .sort((a, b) => a.split('/').length - b.split('/').length || a.length - b.length || (a < b ? -1 : 1));
  // `Dockerfile.bun` beside `Dockerfile` is another way to build the same.
  const plain = all.find((file) => file === 'Dockerfile' || file === 'Containerfile');
  if (plain !== undefined) return [plain];
  // Templates leave one for each package manager; which of them is used, if any, they do not say.
  const named = all.filter((file) => MANAGERS.some((name) => file.toLowerCase().split(/[./]/u).includes(name)));
  return named.length > 1 ? all.filter((file) => !named.includes(file)) : all;
}

/** Whether a file's name is that of a Dockerfile for shipping: none for tests or development. */
export function isDockerfile(file: string): boolean {
  const parts = file.toLowerCase().split('/');
  const words = (parts.at(-1) ?? '').split('.');
  if (!words.includes('dockerfile') && !words.includes('containerfile')) return false;
  if (words.includes('dockerignore') || words.some((word) => ASIDE.includes(word))) return false;
  return !parts.some((part) => ASIDE.includes(part));
}

/** Reads Dockerfiles in the folder, and compose files in and above it for the service that is built from the folder. */
export function readContainers(folder: Folder, scripts: ReadonlyMap<string, string>): Containers {
  const found = { versions: [] as Said[], ports: [] as Said[], health: [] as Said[], managers: [] as Said[] };
  for (const file of dockerfiles(folder)) readDockerfile(folder.read(file) ?? '', file, found, scripts);
  for (const root of above(folder)) readDockerfilesAbove(folder, root, found);
  for (const file of composeFiles(folder)) readCompose(folder.read(file) ?? '', file, folder, found, scripts);
  return found;
}

interface Said {
  readonly value: string;
  readonly evidence: Evidence;
}

/** The same while files are read. */
export type Reading = { versions: Said[]; ports: Said[]; health: Said[]; managers: Said[] };
