import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Failure } from './errors.js';

/** The service folder on this machine and the border that nothing is written beyond. */
export interface Place {
  /** Real absolute path of the service folder. */
  readonly folder: string;
  /** Real absolute path of the repository around it, or of the folder itself where there is none. */
  readonly border: string;
  /** False where the file system or git (`core.fileMode=false`) does not keep the executable bit. */
  readonly keepsModes: boolean;
}

/** Finds folder and border. Throws Failure where the folder is none, a dangling link for instance. */
export function openPlace(folder: string): Place {
  let real: string;
  try {
    real = realpathSync(folder);
  } catch {
    const dangling = isLink(folder);
    throw new Failure(`${folder}: ${dangling ? 'a link to nowhere' : 'no such folder'}. Nothing was written.`, {
      code: 'no-folder',
      file: folder,
    });
  }
  const border = repositoryOf(real) ?? real;
  return { folder: real, border, keepsModes: process.platform !== 'win32' && !ignoresModes(border) };
}

/**
 * The real absolute path that a stored path stands for, links resolved; what does not exist yet keeps its name.
 * Throws Failure when it lies beyond the border or a link in it leads nowhere.
 */
export function realPath(place: Place, path: string): string {
  const wanted = resolve(place.folder, path);
  let found = wanted;
  while (!existsSync(found)) {
    if (isLink(found)) throw refused(path, 'goes through a link to nowhere');
    found = dirname(found);
  }
  const real = join(realpathSync(found), relative(found, wanted));
  if (!within(place.border, real)) throw refused(path, 'leads outside the repository');
  return real;
}

/** The path of the name itself: its folder's links resolved, its own not. For removing a link without its target. */
export function namePath(place: Place, path: string): string {
  const absolute = resolve(place.folder, path);
  const above = realPath(place, relative(place.folder, dirname(absolute)) || '.');
  return join(above, absolute.slice(dirname(absolute).length).replace(/^[\\/]/, ''));
}

export function within(border: string, path: string): boolean {
  const way = relative(border, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function refused(path: string, why: string): Failure {
  return new Failure(`${path} ${why}: refused. Nothing was written.`, { code: 'path-refused', file: path });
}

export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

function ignoresModes(border: string): boolean {
  try {
    return /^\s*filemode\s*=\s*false\s*$/im.test(readFileSync(join(border, '.git', 'config'), 'utf8'));
  } catch {
    return false;
  }
}
