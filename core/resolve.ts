import { apply, recover } from './apply.js';
import { openDisk } from './disk.js';
import { Failure } from './errors.js';
import { decode } from './merge/endings.js';
import { holdsMarkers, withoutMarkers } from './merge/markers.js';
import type { OpenConflict } from './outcome.js';
import { candidatePath } from './paths.js';
import { type Content, threeWay } from './plan/content.js';
import { mergeMode } from './plan/mode.js';
import type { Action } from './plan.js';
import { findOpen, type Open, typed } from './resolve/find.js';
import { resolvedState } from './resolve/state.js';
import { runTool } from './resolve/tool.js';
import type { JsonObject } from './state/json.js';

/** `edited`: the file as it lies now. `yours` and `new` settle every clashing place and take the rest of both. */
export type How = 'yours' | 'new' | 'edited' | 'tool';

export interface Resolved {
  /** Real path of the service folder. */
  readonly folder: string;
  readonly version: string;
  readonly answers: JsonObject;
  readonly action: Action;
  /** What is still open in the service. */
  readonly conflicts: readonly OpenConflict[];
}

/**
 * Ends the conflict of one file: its base becomes the version that it waited with, its candidate goes.
 * `path`: relative to the current folder. `version`: the generator's own. All of it is written or nothing.
 * Throws Failure where there is no such conflict, where markers are left in the file, or where the disk refuses.
 */
export function resolveConflict(path: string, how: How, version: string): Resolved {
  const first = findOpen(path, version);
  const open = recover(first.place) ? findOpen(path, version) : first;
  const { place, state, id } = open;
  const { manifest } = state;
  if (manifest === undefined) throw new Error('a conflict without a manifest');
  const action = decide(open, path, how);
  const next = resolvedState(open, action);
  apply(place, [action], next);
  const conflicts = [...manifest.outputs].flatMap(([other, { path: at, pending }]) =>
    other === id || pending === undefined
      ? []
      : pending.clashes.map((clash) => ({ path: at, ...clash, candidate: candidatePath(at) })),
  );
  return { folder: place.folder, version: manifest.generator, answers: manifest.answers, action, conflicts };
}

function decide(open: Open, named: string, how: How): Action {
  const { place, state, id, entry, pending } = open;
  const disk = openDisk(place);
  const mine = disk.look(entry.path);
  const common = { id, path: entry.path, about: '' };
  const keep = { action: 'keep', ...common, why: mine.kind === 'absent' ? 'deleted' : 'edited' } as const;
  if (pending.path === undefined) return how === 'new' && mine.kind === 'file' ? { action: 'delete', ...common } : keep;
  const render = state.pending.get(id);
  const text = mine.kind === 'file' ? decode(mine.bytes) : undefined;
  if (how === 'edited') {
    if (text !== undefined && holdsMarkers(text)) throw markersLeft(named);
    return keep;
  }
  if (render === undefined) throw lost(named);
  const isMove = pending.path !== entry.path;
  const isOccupied = isMove && disk.look(pending.path).kind !== 'absent';
  if (mine.kind === 'other' || (mine.kind === 'absent' && how !== 'new')) return keep;
  if (isOccupied && mine.kind === 'file') {
    if (how === 'yours') return keep;
    throw occupied(typed(place, pending.path), named);
  }
  if (mine.kind === 'absent') {
    return { action: 'create', id, path: pending.path, about: '', bytes: Buffer.from(render), mode: pending.mode };
  }
  const bytes = text !== undefined && holdsMarkers(text) ? Buffer.from(withoutMarkers(text, 'yours')) : mine.bytes;
  const content = threeWay(entry.merge, state.bases.get(id), bytes, render);
  const result = how === 'tool' ? byTool(open, bytes, content, render, named) : side(content, how, bytes);
  const mode = mergeMode(entry.mode, mine.mode, pending.mode);
  if (isMove) return { action: 'move', id, path: pending.path, about: '', from: entry.path, bytes: result, mode };
  return Buffer.from(result).equals(mine.bytes) ? keep : { action: 'merge', ...common, bytes: result, mode };
}

function side(content: Content, how: 'yours' | 'new', mine: Uint8Array): Uint8Array {
  if (content.is === 'clash') return content.resolved(how);
  return content.is === 'same' || content.is === 'edited' ? mine : content.bytes;
}

function byTool(open: Open, mine: Uint8Array, content: Content, render: string, named: string): Uint8Array {
  const base = open.state.bases.get(open.id) ?? '';
  const merged = content.is === 'clash' ? content.resolved('markers') : side(content, 'new', mine);
  const result = runTool({
    path: open.entry.path,
    base: Buffer.from(base),
    yours: mine,
    new: Buffer.from(render),
    merged,
  });
  if (holdsMarkers(Buffer.from(result).toString('utf8'))) throw markersLeft(named);
  return result;
}

function markersLeft(path: string): Failure {
  const hint = 'edit it until they are gone, or take a side with --yours or --new';
  return new Failure(`${path}: conflict markers are left in it; ${hint}. Nothing was written.`, {
    code: 'markers-left',
    file: path,
    hint,
  });
}

function lost(path: string): Failure {
  const hint = `saasfactory resolve ${path} --edited`;
  return new Failure(
    `${path}: its new version was lost from .saasfactory; keep the file as it is: ${hint}. Nothing was written.`,
    {
      code: 'pending-lost',
      file: path,
      hint,
    },
  );
}

function occupied(taken: string, path: string): Failure {
  const hint = `move ${taken} away, then saasfactory resolve ${path} --new`;
  return new Failure(`${taken} is a file of yours where the new version belongs: ${hint}. Nothing was written.`, {
    code: 'path-taken',
    file: taken,
    hint,
  });
}
