import { lstatSync, realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Failure } from '../core/errors.js';

/** A folder as the user named it, for reports: `/` on every system, no end slash, `.` for the current one. */
export function shownFolder(folder: string): string {
  const slashes = process.platform === 'win32' ? folder.replaceAll('\\', '/') : folder;
  return slashes.replace(/(?<=.)\/+$/, '').replace(/^\.\/(?=.)/, '') || '.';
}

/** The folders of a call, the current one when none is named; the same folder twice counts once. */
export function askedFolders(folders: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return (folders.length === 0 ? ['.'] : folders).filter((folder) => {
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
