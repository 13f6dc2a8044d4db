import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { Failure } from './errors.js';
import { isLink, namePath, type Place, realPath } from './place.js';
import { codeOf } from './system-error.js';

export interface DiskFile {
  readonly kind: 'file';
  readonly bytes: Uint8Array;
  /** Permission bits; undefined where the file system or git does not keep them. */
  readonly mode: number | undefined;
  /** The name is a link to this file; the file lies within the border. */
  readonly link: boolean;
}

/** `other`: a folder, device or pipe where a file could be. */
export type DiskEntry = DiskFile | { readonly kind: 'absent' } | { readonly kind: 'other' };

/** What planning may see of the disk. Paths as in Rendered; each is read once. */
export interface Disk {
  look(path: string): DiskEntry;
}

/** The disk behind a service folder. `look` throws Failure for paths beyond the border and links to nowhere. */
export function openDisk(place: Place): Disk {
  const seen = new Map<string, DiskEntry>();
  return {
    look(path) {
      const known = seen.get(path);
      if (known !== undefined) return known;
      const entry = read(place, path);
      seen.set(path, entry);
      return entry;
    },
  };
}

function read(place: Place, path: string): DiskEntry {
  const real = realPath(place, path);
  try {
    const status = statSync(real);
    if (!status.isFile()) return { kind: 'other' };
    const mode = place.keepsModes ? status.mode & 0o7777 : undefined;
    const link = isLink(namePath(place, path));
    return { kind: 'file', bytes: readFileSync(real), mode, link };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code === 'ENOTDIR') return { kind: 'absent' };
    throw new Failure(
      `${relative('', path) || path}: cannot be read (${code || String(error)}). Nothing was written.`,
      {
        code: 'unreadable',
        file: path,
      },
    );
  }
}

/** A disk in memory for tests: text, bytes or a whole entry by path. */
export function memoryDisk(files: Readonly<Record<string, string | Uint8Array | DiskEntry>>): Disk {
  return {
    look(path) {
      const found = Object.hasOwn(files, path) ? files[path] : undefined;
      if (found === undefined) return { kind: 'absent' };
      if (typeof found === 'string') return { kind: 'file', bytes: Buffer.from(found), mode: 0o644, link: false };
      if (found instanceof Uint8Array) return { kind: 'file', bytes: found, mode: 0o644, link: false };
      return found;
    },
  };
}
