import { posix } from 'node:path';
import type { Disk } from '../disk.js';
import { Failure } from '../errors.js';
import { decode, plain } from '../merge/endings.js';
import { holdsMarkers } from '../merge/markers.js';
import type { OutputId } from '../output.js';
import { candidatePath } from '../paths.js';
import { type Action, type PlanInput, planActions } from '../plan.js';
import { canonical, isObject } from '../state/json.js';
import type { Entry, Manifest, Pending, StoredFacts } from '../state/manifest.js';
import type { State } from '../state.js';
import { threeWay } from './content.js';
import type { RunInput } from './run.js';

/** Lies beside the candidates and says what they are; while it is there, a missing candidate was deleted by a person. */
export const CONFLICTS_NOTE = '.saasfactory/conflicts/README.txt';

/**
 * Ends the conflicts that a person has finished, by deleting the candidate or by making the file equal to the new
 * one: their base advances to the render that they waited with. On a fresh clone, where git brought no candidates,
 * nothing is finished yet. Pure.
 */
export function settle(state: State, disk: Disk): State {
  const { manifest } = state;
  if (manifest === undefined || openEntries(manifest).length === 0) return state;
  const outputs = new Map(manifest.outputs);
  const bases = new Map(state.bases);
  const pending = new Map(state.pending);
  for (const [id, entry, wait] of openEntries(manifest)) {
    const render = state.pending.get(id);
    if (!isSettled(entry, wait, render, disk)) continue;
    pending.delete(id);
    bases.delete(id);
    outputs.delete(id);
    if (wait.path === undefined) continue;
    const moved = disk.look(wait.path).kind !== 'absent';
    const path = moved ? wait.path : entry.path;
    outputs.set(id, {
      path,
      mode: wait.mode,
      sha256: wait.sha256,
      merge: entry.merge,
      ...(entry.adopted ? { adopted: true } : {}),
    });
    if (render !== undefined) bases.set(id, render);
  }
  return { ...state, manifest: { ...manifest, outputs }, bases, pending };
}

function openEntries(manifest: Manifest): readonly (readonly [OutputId, Entry, Pending])[] {
  return [...manifest.outputs].flatMap(([id, entry]) =>
    entry.pending === undefined ? [] : [[id, entry, entry.pending] as const],
  );
}

function isSettled(entry: Entry, wait: Pending, render: string | undefined, disk: Disk): boolean {
  const mine = disk.look(entry.path);
  const gone = disk.look(candidatePath(entry.path)).kind === 'absent' && disk.look(CONFLICTS_NOTE).kind === 'file';
  if (mine.kind === 'absent') return gone || wait.path === undefined;
  const text = mine.kind === 'file' ? decode(mine.bytes) : undefined;
  if (text !== undefined && wait.path === entry.path && plain(text).text === render) return true;
  if (text !== undefined && holdsMarkers(text)) return false;
  return gone;
}

/**
 * What a run with open conflicts may do: nothing. The actions list the conflicts when version, answers and facts are
 * those of the run that left them; else throws Failure. Undefined where nothing is open, or where this run is asked to
 * settle what is. The state must have passed `settle`.
 */
export function heldActions(input: PlanInput, run: RunInput): readonly Action[] | undefined {
  const { state, disk, conflict } = input;
  const { manifest } = state;
  const open = manifest === undefined ? [] : openEntries(manifest);
  const [first] = open;
  if (manifest === undefined || first === undefined || conflict === 'yours' || conflict === 'new') return undefined;
  if (!sameRun(manifest, run)) throw unfinished(first[1], open.length, input.at);
  if (conflict === 'markers' && !open.some(([, { path }]) => isMarked(disk, path))) return undefined;
  const ids = new Set(open.map(([id]) => id));
  const rest = planActions(input).filter((action) => !ids.has(action.id));
  return [...open.map((one) => heldConflict(one, input)), ...rest.map(asKept)];
}

function heldConflict(
  [id, entry, wait]: readonly [OutputId, Entry, Pending],
  { state, disk, tree }: PlanInput,
): Action {
  const conflicts = wait.clashes.map((clash) => ({ path: entry.path, ...clash }));
  const about = tree.get(id)?.about ?? '';
  const mine = disk.look(entry.path);
  const render = wait.path === undefined ? '' : (state.pending.get(id) ?? tree.get(id)?.text ?? '');
  const content = mine.kind === 'file' ? threeWay(entry.merge, state.bases.get(id), mine.bytes, render) : undefined;
  const candidate = content?.is === 'clash' ? content.resolved('new') : Buffer.from(render);
  return { action: 'conflict', id, path: entry.path, about, conflicts, candidate };
}

/** With conflicts open nothing is written; what would be waits for the run after them. */
function asKept(action: Action): Action {
  if (action.action === 'keep' || action.action === 'unchanged' || action.action === 'conflict') return action;
  return { action: 'keep', id: action.id, path: action.path, about: action.about, why: 'edited' };
}

function isMarked(disk: Disk, path: string): boolean {
  const mine = disk.look(path);
  return mine.kind === 'file' && holdsMarkers(Buffer.from(mine.bytes).toString('utf8'));
}

function sameRun(manifest: Manifest, run: RunInput): boolean {
  if (manifest.generator !== run.version) return false;
  return canonical(manifest.answers) === canonical(run.answers) && factValues(manifest.facts) === factValues(run.facts);
}

/** Facts are the same when their values are: an edit above a line moves evidence and changes no fact. */
function factValues(facts: StoredFacts | undefined): string {
  const named = facts?.detection.facts;
  if (!isObject(named)) return '';
  const values = Object.entries(named).map(([name, fact]) => [name, isObject(fact) ? fact.value : undefined] as const);
  return canonical(Object.fromEntries(values));
}

function unfinished({ path: own }: Entry, count: number, at: string | undefined): Failure {
  const path = posix.join(at ?? '.', own);
  const more = count === 1 ? '' : ` (and ${count - 1} more)`;
  const hint = `saasfactory resolve ${path} --yours | --new | --edited | --tool`;
  return new Failure(`${path}${more} has an open conflict: ${hint}. Nothing was written.`, {
    code: 'conflict-open',
    file: path,
    hint,
  });
}
