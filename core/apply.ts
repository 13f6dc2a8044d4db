import { closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { changedMeanwhile, failure, readOnly } from './apply/failures.js';
import { drop, type Files, keepCopy, nodeFiles, quietly, twice, writeNew } from './apply/files.js';
import {
  finish,
  hashAt,
  isThere,
  type Journal,
  journalPath,
  namesOf,
  PHASES,
  readJournal,
  type Step,
  undo,
} from './apply/journal.js';
import { lock } from './apply/lock.js';
import { Failure } from './errors.js';
import { namePath, type Place, realPath } from './place.js';
import type { Action } from './plan.js';
import { sha256 } from './state/manifest.js';
import type { NextState } from './state/next.js';

interface Change {
  readonly path: string;
  readonly bytes?: Uint8Array;
  /** Permission bits; those of the file that is there when absent. */
  readonly mode?: number;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Carries a plan out: all of it or nothing. Each file is written beside its place, flushed and renamed, outputs first,
 * then state, the manifest last. Synchronous, so that Ctrl-C waits until the tree is whole.
 * Returns whether anything was written. Throws Failure with the tree as it was.
 */
export function apply(place: Place, actions: readonly Action[], next: NextState, files: Files = nodeFiles): boolean {
  const changes = [...actions.flatMap(changesOf), ...next.files];
  if (changes.length === 0) return false;
  const ignore = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, ignore);
  try {
    locked(files, place, () => {
      for (const [path, hash] of next.seen) {
        if ((hashAt(resolve(place.folder, path)) || undefined) !== hash) throw changedMeanwhile(path);
      }
      write(files, place, changes);
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, ignore);
  }
  return true;
}

/** Whether a killed run left something that `recover` has to finish or undo. */
export function isLeftOver(place: Place): boolean {
  return PHASES.some((phase) => existsSync(journalPath(place, phase)));
}

/** Finishes or undoes what a killed run left. To be called before the state is read; does nothing otherwise. */
export function recover(place: Place, files: Files = nodeFiles): boolean {
  if (!isLeftOver(place)) return false;
  locked(files, place, () => recoverLocked(files, place));
  return true;
}

function recoverLocked(files: Files, place: Place): void {
  for (const phase of PHASES) {
    if (!existsSync(journalPath(place, phase))) continue;
    const journal = readJournal(place, phase);
    if (journal !== undefined) (phase === 'commit' ? finish : undo)(files, place, journal);
    drop(files, journalPath(place, phase));
  }
}

/** Runs with the lock held; folder and lock are gone again when it fails and made them. */
function locked(files: Files, place: Place, work: () => void): void {
  const folder = join(place.folder, '.saasfactory');
  realPath(place, '.saasfactory');
  const made = !isThere(folder);
  let held: { readonly release: () => void } | undefined;
  try {
    if (made) files.mkdirSync(folder);
    held = lock(files, place);
    work();
  } catch (error) {
    twice(() => held?.release());
    if (made) twice(() => files.rmdirSync(folder));
    throw error instanceof Failure ? error : failure(place, error);
  }
  twice(() => held?.release());
}

function changesOf(action: Action): readonly Change[] {
  switch (action.action) {
    case 'create':
    case 'update':
    case 'merge':
      return [{ path: action.path, bytes: action.bytes, mode: action.mode }];
    case 'move':
      return [{ path: action.path, bytes: action.bytes, mode: action.mode }, { path: action.from }];
    case 'delete':
      return [{ path: action.path }];
    case 'conflict':
      return action.marked === undefined ? [] : [{ path: action.path, bytes: action.marked }];
    default:
      return [];
  }
}

function write(files: Files, place: Place, changes: readonly Change[]): void {
  recoverLocked(files, place);
  const steps = changes.map((change) => stepOf(place, change));
  const journal: Journal = { steps, folders: missingFolders(place, steps) };
  const phase = (name: 'prepare' | 'commit' | 'undo'): string => journalPath(place, name);
  try {
    writeNew(files, phase('prepare'), Buffer.from(JSON.stringify(journal)), 0o644);
    for (const folder of journal.folders) files.mkdirSync(resolve(place.folder, folder));
    for (const [index, change] of changes.entries()) stage(files, namesOf(place, steps[index] as Step, index), change);
    files.renameSync(phase('prepare'), phase('commit'));
    for (const [index, step] of steps.entries()) {
      const { target, fresh } = namesOf(place, step, index);
      if (step.new === null) drop(files, target);
      else files.renameSync(fresh, target);
    }
    flushFolders(place, steps);
  } catch (error) {
    rollBack(files, place, journal);
    throw error;
  }
  // From here on the new tree is complete. What cannot be tidied up now is tidied up by the next run.
  twice(() => {
    finish(files, place, journal);
    drop(files, phase('commit'));
  });
}

function rollBack(files: Files, place: Place, journal: Journal): void {
  const [prepare, commit, undone] = PHASES.map((name) => journalPath(place, name)) as [string, string, string];
  if (existsSync(commit)) quietly(() => files.renameSync(commit, undone));
  twice(() => {
    undo(files, place, journal);
    for (const path of [prepare, commit, undone]) drop(files, path);
  });
}

function stepOf(place: Place, { path, bytes }: Change): Step {
  const real = bytes === undefined ? namePath(place, path) : realPath(place, path);
  const old = hashAt(real);
  if (old !== null && (statSync(real).mode & 0o200) === 0) throw readOnly(path);
  const name = relative(place.folder, real).split(sep).join('/');
  return { path: name, old, new: bytes === undefined ? null : sha256(bytes) };
}

function stage(files: Files, { target, fresh, kept }: ReturnType<typeof namesOf>, { bytes, mode }: Change): void {
  const there = isThere(target);
  if (bytes !== undefined) {
    writeNew(files, fresh, bytes, mode ?? 0o644);
    // A new file gets what the umask leaves; one that is there keeps what the user gave it.
    if (there) files.chmodSync(fresh, mode ?? statSync(target).mode & 0o7777);
  }
  if (there) keepCopy(files, target, kept);
}

function missingFolders(place: Place, steps: readonly Step[]): readonly string[] {
  const missing = new Set<string>();
  for (const step of steps) {
    if (step.new === null) continue;
    const chain: string[] = [];
    for (let at = dirname(resolve(place.folder, step.path)); !isThere(at); at = dirname(at)) chain.unshift(at);
    for (const folder of chain) missing.add(relative(place.folder, folder).split(sep).join('/'));
  }
  return [...missing];
}

/** Makes the renames last through a power cut where the system can; Windows cannot open a folder. */
function flushFolders(place: Place, steps: readonly Step[]): void {
  for (const folder of new Set(steps.map((step) => dirname(resolve(place.folder, step.path))))) {
    quietly(() => {
      const handle = openSync(folder, 'r');
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    });
  }
}
