import type { Clash } from '../state/manifest.js';
import { type Region, regions } from './hunks.js';
import type { MergeResult, Side, Sides } from './merge.js';
import { weave } from './weave.js';

/** Three-way merge by lines. Equal changes agree; changes that touch each other clash unless each is another line. */
export function mergeLines(sides: Sides, side: Side): MergeResult {
  const base = split(sides.base);
  const yours = split(sides.yours);
  const next = split(sides.next);
  const out: string[] = [];
  const clashes: Clash[] = [];
  for (const region of regions(base, yours, next)) {
    const mine = yours.slice(...region.yours);
    const theirs = next.slice(...region.next);
    const old = base.slice(...region.base);
    const agreed = agree(region, old, mine, theirs);
    if (agreed !== undefined) {
      out.push(...agreed);
      continue;
    }
    clashes.push({ at: place(region), base: old.join('\n'), yours: mine.join('\n'), new: theirs.join('\n') });
    if (side === 'markers')
      out.push('<<<<<<< yours', ...mine, '||||||| base', ...old, '=======', ...theirs, '>>>>>>> new');
    else out.push(...(side === 'yours' ? mine : theirs));
  }
  return { text: join(out, sides), clashes };
}

/** What both sides can agree on in a region, or undefined. */
function agree(region: Region, old: readonly string[], mine: readonly string[], theirs: readonly string[]) {
  if (region.changed === 'neither' || region.changed === 'yours') return mine;
  if (region.changed === 'new' || same(mine, theirs)) return theirs;
  if (same(mine, old)) return theirs;
  if (same(theirs, old)) return mine;
  if (adds(old, theirs, mine)) return mine;
  if (adds(old, mine, theirs)) return theirs;
  // Neighbouring lines that were each changed in place by one side only: git calls this a conflict, nobody else would.
  if (mine.length !== old.length || theirs.length !== old.length) {
    return (
      thinned(old, mine, theirs) ?? thinned(old, theirs, mine) ?? grown(old, mine, theirs) ?? grown(old, theirs, mine)
    );
  }
  const merged: string[] = [];
  for (const [index, line] of old.entries()) {
    const [left, right] = [mine[index] as string, theirs[index] as string];
    if (left !== line && right !== line && left !== right) return undefined;
    merged.push(left === line ? right : left);
  }
  return merged;
}

/** One side only removed lines, the other only changed ones in place, and none of them is the same line. */
function thinned(
  old: readonly string[],
  fewer: readonly string[],
  changed: readonly string[],
): readonly string[] | undefined {
  if (fewer.length === 0 || changed.length !== old.length || new Set(old).size < old.length) return undefined;
  const kept = old.flatMap((line, at) => (fewer.includes(line) ? [at] : []));
  if (
    !same(
      fewer,
      kept.map((at) => old[at] ?? ''),
    )
  )
    return undefined;
  if (old.some((line, at) => !kept.includes(at) && changed[at] !== line)) return undefined;
  return kept.map((at) => changed[at] ?? '');
}

/** Both made the same change, and one put more lines around it. */
function adds(old: readonly string[], change: readonly string[], more: readonly string[]): boolean {
  let at = 0;
  const extra = more.filter((line) => {
    if (at >= change.length || line !== change[at]) return true;
    at += 1;
    return false;
  });
  return change.length > 0 && at === change.length && !extra.some((line) => old.includes(line));
}

/** One side only put lines in, the other only changed some words of the lines around them. */
function grown(
  old: readonly string[],
  more: readonly string[],
  changed: readonly string[],
): readonly string[] | undefined {
  const woven = weave(old, more, changed, (a, b) => a === b, alike);
  return woven?.map((one) => ('put' in one ? one.put : one.changed));
}

/** The same line with other words in it: as deep, and half of its words or more are the same. */
function alike(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [a, b].map((line): string[] => line.match(/\w+|[^\w\s]+/g) ?? []) as [string[], string[]];
  if (/^\s*/.exec(a)?.[0] !== /^\s*/.exec(b)?.[0]) return false;
  const equal = left.filter((word) => right.includes(word)).length;
  return equal * 2 >= Math.max(left.length, right.length);
}

/** Where a clash lies in your file: `lines 10-14`, `line 10`, or `after line 9` where you removed what was changed. */
function place({ yours: [from, to] }: Region): string {
  if (to === from) return from === 0 ? 'before line 1' : `after line ${from}`;
  return to - from === 1 ? `line ${to}` : `lines ${from + 1}-${to}`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** Lines without their ends; a final newline is no line of its own, it is decided in `join`. */
function split(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** The final newline is one more fact with three sides: whoever changed it wins. */
function join(lines: readonly string[], { base, yours, next }: Sides): string {
  if (lines.length === 0) return '';
  const [old, mine, theirs] = [base, yours, next].map((text) => text === '' || text.endsWith('\n'));
  return lines.join('\n') + ((mine === old ? theirs : mine) ? '\n' : '');
}
