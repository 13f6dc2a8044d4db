import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Tree } from '../core/output.js';
import type { Action } from '../core/plan.js';

/** Unchanged lines around a change. */
const AROUND = 3;

/**
 * What would change, as unified diffs by path: each file as it lies on disk against what would be written; a file that
 * is kept because it was there before, against what the scaffold has instead.
 */
export function diffsOf(folder: string, actions: readonly Action[], tree: Tree): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const action of actions) {
    const next = nextText(action, tree);
    if (next === undefined) continue;
    const before = readText(join(folder, action.action === 'move' ? action.from : action.path));
    if (before !== next) found.set(action.path, unified(action.path, before, next));
  }
  return found;
}

function nextText(action: Action, tree: Tree): string | undefined {
  if ('bytes' in action) return Buffer.from(action.bytes).toString('utf8');
  if (action.action === 'conflict') return Buffer.from(action.candidate).toString('utf8');
  if (action.action === 'delete') return '';
  return action.action === 'keep' && action.why === 'hand-written' ? tree.get(action.id)?.text : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

interface Change {
  readonly at: readonly [number, number];
  readonly to: readonly [number, number];
}

/** A unified diff of two texts, without time stamps. */
export function unified(path: string, before: string, after: string): string {
  const { diffIndices } = createRequire(import.meta.url)('node-diff3') as typeof import('node-diff3');
  const [old, now] = [linesOf(before), linesOf(after)] as const;
  const changes = diffIndices(old, now).map(
    ({ buffer1, buffer2 }): Change => ({ at: buffer1 as [number, number], to: buffer2 as [number, number] }),
  );
  const lines = [`--- ${before === '' ? '/dev/null' : path}`, `+++ ${after === '' ? '/dev/null' : path}`];
  for (const hunk of hunks(changes)) lines.push(...hunkLines(hunk, old, now));
  return lines.join('\n');
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** Changes so near to each other that they share their surroundings. */
function hunks(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    const last = groups.at(-1);
    if (last && change.at[0] - end <= AROUND * 2) last.push(change);
    else groups.push([change]);
    end = change.at[0] + change.at[1];
  }
  return groups;
}

function hunkLines(changes: readonly Change[], old: readonly string[], now: readonly string[]): readonly string[] {
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last) return [];
  const before = Math.min(AROUND, first.at[0]);
  const after = Math.min(AROUND, old.length - (last.at[0] + last.at[1]));
  const [start, startNow] = [first.at[0] - before, first.to[0] - before];
  const [length, lengthNow] = [last.at[0] + last.at[1] + after - start, last.to[0] + last.to[1] + after - startNow];
  const lines = [`@@ -${range(start, length)} +${range(startNow, lengthNow)} @@`];
  let at = start;
  for (const { at: from, to } of changes) {
    lines.push(...old.slice(at, from[0]).map((line) => ` ${line}`));
    lines.push(...old.slice(from[0], from[0] + from[1]).map((line) => `-${line}`));
    lines.push(...now.slice(to[0], to[0] + to[1]).map((line) => `+${line}`));
    at = from[0] + from[1];
  }
  return [...lines, ...old.slice(at, at + after).map((line) => ` ${line}`)];
}

function range(start: number, length: number): string {
  return `${length === 0 ? start : start + 1},${length}`;
}
