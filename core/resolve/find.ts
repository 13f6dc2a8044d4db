import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Failure } from '../errors.js';
import type { OutputId } from '../output.js';
import { candidatePath } from '../paths.js';
import { openPlace, type Place } from '../place.js';
import type { Entry, Pending } from '../state/manifest.js';
import { readState, type State } from '../state.js';

/** A conflict that is open, in the service that it belongs to. */
export interface Open {
  readonly place: Place;
  readonly state: State;
  readonly id: OutputId;
  readonly entry: Entry;
  readonly pending: Pending;
}

/** Folders below a repository that are looked into for services, so that one of many gigabytes is no long wait. */
const MOST_FOLDERS = 20_000;

/**
 * The open conflict of a file: `path` relative to the current folder, the file's own or that of its candidate.
 * A service is looked for above the file, above the current folder, then in the whole repository, because a workflow
 * lies outside its service. Throws Failure where there is no such conflict.
 */
export function findOpen(path: string, version: string): Open {
  const wanted = resolve(path);
  const seen = new Set<string>();
  const states: (readonly [Place, State])[] = [];
  const look = (folder: string): Open | undefined => {
    if (seen.has(folder) || !isService(folder)) return undefined;
    seen.add(folder);
    const place = openPlace(folder);
    const state = readState(place, version);
    states.push([place, state]);
    return openIn(place, state, wanted);
  };
  for (const start of [dirname(wanted), process.cwd()]) {
    for (let at = start; ; at = dirname(at)) {
      const found = look(at);
      if (found !== undefined) return found;
      if (dirname(at) === at) break;
    }
  }
  for (const folder of foldersBelow(openPlace('.').border)) {
    const found = look(folder);
    if (found !== undefined) return found;
  }
  throw noConflict(path, states);
}

function openIn(place: Place, state: State, wanted: string): Open | undefined {
  for (const [id, entry] of state.manifest?.outputs ?? []) {
    const { pending } = entry;
    if (pending === undefined) continue;
    const names = [entry.path, pending.path ?? entry.path, candidatePath(entry.path)];
    const isIt = names.some((name) => [place.folder, resolve(place.folder)].some((at) => same(at, name, wanted)));
    if (isIt) return { place, state, id, entry, pending };
  }
  return undefined;
}

/** The wanted path may go through a link that the place has resolved: names below the folder decide then. */
function same(folder: string, name: string, wanted: string): boolean {
  const target = resolve(folder, name);
  return target === wanted || target === realish(wanted);
}

function realish(path: string): string {
  try {
    return join(openPlace(dirname(path)).folder, path.slice(dirname(path).length).replace(/^[\\/]/, ''));
  } catch {
    return path;
  }
}

function isService(folder: string): boolean {
  try {
    return readdirSync(join(folder, '.saasfactory')).includes('manifest.json');
  } catch {
    return false;
  }
}

function* foldersBelow(root: string): Generator<string> {
  const queue = [root];
  for (let count = 0; queue.length > 0 && count < MOST_FOLDERS; count += 1) {
    const folder = queue.shift() as string;
    yield folder;
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
          queue.push(join(folder, entry.name));
      }
    } catch {
      // A folder that cannot be read holds no service that could be written to.
    }
  }
}

/** A path below a folder as the user would type it here. */
export function typed({ folder }: Place, path: string): string {
  return relative(process.cwd(), resolve(folder, path)).split(sep).join('/') || '.';
}

function noConflict(path: string, states: readonly (readonly [Place, State])[]): Failure {
  const open = states.flatMap(([place, { manifest }]) =>
    [...(manifest?.outputs.values() ?? [])].flatMap((entry) => (entry.pending ? [typed(place, entry.path)] : [])),
  );
  const [first] = open;
  const why = states.length === 0 ? 'no scaffold was found around it' : 'no conflict is open there';
  const hint = first === undefined ? 'saasfactory check says what is open' : `open: ${open.slice(0, 5).join(', ')}`;
  return new Failure(`${path}: ${why}; ${hint}. Nothing was written.`, { code: 'no-conflict', file: path, hint });
}
