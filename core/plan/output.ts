import type { DiskFile } from '../disk.js';
import type { OutputId, Rendered } from '../output.js';
import type { Action, PlanInput } from '../plan.js';
import { type Entry, sha256 } from '../state/manifest.js';
import { type Content, threeWay, wholeClash } from './content.js';
import { mergeMode } from './mode.js';
import { twoWay } from './two-way.js';

/** The action for one output that the templates still have. */
export function decideOutput(rendered: Rendered, input: PlanInput): Action {
  const { state, disk } = input;
  const source = sourceOf(rendered, input);
  const entry = source === undefined ? undefined : state.manifest?.outputs.get(source);
  const { id, path, about, mode } = rendered;
  if (source === undefined || entry === undefined) {
    const there = disk.look(path);
    if (there.kind === 'absent') {
      const text = input.moved?.texts.get(id) ?? rendered.text;
      return { action: 'create', id, path, about, bytes: Buffer.from(text), mode };
    }
    if (input.adopt === true && there.kind === 'file') return adopt(rendered, there);
    return { action: 'keep', id, path, about, why: 'hand-written' };
  }
  const target = disk.look(path);
  const old = entry.path === path ? target : disk.look(entry.path);
  // A file that the user moved to its new place himself is at home there.
  const [at, mine] = old.kind === 'absent' && target.kind !== 'absent' ? [path, target] : [entry.path, old];
  if (mine.kind === 'other') return { action: 'keep', id, path: at, about, why: 'edited' };
  if (mine.kind === 'absent') return decideDeleted(rendered, entry, input);
  const content = threeWay(rendered.merge, baseOf(rendered, source, entry, input), mine.bytes, rendered.text);
  const occupied = at !== path && target.kind !== 'absent';
  return occupied
    ? decideOccupied(rendered, at, mine, content, input)
    : decideThere(rendered, entry, at, mine, content, input);
}

/** A hand-written file becomes the user's edit of this output: what it lacks comes in, what it says stays. */
function adopt(rendered: Rendered, mine: DiskFile): Action {
  const { id, path, about, mode, merge, text } = rendered;
  const taken = twoWay(merge, mine.bytes, text);
  const common = { id, path, about, adopted: taken.differences } as const;
  if (taken.is === 'same') return { action: 'unchanged', ...common };
  if (taken.is === 'edited') return { action: 'keep', ...common, why: 'edited' };
  return { action: 'merge', ...common, bytes: taken.bytes, mode: mergeMode(mode, mine.mode, mode) };
}

/** The id under which the state knows this output: its own, or that of a dropped output whose path it takes over. */
export function sourceOf(
  { id, path }: Rendered,
  { state, tree }: Pick<PlanInput, 'state' | 'tree'>,
): OutputId | undefined {
  const outputs = state.manifest?.outputs;
  if (outputs === undefined || outputs.has(id)) return outputs && id;
  for (const [other, entry] of outputs) if (entry.path === path && !tree.has(other)) return other;
  return undefined;
}

/** A lost base is known again when the template did not change since: then it is what is rendered now. */
function baseOf(rendered: Rendered, source: OutputId, entry: Entry, { state }: PlanInput): string | undefined {
  const stored = state.bases.get(source);
  if (stored !== undefined) return stored;
  return sha256(rendered.text) === entry.sha256 ? rendered.text : undefined;
}

function decideDeleted(rendered: Rendered, entry: Entry, { restore }: PlanInput): Action {
  const { id, path, about, mode, text } = rendered;
  if (restore?.includes(path)) return { action: 'create', id, path, about, bytes: Buffer.from(text), mode };
  const keep = { action: 'keep', id, path, about, why: 'deleted' } as const;
  const unchanged = entry.path === path && sha256(text) === entry.sha256;
  return unchanged ? { ...keep, quiet: true } : keep;
}

function decideThere(
  rendered: Rendered,
  entry: Entry,
  at: string,
  mine: DiskFile,
  content: Content,
  { conflict }: PlanInput,
): Action {
  const { id, path, about } = rendered;
  const mode = mergeMode(entry.mode, mine.mode, rendered.mode);
  const write = (action: 'update' | 'merge', bytes: Uint8Array): Action =>
    at === path ? { action, id, path, about, bytes, mode } : { action: 'move', id, path, about, from: at, bytes, mode };
  if (content.is === 'new') return write('update', content.bytes);
  if (content.is === 'merged') return write('merge', content.bytes);
  if (content.is === 'clash') {
    if (conflict === 'yours' || conflict === 'new') return write('merge', content.resolved(conflict));
    const conflicts = content.clashes.map((clash) => ({ path: at, ...clash }));
    const open = { action: 'conflict', id, path: at, about, conflicts, candidate: content.resolved('new') } as const;
    return conflict === 'markers' ? { ...open, marked: content.resolved('markers') } : open;
  }
  if (at !== path || (mine.mode !== undefined && mode !== mine.mode)) return write('update', mine.bytes);
  return content.is === 'edited'
    ? { action: 'keep', id, path, about, why: 'edited' }
    : { action: 'unchanged', id, path, about };
}

/** The template moved the file to a place where another file of the user lies: both stay. */
function decideOccupied(
  rendered: Rendered,
  at: string,
  mine: DiskFile,
  content: Content,
  { conflict }: PlanInput,
): Action {
  const { id, path, about, text } = rendered;
  if (conflict === 'yours') return { action: 'keep', id, path, about, why: 'edited' };
  const clash = { path: at, at: 'path', base: at, yours: `${path} is a file of yours`, new: path };
  const merged = content.is === 'new' || content.is === 'merged' ? content.bytes : undefined;
  const fallback = wholeClash('', '', text, () => (content.is === 'same' ? Buffer.from(text) : mine.bytes));
  const clashes = content.is === 'clash' ? content.clashes.map((one) => ({ path: at, ...one })) : [];
  const candidate = merged ?? (content.is === 'clash' ? content : fallback).resolved('new');
  return { action: 'conflict', id, path: at, about, conflicts: [clash, ...clashes], candidate };
}
