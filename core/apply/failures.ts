import { relative, sep } from 'node:path';
import { Failure } from '../errors.js';
import type { Place } from '../place.js';
import { codeOf } from '../system-error.js';

/** The file is not what the plan saw. */
export function changedMeanwhile(path: string): Failure {
  return new Failure(`${path} changed while this run was planning: run it again. Nothing was written.`, {
    code: 'changed-meanwhile',
    file: path,
    hint: 'run it again',
  });
}

/** The owner has taken the right to write from the file: that is meant. */
export function readOnly(path: string): Failure {
  const hint = `chmod u+w ${path}`;
  return new Failure(`${path} is read-only: ${hint} and run it again. Nothing was written.`, {
    code: 'read-only',
    file: path,
    hint,
  });
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'make room and run it again'],
  EDQUOT: ['the disk quota is used up', 'make room and run it again'],
  EROFS: ['the file system is read-only', 'mount it writable and run it again'],
  EACCES: ['no permission to write', 'check who owns the folder and run it again'],
  EPERM: ['no permission to write', 'check who owns the folder and run it again'],
};

/** One line for an error of the operating system; anything else is a defect and goes through. */
export function failure(place: Place, error: unknown): Failure {
  const code = codeOf(error);
  if (code === '') throw error;
  const { path } = error as { readonly path?: unknown };
  const at = typeof path === 'string' ? path : place.folder;
  const file =
    relative(place.folder, at)
      .split(sep)
      .join('/')
      .replace(/\.saasfactory-\d+\.\w+$/, '') || '.';
  const [reason, hint] = REASONS[code] ?? [`writing failed (${code})`, 'run it again'];
  return new Failure(`${file}: ${reason}: ${hint}. Nothing was written.`, { code: 'write-failed', file, hint });
}
