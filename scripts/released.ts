import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputId, Rendered, Tree } from '../core/output.js';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { placeApp } from './golden-cases.js';

/** A scaffold as a version of the generator left it. */
export interface Released {
  readonly version: string;
  readonly app: string;
  /** What is kept of it: the app's files and the state, whose bases are the files that were written. */
  readonly source: string;
}

const HISTORY = join(PACKAGE_ROOT, 'test', 'history');

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Every scaffold under test/history, the oldest version first. */
export function released(): readonly Released[] {
  return folders(HISTORY)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((version) =>
      folders(join(HISTORY, version))
        .sort()
        .map((app) => ({ version, app, source: join(HISTORY, version, app) })),
    );
}

interface Manifest {
  readonly outputs: Readonly<Record<string, { readonly path: string; readonly mode: number }>>;
}

/** The scaffold in a repository of its own, as it was when that version had written it; the caller removes `parent`. */
export function placeReleased({ app, source }: Released, parent?: string): string {
  const folder = placeApp(source, app, parent);
  const { outputs } = JSON.parse(readFileSync(join(folder, '.saasfactory', 'manifest.json'), 'utf8')) as Manifest;
  for (const [id, { path, mode }] of Object.entries(outputs)) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(folder, '.saasfactory', 'base', `${id}.txt`), to);
    chmodSync(to, mode);
  }
  return folder;
}

/** The files of a release that `next` has too, each merged as it is now. */
export function releasedTree({ source }: Released, next: Tree): Tree {
  const tree = [...next].flatMap(([id, one]): [OutputId, Rendered][] => {
    const base = join(source, '.saasfactory', 'base', `${id}.txt`);
    return existsSync(base) ? [[id, { ...one, text: readFileSync(base, 'utf8') }]] : [];
  });
  return new Map(tree);
}

/** Keeps what this version writes for an app. Throws Error where the version is kept already. */
export function keepReleased(version: string, app: string, source: string, folder: string): void {
  const to = join(HISTORY, version, app);
  mkdirSync(join(HISTORY, version), { recursive: true });
  mkdirSync(to);
  cpSync(source, to, { recursive: true });
  cpSync(join(folder, '.saasfactory'), join(to, '.saasfactory'), { recursive: true });
  writeFileSync(join(to, '.yo-rc.json'), readFileSync(join(folder, '.yo-rc.json')));
}
