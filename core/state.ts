import { lstatSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Failure } from './errors.js';
import type { OutputId } from './output.js';
import { type Place, realPath } from './place.js';
import { GIVEN_FILE, type Given, readGiven } from './state/given.js';
import { LARGEST } from './state/json.js';
import { MANIFEST, type Manifest, parseManifest, sha256 } from './state/manifest.js';
import { codeOf } from './system-error.js';

/** What earlier runs left in a service folder, read and judged; plain data. */
export interface State {
  /** The answers that a person gave, by option name, not yet judged by their options. */
  readonly given: Given;
  /** The text of .yo-rc.json as it lies there; absent when there is none. */
  readonly givenText?: string;
  /** Absent where no scaffold was written yet. */
  readonly manifest?: Manifest;
  /** The manifest as it lies on disk: apply refuses when another run has changed it since. */
  readonly manifestText?: string;
  /** The pristine last render of each output. Absent: lost or damaged, so nothing may be concluded from it. */
  readonly bases: ReadonlyMap<OutputId, string>;
  /** The render that each open conflict waits with. Absent: lost or damaged. */
  readonly pending: ReadonlyMap<OutputId, string>;
  /** State files of ids that a migration renamed: they go with the next run. */
  readonly stale?: readonly string[];
}

/**
 * Reads `.yo-rc.json` and `.saasfactory` below a service folder.
 * `version`: the generator's own. Throws Failure for unreadable, hostile or newer state; writes nothing.
 */
export function readState(place: Place, version: string): State {
  const givenText = readText(place, GIVEN_FILE);
  const given = givenText === undefined ? {} : readGiven(givenText);
  const answers = givenText === undefined ? { given } : { given, givenText };
  const manifestText = readText(place, MANIFEST);
  if (manifestText === undefined) return { ...answers, bases: new Map(), pending: new Map() };
  const manifest = parseManifest(manifestText, version, depthOf(place));
  const bases = new Map<OutputId, string>();
  const pending = new Map<OutputId, string>();
  for (const [id, entry] of manifest.outputs) {
    realPath(place, entry.path);
    if (entry.pending?.path !== undefined) realPath(place, entry.pending.path);
    const base = readHashed(place, basePath(id), entry.sha256);
    if (base !== undefined) bases.set(id, base);
    const waiting = entry.pending && readHashed(place, pendingPath(id), entry.pending.sha256);
    if (waiting !== undefined) pending.set(id, waiting);
  }
  return { ...answers, manifest, manifestText, bases, pending };
}

export function basePath(id: OutputId): string {
  return `.saasfactory/base/${id}.txt`;
}

export function pendingPath(id: OutputId): string {
  return `.saasfactory/pending/${id}.txt`;
}

function readHashed(place: Place, path: string, hash: string): string | undefined {
  const text = readText(place, path);
  if (text === undefined || sha256(text) === hash) return text;
  // A checkout that turned line endings round in spite of our .gitattributes has damaged nothing.
  const plain = text.replaceAll('\r\n', '\n');
  return sha256(plain) === hash ? plain : undefined;
}

function readText(place: Place, path: string): string | undefined {
  const real = realPath(place, path);
  try {
    const status = lstatSync(real);
    if (!status.isFile()) throw unreadable(path, 'is no file');
    if (status.size > LARGEST) throw unreadable(path, 'is larger than 5 MB');
    return readFileSync(real, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw unreadable(path, `cannot be read (${code})`);
  }
}

function unreadable(path: string, why: string): Failure {
  const hint = 'restore it from version control, or delete it to start again';
  return new Failure(`${path} ${why}; ${hint}. Nothing was written.`, { code: 'state-refused', file: path, hint });
}

/** Folders between the repository and the service folder. */
function depthOf(place: Place): number {
  const way = relative(place.border, place.folder);
  return way === '' ? 0 : way.split(/[\\/]/).length;
}
