import type { Clash } from '../state/manifest.js';
import { regions } from './hunks.js';
import { type Entries, type Entry, hasOwnKeys, mergeEntries } from './keyed.js';
import { mergeLines } from './lines.js';
import type { MergeResult, Merger, Side, Sides } from './merge.js';

const TICKED = /^(\s*(?:[-*+]|\d+\.) )\[[xX]\] (.*)$/;

/**
 * Merges Markdown section by section, and within one by lines. A box that you ticked is no change of its line: the
 * template may move the task or change what stands around it. What both sides put in one place is all there, the
 * template's first. Undefined when a ticked task is not in the result, so that the lines clash.
 */
export const mergeMarkdown: Merger = (kind, sides, side) => {
  if (kind !== 'markdown') return undefined;
  const ticked = new Map<string, number>();
  const before = new Set(sides.base.split('\n'));
  const open = sides.yours.split('\n').map((line) => {
    const found = TICKED.exec(line);
    if (found === null || before.has(line)) return line;
    const plain = `${found[1]}[ ] ${found[2]}`;
    // A ticked task of your own is a line like any other.
    if (!before.has(plain)) return line;
    ticked.set(plain, (ticked.get(plain) ?? 0) + 1);
    return plain;
  });
  // One of two equal tasks ticked: nobody can say which one it is after lines have moved.
  const counts = (line: string): number => open.filter((one) => one === line).length;
  if ([...ticked].some(([line, count]) => count < counts(line))) return undefined;
  const plain = { ...sides, yours: open.join('\n') };
  const merged = bySections(plain, side) ?? byParts(plain, side);
  const lines = merged.text.split('\n');
  if ([...ticked.keys()].some((line) => !lines.includes(line))) return undefined;
  const text = lines.map((line) => (ticked.has(line) ? line.replace('[ ]', '[x]') : line)).join('\n');
  return { text, clashes: merged.clashes };
};

function bySections(sides: Sides, side: Side): MergeResult | undefined {
  const [base, yours, next] = [sides.base, sides.yours, sides.next].map(sections) as [Entries, Entries, Entries];
  if (![base, yours, next].every(hasOwnKeys)) return undefined;
  const clashes: Clash[] = [];
  const inside = (b: readonly string[], y: readonly string[], n: readonly string[], key: string) => {
    const [old, mine, theirs] = [b, y, n].map((lines) => lines.map((line) => `${line}\n`).join('')) as [
      string,
      string,
      string,
    ];
    const merged = byParts({ base: old, yours: mine, next: theirs }, side);
    clashes.push(...merged.clashes.map((one) => ({ ...one, at: key === '' ? one.at : `${key}: ${one.at}` })));
    return merged.text.replace(/\n$/, '').split('\n');
  };
  const lines = mergeEntries(base, yours, next, { side, clashes, inside });
  const ended = sides.yours.endsWith('\n') || (!sides.base.endsWith('\n') && sides.next.endsWith('\n'));
  return { text: `${lines.join('\n')}${ended ? '\n' : ''}`, clashes };
}

/** A heading with the lines below it; `#` in a fenced block is none. A number before its words may change. */
function sections(text: string): Entries {
  const entries: { key: string; lead: string[]; body: string[] }[] = [];
  const path: string[] = [];
  let fence: string | undefined;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) fence = fence ? undefined : mark;
    const [, hashes, words = ''] = (fence === undefined && /^(#{1,6})\s+(.*)$/.exec(line)) || [];
    if (hashes !== undefined) {
      path.length = Math.min(path.length, hashes.length - 1);
      path[hashes.length - 1] = words.replace(/^\d+(\.\d+)*\.?\s+/, '').trim();
      // The title names no section: a file whose title changes still is the same file.
      const key = path.filter((part, level) => part !== undefined && level > 0).join(' / ');
      entries.push({ key: hashes === '#' ? 'title' : key, lead: [], body: [line] });
    } else if (entries.length === 0) entries.push({ key: '', lead: [], body: [line] });
    else entries.at(-1)?.body.push(line);
  }
  return { entries: entries satisfies readonly Entry[], tail: [] };
}

/** By lines, but what one side put beside a change of the other stays beside it: prose has no order to break. */
function byParts(sides: Sides, side: Side): MergeResult {
  const flat = mergeLines(sides, side);
  if (flat.clashes.length === 0) return flat;
  const [base, yours, next] = [sides.base, sides.yours, sides.next].map((text) => text.split('\n')) as [
    string[],
    string[],
    string[],
  ];
  const out: string[] = [];
  for (const region of regions(base, yours, next)) {
    const old = base.slice(...region.base);
    const mine = yours.slice(...region.yours);
    const theirs = next.slice(...region.next);
    const both = region.changed === 'both' && mine.join('\n') !== theirs.join('\n');
    const merged = both ? beside(old, mine, theirs) : region.changed === 'new' ? theirs : mine;
    if (merged === undefined) return flat;
    out.push(...merged);
  }
  return { text: out.join('\n'), clashes: [] };
}

/** One side kept the old lines and only put others before or behind them; or both put lines where there were none. */
function beside(
  old: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] | undefined {
  if (old.length === 0) {
    // Equal ends are there once.
    const ends = theirs.filter((line, at) => line.trim() !== '' || at < theirs.length - 1 || mine.at(-1) !== line);
    return [...ends, ...mine.filter((line) => line.trim() === '' || !theirs.includes(line))];
  }
  // Yours already is the template's with more beside it.
  if (grows(mine, theirs)) return mine;
  return around(old, mine, theirs) ?? around(old, theirs, mine);
}

function grows(mine: readonly string[], theirs: readonly string[]): boolean {
  const from = mine.length - theirs.length;
  return (
    from > 0 && theirs.length > 0 && [0, from].some((at) => theirs.every((line, index) => mine[at + index] === line))
  );
}

function around(
  old: readonly string[],
  grown: readonly string[],
  changed: readonly string[],
): readonly string[] | undefined {
  const before = grown.length - old.length;
  if (before <= 0) return undefined;
  const equal = (from: number): boolean => old.every((line, at) => grown[from + at] === line);
  if (equal(0)) return [...changed, ...grown.slice(old.length)];
  return equal(before) ? [...grown.slice(0, before), ...changed] : undefined;
}
