import type { OutputId } from '../output.js';
import type { Action, PlanInput } from '../plan.js';
import { threeWay, wholeClash } from './content.js';

/**
 * The action for an output that the templates no longer have: removed when untouched, else a conflict.
 * `taken`: paths of this run's outputs; a path that another id takes over is not removed.
 */
export function decideDropped(id: OutputId, input: PlanInput, taken: ReadonlySet<string>): Action | undefined {
  const { state, disk, conflict } = input;
  const entry = state.manifest?.outputs.get(id);
  if (entry === undefined || taken.has(entry.path)) return undefined;
  const mine = disk.look(entry.path);
  if (mine.kind === 'absent') return undefined;
  const common = { id, path: entry.path, about: 'no longer part of the scaffold' };
  if (mine.kind === 'other') return { action: 'keep', ...common, why: 'hand-written' };
  const base = state.bases.get(id);
  const untouched = base !== undefined && !mine.link && threeWay(entry.merge, base, mine.bytes, base).is === 'same';
  const settled = !mine.link && input.moved?.settled.has(entry.path) === true;
  if (untouched || settled || conflict === 'new') return { action: 'delete', ...common };
  if (conflict === 'yours') return { action: 'keep', ...common, why: 'hand-written' };
  const yours = Buffer.from(mine.bytes).toString('utf8');
  const { clashes, resolved } = wholeClash(base ?? '', yours, '', () => new Uint8Array());
  const conflicts = clashes.map((clash) => ({ path: entry.path, ...clash, new: 'no such file' }));
  return { action: 'conflict', ...common, conflicts, candidate: resolved('new') };
}
