import { lstatSync, realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../core/errors.js';
import type { Parts } from '../core/parts.js';
import type { Invocation } from './words.js';

/** A folder as the user named it, for reports: `/` on every system, no end slash, `.` for the current one. */
export function shownFolder(folder: string): string {
  const slashes = process.platform === 'win32' ? folder.replaceAll('\\', '/') : folder;
  return slashes.replace(/(?<=.)\/+$/, '').replace(/^\.\/(?=.)/, '') || '.';
}

/**
 * The folders of a call, the current one when none is named; the same folder twice counts once. With --all they are the
 * services at or below these. Throws Failure where that is none.
 */
export async function askedFolders(
  { folders, switches }: Pick<Invocation, 'folders' | 'switches'>,
  parts: Parts,
  scaffolded = false,
): Promise<readonly string[]> {
  const named = folders.length === 0 ? ['.'] : folders;
  if (!switches.has('all')) return once(named);
  const { findServices } = await import('../core/services.js');
  const found: string[] = [];
  for (const folder of named) {
    checkFolder(folder);
    const below = await findServices(folder, scaffolded, parts);
    found.push(...below.map((at) => (folder === '.' ? at : join(folder, at))));
  }
  if (found.length > 0) return once(found);
  const what = scaffolded ? 'no scaffold' : 'no service';
  throw new Failure(`${named.map(shownFolder).join(', ')}: ${what} at or below it. Nothing was written.`, {
    code: 'no-service',
    file: named[0] ?? '.',
    hint: scaffolded ? 'saasfactory container --all writes them.' : 'saasfactory detect FOLDER says why one is none.',
  });
}

function once(folders: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return folders.filter((folder) => {
    const absolute = resolve(folder);
    return !seen.has(absolute) && seen.add(absolute);
  });
}

/** A folder to write into must be one itself: what a link leads to is another's. Throws Failure. */
export function checkFolder(folder: string): void {
  let link: boolean;
  try {
    link = lstatSync(resolve(folder)).isSymbolicLink();
  } catch {
    throw new Failure(`${folder}: no such folder. Nothing was written.`, { code: 'no-folder', file: folder });
  }
  if (!link) return;
  const hint = `Name the folder itself${target(folder)}.`;
  throw new Failure(`${folder}: a symbolic link. Nothing was written.`, { code: 'folder-link', file: folder, hint });
}

function target(folder: string): string {
  try {
    return `: ${realpathSync(folder)}`;
  } catch {
    return '';
  }
}

/** What a run over a folder is called on screen: its own name, or the current folder's. */
export function folderTitle(folder: string): string {
  return folder === '.' ? basename(resolve(folder)) : folder;
}
