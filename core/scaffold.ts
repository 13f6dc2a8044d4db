import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDisk } from './disk.js';
import { Failure } from './errors.js';
import { migrate } from './migrations/migrate.js';
import type { OpenConflict } from './outcome.js';
import type { OutputId, Rendered, Tree } from './output.js';
import type { Planned, PlanRequest, RunRecord, Scaffold } from './parts.js';
import { candidatePath } from './paths.js';
import { openPlace, type Place } from './place.js';
import type { RunInput } from './plan/run.js';
import type { Action } from './plan.js';
import { canonical, type JsonObject } from './state/json.js';
import { readState, type State } from './state.js';

/**
 * The state of a service folder as the pipeline sees it. `repair`: finish or undo what a killed run left; without it
 * such a folder is refused. Throws Failure for state that is unreadable, hostile or newer than `generator`.
 */
export async function openScaffold(folder: string, generator: string, repair: boolean): Promise<Scaffold> {
  const place = openPlace(folder);
  if (mayBeLeftOver(place)) {
    const { isLeftOver, recover } = await import('./apply.js');
    if (repair) recover(place);
    else if (isLeftOver(place)) throw leftOver(folder);
  }
  const state = migrate(readState(place, generator));
  const { manifest } = state;
  const hasAnswers = (answers: object): boolean =>
    manifest !== undefined && canonical(manifest.answers) === canonical(answers);
  return {
    generator: manifest?.generator,
    answers: state.given,
    facts: manifest?.facts,
    paths: [...(manifest?.outputs.values() ?? [])].filter(({ adopted }) => !adopted).map(({ path }) => path),
    hasAnswers,
    platform: platformOf(manifest?.answers),
    sides: () => sides(place, state),
    isSame: (version, answers) =>
      manifest?.generator === version && manifest.touched === undefined && hasAnswers(answers),
    untouched: (given) => untouched(place, state, given),
    written: () => written(state),
    lastRender: () => lastRender(state),
    plan: (request) => planned(place, state, folder, request),
  };
}

/** A killed run leaves a journal; only then is the code that reads it loaded. */
function mayBeLeftOver(place: Place): boolean {
  const folder = join(place.folder, '.saasfactory');
  try {
    return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('journal-'));
  } catch {
    return true;
  }
}

/**
 * The plan of a run that has the same files to write as the last one, where each lies on disk as it was rendered:
 * nothing to do, found out without planner and merges. Undefined where a file differs in any way.
 */
function untouched(place: Place, state: State, given: RunRecord['given']): Planned | undefined {
  const { manifest, bases } = state;
  if (manifest === undefined || canonical(state.given) !== canonical(given)) return undefined;
  const disk = openDisk(place);
  const actions: Action[] = [];
  for (const [id, { path, mode, pending }] of manifest.outputs) {
    const base = bases.get(id);
    const there = disk.look(path);
    if (pending || base === undefined || there.kind !== 'file' || there.link) return undefined;
    if (there.mode !== undefined && (there.mode & 0o100) !== (mode & 0o100)) return undefined;
    if (!Buffer.from(base).equals(there.bytes)) return undefined;
    actions.push({ action: 'unchanged', id, path, about: '' });
  }
  return { actions, conflicts: [], drift: [], apply: async () => undefined };
}

function written({ manifest, bases }: State): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, { path, adopted }] of manifest?.outputs ?? []) {
    const text = bases.get(id);
    if (text !== undefined && !adopted) found.set(path, text);
  }
  return found;
}

/** The files of the last run: the base of each output, or the render that its open conflict waits with. */
function lastRender(state: State): Tree | undefined {
  const tree = new Map<OutputId, Rendered>();
  for (const [id, entry] of state.manifest?.outputs ?? []) {
    const { pending, merge } = entry;
    // The template has dropped it; only the conflict is left.
    if (pending && pending.path === undefined) continue;
    const text = pending ? state.pending.get(id) : state.bases.get(id);
    if (text === undefined) return undefined;
    const path = pending?.path ?? entry.path;
    const mode = (pending?.mode ?? entry.mode) === 0o755 ? 0o755 : 0o644;
    tree.set(id, { id, path, mode, merge, text, about: '' });
  }
  return tree;
}

const PLATFORMS = ['cloud-run', 'gke', 'hybrid'] as const;

/** The state is untrusted: anything else than a platform counts as none. */
const platformOf = (answers: JsonObject | undefined): (typeof PLATFORMS)[number] | undefined =>
  PLATFORMS.find((one) => one === answers?.platform);

/** What was rendered below deploy/ and what a person made of it; a file that was deleted is on one side only. */
function sides(place: Place, state: State): ReturnType<Scaffold['sides']> {
  const disk = openDisk(place);
  const base = new Map<string, string>();
  const yours = new Map<string, string>();
  for (const [id, { path }] of state.manifest?.outputs ?? []) {
    const text = state.bases.get(id);
    if (text === undefined || !path.startsWith('deploy/')) continue;
    base.set(path, text);
    const there = disk.look(path);
    if (there.kind === 'file') yours.set(path, Buffer.from(there.bytes).toString('utf8').replaceAll('\r\n', '\n'));
  }
  return { base, yours };
}

async function planned(place: Place, state: State, at: string, request: PlanRequest): Promise<Planned> {
  const { tree, conflict, restore, adopt, record, moved } = request;
  const { planRun } = await import('./plan/run.js');
  const plan = planRun(
    {
      ...{ tree, state, disk: openDisk(place), conflict, restore, adopt, at: at.replaceAll('\\', '/') },
      ...(moved === undefined ? {} : { moved }),
    },
    runInput(record),
  );
  return {
    actions: plan.actions,
    conflicts: plan.actions.flatMap(openConflicts),
    drift: plan.actions.filter(isDrift).map(({ path }) => path),
    apply: async () => {
      const { apply } = await import('./apply.js');
      apply(place, plan.held ? [] : plan.actions, plan.next);
    },
  };
}

function openConflicts(action: Action): readonly OpenConflict[] {
  if (action.action !== 'conflict') return [];
  return action.conflicts.map((conflict) => ({ ...conflict, candidate: candidatePath(action.path) }));
}

/** The user's file is not the last render any more. */
function isDrift(action: Action): boolean {
  if (action.action === 'keep') return action.why !== 'hand-written';
  return action.action === 'merge' || action.action === 'conflict';
}

function runInput({ generator, given, answers, facts }: RunRecord): RunInput {
  const said = Object.entries(given).filter(
    (entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== undefined,
  );
  return {
    version: generator,
    given: Object.fromEntries(said),
    answers: answers as unknown as JsonObject,
    facts: { ...facts, detection: facts.detection as JsonObject },
  };
}

function leftOver(folder: string): Failure {
  return new Failure(`${folder}: an earlier run was killed while it wrote. Nothing was written.`, {
    code: 'left-over',
    file: folder,
    hint: 'saasfactory container finishes or undoes it.',
  });
}
