import { createRequire } from 'node:module';

/** A stretch of the base and what each side has in its place; indices into the lines of that side, end excluded. */
export interface Region {
  readonly base: readonly [from: number, to: number];
  readonly yours: readonly [from: number, to: number];
  readonly next: readonly [from: number, to: number];
  /** Who changed it. */
  readonly changed: 'neither' | 'yours' | 'new' | 'both';
}

interface Hunk {
  readonly side: 'yours' | 'new';
  readonly from: number;
  readonly to: number;
  /** Lines that the side has more than the base in this place. */
  readonly grown: number;
}

/** Cuts three line lists into regions that cover them in order. Changes that touch each other are one region. */
export function regions(base: readonly string[], yours: readonly string[], next: readonly string[]): readonly Region[] {
  const hunks = [...diff(base, yours, 'yours'), ...diff(base, next, 'new')].sort(
    (a, b) => a.from - b.from || a.to - b.to,
  );
  const found: Region[] = [];
  const at = { base: 0, yours: 0, next: 0 };
  const add = (to: number, grownYours: number, grownNew: number, changed: Region['changed']): void => {
    const length = to - at.base;
    const ends = { base: to, yours: at.yours + length + grownYours, next: at.next + length + grownNew };
    found.push({ base: [at.base, ends.base], yours: [at.yours, ends.yours], next: [at.next, ends.next], changed });
    Object.assign(at, ends);
  };
  for (let index = 0; index < hunks.length; ) {
    const first = hunks[index] as Hunk;
    if (first.from > at.base) add(first.from, 0, 0, 'neither');
    let end = first.to;
    const grown = { yours: 0, new: 0 };
    const sides = new Set<Hunk['side']>();
    for (; index < hunks.length; index += 1) {
      const hunk = hunks[index] as Hunk;
      if (sides.size > 0 && hunk.from > end) break;
      end = Math.max(end, hunk.to);
      grown[hunk.side] += hunk.grown;
      sides.add(hunk.side);
    }
    add(end, grown.yours, grown.new, sides.size === 2 ? 'both' : sides.has('yours') ? 'yours' : 'new');
  }
  if (at.base < base.length) add(base.length, 0, 0, 'neither');
  return found;
}

function diff(base: readonly string[], side: readonly string[], name: Hunk['side']): readonly Hunk[] {
  const { diffIndices } = createRequire(import.meta.url)('node-diff3') as typeof import('node-diff3');
  return diffIndices([...base], [...side]).map(({ buffer1: [from, length], buffer2 }) => ({
    side: name,
    from,
    to: from + length,
    grown: buffer2[1] - length,
  }));
}
