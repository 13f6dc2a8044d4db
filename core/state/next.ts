import type { Disk } from '../disk.js';
import type { OutputId, Tree } from '../output.js';
import { candidatePath } from '../paths.js';
import { CONFLICTS_NOTE } from '../plan/open.js';
import { sourceOf } from '../plan/output.js';
import type { RunInput } from '../plan/run.js';
import type { Action } from '../plan.js';
import { basePath, pendingPath, type State } from '../state.js';
import { GIVEN_FILE, writeGiven } from './given.js';
import { type Entry, MANIFEST, type Manifest, printManifest, sha256 } from './manifest.js';

/** A state file to write, or to remove where `text` is absent. */
export interface StateFile {
  readonly path: string;
  readonly bytes?: Uint8Array;
}

/** What apply writes after the outputs, in this order, the manifest last; empty where the state stays as it is. */
export interface NextState {
  readonly files: readonly StateFile[];
  /** SHA-256 of each file that the plan looked at and writes to; undefined: it was not there. */
  readonly seen: ReadonlyMap<string, string | undefined>;
}

export interface NextStateInput {
  readonly tree: Tree;
  /** As read from disk. */
  readonly before: State;
  /** After `settle`. */
  readonly state: State;
  readonly disk: Disk;
  readonly actions: readonly Action[];
  readonly run: RunInput;
  readonly held?: boolean;
}

const ATTRIBUTES = `# Kept by generator-saasfactory for its next upgrade.
* linguist-generated
base/** -text
pending/** -text
`;
const IGNORE = `conflicts/
journal-*
lock*
`;
const NOTE = `Each file beside this one is the new version of a file of yours that could not be merged with your edits.
End each conflict with: saasfactory resolve PATH --yours | --new | --edited | --tool
`;

/** The state after the actions. Pure; only files that differ from what lies on disk are in it. */
export function nextState(input: NextStateInput): NextState {
  const { before, disk, actions, run } = input;
  const files: StateFile[] = [];
  const write = (path: string, text: string | Uint8Array): void => {
    const there = disk.look(path);
    const bytes = Buffer.from(text);
    if (there.kind !== 'file' || !bytes.equals(there.bytes)) files.push({ path, bytes });
  };
  const remove = (path: string): void => {
    if (disk.look(path).kind === 'file') files.push({ path });
  };
  const conflicts = actions.filter((action) => action.action === 'conflict');
  const candidates = new Set(conflicts.map(({ path }) => candidatePath(path)));
  if (conflicts.length > 0) write(CONFLICTS_NOTE, NOTE);
  if (input.held === true) {
    // A fresh clone has the conflict and not its candidate, which git ignores.
    for (const { path, candidate } of conflicts) {
      if (disk.look(candidatePath(path)).kind === 'absent') write(candidatePath(path), candidate);
    }
    return { files, seen: new Map() };
  }
  for (const { path, candidate } of conflicts) write(candidatePath(path), candidate);
  const { outputs, bases, pending } = after(input);
  // After a migration a known base lies under its old name.
  const isKnown = before.stale === undefined;
  for (const [id, text] of bases) if (!isKnown || before.bases.get(id) !== text) write(basePath(id), text);
  for (const [id, text] of pending) if (!isKnown || before.pending.get(id) !== text) write(pendingPath(id), text);
  for (const [id, entry] of before.manifest?.outputs ?? []) {
    if (!outputs.has(id)) remove(basePath(id));
    if (entry.pending === undefined) continue;
    if (!pending.has(id)) remove(pendingPath(id));
    // Deleted by a person or not: its folder goes with it.
    if (!candidates.has(candidatePath(entry.path))) files.push({ path: candidatePath(entry.path) });
  }
  for (const path of before.stale ?? []) remove(path);
  if (conflicts.length === 0) remove(CONFLICTS_NOTE);
  write('.saasfactory/.gitattributes', ATTRIBUTES);
  write('.saasfactory/.gitignore', IGNORE);
  const given = writeGiven(before.givenText, run.given);
  if (given !== before.givenText) write(GIVEN_FILE, given);
  const manifest = printManifest({ generator: run.version, answers: run.answers, facts: run.facts, outputs });
  if (manifest !== before.manifestText) write(MANIFEST, manifest);
  return { files, seen: seenBy(input, files) };
}

interface After {
  readonly outputs: Manifest['outputs'];
  readonly bases: ReadonlyMap<OutputId, string>;
  readonly pending: ReadonlyMap<OutputId, string>;
}

/** Outputs, bases and waiting renders after the actions: only a conflict leaves the base where it was. */
function after(input: NextStateInput): After {
  const { tree, state, actions } = input;
  const outputs = new Map<OutputId, Entry>();
  const bases = new Map<OutputId, string>();
  const pending = new Map<OutputId, string>();
  for (const action of actions) {
    const { id, path } = action;
    const rendered = tree.get(id);
    if (action.action === 'delete' || (action.action === 'keep' && action.why === 'hand-written')) continue;
    const text = rendered?.text ?? '';
    const known = rendered && sourceOf(rendered, input);
    const isAdopted = action.adopted !== undefined || state.manifest?.outputs.get(known ?? id)?.adopted === true;
    const adopted = isAdopted ? { adopted: true as const } : {};
    if (action.action === 'conflict') {
      const source = (rendered && sourceOf(rendered, input)) ?? id;
      const old = state.manifest?.outputs.get(source);
      if (old === undefined) continue;
      const clashes = action.conflicts.map(({ at, base, yours, new: next }) => ({ at, base, yours, new: next }));
      const waits = { mode: rendered?.mode ?? old.mode, sha256: sha256(text), clashes };
      const { mode, sha256: hash, merge } = old;
      outputs.set(id, {
        path,
        mode,
        sha256: hash,
        merge,
        ...adopted,
        pending: rendered ? { path: rendered.path, ...waits } : waits,
      });
      const base = state.bases.get(source);
      if (base !== undefined) bases.set(id, base);
      pending.set(id, text);
    } else if (rendered !== undefined) {
      outputs.set(id, { path, mode: rendered.mode, sha256: sha256(text), merge: rendered.merge, ...adopted });
      bases.set(id, text);
    }
  }
  return { outputs, bases, pending };
}

/** Files as the plan saw them, for apply to notice an edit between plan and write. */
function seenBy({ disk, actions }: NextStateInput, files: readonly StateFile[]): NextState['seen'] {
  const seen = new Map<string, string | undefined>();
  const paths = actions.flatMap((action) => {
    if (action.action === 'keep' || action.action === 'unchanged') return [];
    return action.action === 'move' ? [action.path, action.from] : [action.path];
  });
  for (const path of [...paths, ...files.map((file) => file.path)]) {
    const there = disk.look(path);
    seen.set(path, there.kind === 'file' ? sha256(there.bytes) : undefined);
  }
  return seen;
}
