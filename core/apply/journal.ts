import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Failure } from '../errors.js';
import { type Place, realPath, within } from '../place.js';
import { isObject, LARGEST, parseJson } from '../state/json.js';
import { sha256 } from '../state/manifest.js';
import { codeOf } from '../system-error.js';
import { drop, type Files, twice } from './files.js';

/**
 * What a run is about to do, written and flushed before it does anything. The phase is the file's name, because a
 * rename needs no space on a full disk: while `prepare` or `undo` lies there the old tree counts, with `commit` the new.
 */
export const PHASES = ['prepare', 'commit', 'undo'] as const;
export type Phase = (typeof PHASES)[number];

export interface Step {
  /** Real path relative to the service folder. */
  readonly path: string;
  /** SHA-256 before; null: not there. */
  readonly old: string | null;
  /** SHA-256 after; null: removed. */
  readonly new: string | null;
}

export interface Journal {
  readonly steps: readonly Step[];
  /** Folders that the run makes, outermost first, relative to the service folder. */
  readonly folders: readonly string[];
}

export function journalPath(place: Place, phase: Phase): string {
  return join(place.folder, '.saasfactory', `journal-${phase}.json`);
}

export interface Names {
  readonly target: string;
  readonly fresh: string;
  readonly kept: string;
}

/** The three names of a step, in one folder so that renaming stays within a file system. */
export function namesOf(place: Place, step: Step, index: number): Names {
  const target = resolve(place.folder, step.path);
  const name = join(dirname(target), `.saasfactory-${index}`);
  return { target, fresh: `${name}.new`, kept: `${name}.old` };
}

/** Reads an untrusted journal; undefined for one that was cut off. Throws Failure for paths beyond the border. */
export function readJournal(place: Place, phase: Phase): Journal | undefined {
  const path = journalPath(place, phase);
  if (lstatSync(path).size > LARGEST) return undefined;
  const parsed = parseJson(readFileSync(path, 'utf8'));
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const { steps, folders } = parsed.value;
  if (!Array.isArray(steps) || !Array.isArray(folders)) return undefined;
  const isHash = (value: unknown): value is string | null => value === null || /^[0-9a-f]{64}$/.test(String(value));
  const read = steps.map((step: unknown): Step | undefined => {
    if (!isObject(step) || typeof step.path !== 'string' || !isHash(step.old) || !isHash(step.new)) return undefined;
    return { path: step.path, old: step.old, new: step.new };
  });
  const made = folders.filter((folder) => typeof folder === 'string');
  if (read.includes(undefined) || made.length !== folders.length) return undefined;
  const known = read.filter((step) => step !== undefined);
  for (const name of [...known.map((step) => step.path), ...made]) {
    const real = dirname(resolve(place.folder, name));
    const parts = relative(place.border, resolve(place.folder, name)).split(/[\\/]/);
    if (parts.includes('.git') || !within(place.border, real)) throw hostile(phase, name);
    realPath(place, relative(place.folder, real) || '.');
  }
  return { steps: known, folders: made };
}

function hostile(phase: Phase, name: string): Failure {
  const file = `.saasfactory/journal-${phase}.json`;
  return new Failure(`${file} names ${name.slice(0, 120)}, outside the service: refused. Nothing was written.`, {
    code: 'state-refused',
    file,
    hint: `delete ${file}`,
  });
}

/** SHA-256 of what lies at an absolute path, null for nothing; a link counts by what it leads to. */
export function hashAt(path: string): string | null {
  try {
    return sha256(readFileSync(path));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
    if (codeOf(error) === 'EISDIR') return '';
    throw error;
  }
}

export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Brings every step back to its old file. May be called again after it was cut off. What a person has put in place
 * since is not touched: only what carries the hash of the run's own writing is removed.
 */
export function undo(files: Files, place: Place, { steps, folders }: Journal): void {
  const all = steps.map((step, index) => ({ step, ...namesOf(place, step, index) })).reverse();
  for (const { step, target, fresh, kept } of all) {
    if (isThere(kept)) {
      const now = isThere(target) ? hashAt(target) : null;
      // Renaming one name of a file over its other name does nothing and leaves both.
      if (now === step.new || now === null) files.renameSync(kept, target);
      drop(files, kept);
    } else if (step.old === null && step.new !== null && !isThere(fresh) && hashAt(target) === step.new) {
      drop(files, target);
    }
  }
  for (const { fresh } of all) drop(files, fresh);
  for (const folder of [...folders].reverse()) removeEmpty(files, resolve(place.folder, folder));
}

/** Carries every step out that is not yet done; the user's edits since stay, as in `undo`. */
export function finish(files: Files, place: Place, { steps }: Journal): void {
  const all = steps.map((step, index) => ({ step, ...namesOf(place, step, index) }));
  for (const { step, target, fresh } of all) {
    if (step.new === null) {
      if (isThere(target) && hashAt(target) === step.old) drop(files, target);
    } else if (isThere(fresh) && hashAt(target) === step.old) files.renameSync(fresh, target);
  }
  for (const { fresh, kept } of all) {
    drop(files, fresh);
    drop(files, kept);
  }
  for (const { step, target } of all) if (step.new === null) removeEmptyUp(files, place, dirname(target));
}

function removeEmpty(files: Files, folder: string): boolean {
  if (!isThere(folder)) return true;
  if (readdirSync(folder).length > 0) return false;
  twice(() => files.rmdirSync(folder));
  return !isThere(folder);
}

/** Folders that a removal has emptied, up to the service folder, the border or a folder that still holds something. */
function removeEmptyUp(files: Files, place: Place, from: string): void {
  for (let at = from; at !== place.folder && at !== place.border && within(place.border, at); at = dirname(at)) {
    if (basename(at) === '.saasfactory' || !removeEmpty(files, at)) return;
  }
}
