import type { Folder } from '../folder.js';

/** Joins POSIX paths relative to the service folder and removes `.` and inner `..`; `.` for the folder itself. */
export function joinPath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/') || '.';
}

/** The folder of a file; `.` for one directly in the service folder. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `..`, `../..` up to the repository's root, at most four. */
export function ancestors(folder: Folder): readonly string[] {
  const depth = folder.path === '.' ? 0 : Math.min(4, folder.path.split('/').length);
  return Array.from({ length: depth }, (_, i) => Array.from({ length: i + 1 }, () => '..').join('/'));
}

/** A path seen from an ancestor, as seen from the service folder: `backend/app` in `..` is `app`. */
export function normalise(folder: Folder, path: string): string {
  const parts = path.split('/');
  const ups = parts.filter((part) => part === '..').length;
  const own = folder.path === '.' ? [] : folder.path.split('/').slice(-ups);
  let same = 0;
  while (same < own.length && parts[ups + same] === own[same]) same += 1;
  if (ups === 0 || ups > own.length) return path;
  return [...Array.from({ length: ups - same }, () => '..'), ...parts.slice(ups + same)].join('/') || '.';
}

/** Whether a file or a folder with files is there. */
export function isThere(folder: Folder, path: string): boolean {
  if (path === '.') return true;
  if (!path.startsWith('..')) return folder.list().some((file) => file === path || file.startsWith(`${path}/`));
  return folder.read(path) !== undefined || folder.listAt(path, 2).length > 0;
}

/** One line of a file as evidence shows it: trimmed, at most 120 characters. */
export function lineText(text: string | undefined, line: number): string {
  return (text?.split('\n')[line - 1] ?? '').trim().slice(0, 120);
}
