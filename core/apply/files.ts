import * as fs from 'node:fs';
import { codeOf } from '../system-error.js';

/** The operations that change a disk, as apply calls them; a test passes its own to make one fail. */
export type Files = Pick<
  typeof fs,
  | 'openSync'
  | 'writeSync'
  | 'fsyncSync'
  | 'closeSync'
  | 'chmodSync'
  | 'renameSync'
  | 'unlinkSync'
  | 'linkSync'
  | 'copyFileSync'
  | 'mkdirSync'
  | 'rmdirSync'
>;

export const nodeFiles: Files = fs;

/** Writes a new file and flushes it. `mode` is cut by the umask. Throws where the name is taken. */
export function writeNew(files: Files, path: string, bytes: Uint8Array, mode: number): void {
  const handle = files.openSync(path, 'wx', mode);
  try {
    for (let at = 0; at < bytes.length; ) at += files.writeSync(handle, bytes, at, bytes.length - at);
    files.fsyncSync(handle);
  } finally {
    files.closeSync(handle);
  }
}

/** A second name for a file, so that renaming over the first loses nothing; a copy where links are not to be had. */
export function keepCopy(files: Files, from: string, to: string): void {
  try {
    files.linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(codeOf(error))) throw error;
    files.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
    files.chmodSync(to, fs.statSync(from).mode & 0o7777);
  }
}

/** Removes a file that may be gone already. */
export function drop(files: Files, path: string): void {
  try {
    files.unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** For tidying up: an error is not worth losing the first one for, and a second try costs nothing. */
export function twice(work: () => void): void {
  try {
    work();
  } catch {
    quietly(work);
  }
}

export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The caller has a better error to report, or the next run finds the journal.
  }
}
