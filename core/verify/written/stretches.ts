import { createRequire } from 'node:module';
import type { Stretch } from './difference.js';

/** Lays two lists beside each other by a key of their items, in order; what only moved lies beside itself at the end. */
export function stretches<T>(was: readonly T[], is: readonly T[], key: (item: T) => string): readonly Stretch<T>[] {
  const { diffIndices } = createRequire(import.meta.url)('node-diff3') as typeof import('node-diff3');
  const [before, after] = [was.map(key), is.map(key)];
  const hunks = diffIndices(before, after);
  const gone = new Set(hunks.flatMap(({ buffer1: [from, length] }) => before.slice(from, from + length)));
  const come = new Set(hunks.flatMap(({ buffer2: [from, length] }) => after.slice(from, from + length)));
  const stays = (item: T): boolean => !(gone.has(key(item)) && come.has(key(item)));
  const found: Stretch<T>[] = [];
  let [left, right] = [0, 0];
  for (const { buffer1, buffer2 } of [...hunks, { buffer1: [was.length, 0], buffer2: [is.length, 0] }]) {
    const [from = 0, length = 0] = buffer1;
    const [at = 0, grown = 0] = buffer2;
    if (from > left) found.push({ was: was.slice(left, from), is: is.slice(right, at), same: true });
    [left, right] = [from + length, at + grown];
    if (length > 0)
      found.push({ was: was.slice(from, left).filter(stays), is: is.slice(at, right).filter(stays), same: false });
  }
  const moved = was.filter((item) => !stays(item));
  const places = new Map(is.map((item) => [key(item), item]));
  const now = moved.flatMap((item) => places.get(key(item)) ?? []);
  return moved.length === 0 ? found : [...found, { was: moved, is: now, same: true }];
}
