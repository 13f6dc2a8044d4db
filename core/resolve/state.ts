import { openDisk } from '../disk.js';
import type { OutputId } from '../output.js';
import { candidatePath } from '../paths.js';
import { CONFLICTS_NOTE } from '../plan/open.js';
import type { Action } from '../plan.js';
import { type Entry, MANIFEST, printManifest, sha256 } from '../state/manifest.js';
import type { NextState, StateFile } from '../state/next.js';
import { basePath, pendingPath } from '../state.js';
import type { Open } from './find.js';

/** The state once a conflict is ended: the waiting render is the base, the candidate is gone. Pure but for reading. */
export function resolvedState(open: Open, action: Action): NextState {
  const { place, state, id, entry, pending } = open;
  const { manifest } = state;
  if (manifest === undefined) throw new Error('a conflict without a manifest');
  const disk = openDisk(place);
  const outputs = new Map<OutputId, Entry>(manifest.outputs);
  const files: StateFile[] = [];
  const remove = (path: string): void => {
    if (disk.look(path).kind === 'file') files.push({ path });
  };
  const render = state.pending.get(id);
  if (pending.path === undefined) outputs.delete(id);
  else {
    const moved = action.action === 'move' || disk.look(pending.path).kind !== 'absent';
    const isNew = action.action === 'create';
    const path = moved || isNew ? pending.path : entry.path;
    outputs.set(id, { path, mode: pending.mode, sha256: pending.sha256, merge: entry.merge });
  }
  if (pending.path !== undefined && render !== undefined)
    files.push({ path: basePath(id), bytes: Buffer.from(render) });
  else remove(basePath(id));
  remove(pendingPath(id));
  files.push({ path: candidatePath(entry.path) });
  if (![...outputs.values()].some((other) => other.pending !== undefined)) remove(CONFLICTS_NOTE);
  files.push({ path: MANIFEST, bytes: Buffer.from(printManifest({ ...manifest, outputs })) });
  const touched = [action.path, ...(action.action === 'move' ? [action.from] : []), ...files.map(({ path }) => path)];
  const seen = new Map(
    touched.map((path) => {
      const there = disk.look(path);
      return [path, there.kind === 'file' ? sha256(there.bytes) : undefined] as const;
    }),
  );
  if (action.action === 'keep') seen.delete(action.path);
  return { files, seen };
}
