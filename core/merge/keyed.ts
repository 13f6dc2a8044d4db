import type { Clash } from '../state/manifest.js';
import { mergeLead, sameLines } from './lead.js';
import type { Side } from './merge.js';

/** One entry of a file that is a list of entries with names of their own, as whole lines. */
export interface Entry {
  readonly key: string;
  /** Comments and blank lines above it. */
  readonly lead: readonly string[];
  readonly body: readonly string[];
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** Lines below the last entry. */
  readonly tail: readonly string[];
}

export interface Merging {
  readonly side: Side;
  readonly clashes: Clash[];
  /** Merges bodies that both sides changed; undefined where they clash. May note clashes of its own. */
  readonly inside?: (
    base: readonly string[],
    yours: readonly string[],
    next: readonly string[],
    key: string,
  ) => readonly string[] | undefined;
}

/** Whether no key comes twice: only then do keys say what is the same entry on another side. */
export function hasOwnKeys({ entries }: Entries): boolean {
  return new Set(entries.map(({ key }) => key)).size === entries.length;
}

/** Merges three lists of entries by their keys. The order is that of yours; a new entry stands behind its neighbour. */
export function mergeEntries(base: Entries, yours: Entries, next: Entries, run: Merging): readonly string[] {
  const was = new Map(base.entries.map((one) => [one.key, one]));
  const theirs = new Map(next.entries.map((one) => [one.key, one]));
  const out = new Map<string, Written>();
  for (const mine of yours.entries) out.set(mine.key, mergeOne(was.get(mine.key), mine, theirs.get(mine.key), run));
  const order = [...out.keys()];
  for (const [index, one] of next.entries.entries()) {
    if (out.has(one.key)) continue;
    out.set(one.key, mergeOne(was.get(one.key), undefined, one, run));
    order.splice(placeFor(next.entries, index, order), 0, one.key);
    takeHeading(one, next.entries[index + 1], out);
  }
  const lines = order.flatMap((key) => [...(out.get(key)?.lead ?? []), ...(out.get(key)?.body ?? [])]);
  return [...lines, ...mergeLead(base.tail, yours.tail, next.tail)];
}

interface Written {
  readonly lead: readonly string[];
  readonly body: readonly string[];
}

/** You removed the first entry below a heading and the heading passed on to the next: a new first entry takes it back. */
function takeHeading(one: Entry, following: Entry | undefined, out: Map<string, Written>): void {
  const after = following && out.get(following.key);
  const fresh = out.get(one.key);
  if (following === undefined || after === undefined || fresh === undefined) return;
  if (one.lead.length > 0 || following.lead.length > 0) return;
  out.set(one.key, { ...fresh, lead: after.lead });
  out.set(following.key, { ...after, lead: [] });
}

function placeFor(entries: readonly Entry[], index: number, order: readonly string[]): number {
  const [previous, following] = [entries[index - 1], entries[index + 1]];
  const isBetween = previous !== undefined && order.includes(previous.key);
  if (!isBetween && following?.lead.length === 0 && order.includes(following.key)) return order.indexOf(following.key);
  const before = entries.slice(0, index).findLast(({ key }) => order.includes(key));
  if (before !== undefined) return order.indexOf(before.key) + 1;
  const after = entries.slice(index + 1).find(({ key }) => order.includes(key));
  return after === undefined ? order.length : order.indexOf(after.key);
}

function mergeOne(base: Entry | undefined, yours: Entry | undefined, next: Entry | undefined, run: Merging): Written {
  const left = yours ?? next;
  if (left === undefined) return { lead: [], body: [] };
  if (yours === undefined || next === undefined) {
    if (base === undefined) return left;
    if (sameLines(base.body, left.body)) {
      // A comment that you wrote above what the template removes is yours.
      const own = yours?.lead.filter((line) => line.trim() !== '' && !base.lead.includes(line)) ?? [];
      return { lead: own, body: [] };
    }
    return { lead: left.lead, body: clash(left.key, base.body, yours?.body ?? [], next?.body ?? [], run) };
  }
  const lead = mergeLead(base?.lead ?? [], yours.lead, next.lead);
  const body = mergeBody(base?.body ?? [], yours.body, next.body, left.key, run, base !== undefined);
  return { lead, body };
}

function mergeBody(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
  key: string,
  run: Merging,
  known: boolean,
): readonly string[] {
  if (sameLines(yours, next) || (known && sameLines(base, next))) return yours;
  if (known && sameLines(base, yours)) return next;
  return run.inside?.(base, yours, next, key) ?? clash(key, base, yours, next, run);
}

function clash(
  at: string,
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
  { side, clashes }: Merging,
): readonly string[] {
  const [b, y, n] = [base, yours, next].map((lines) => lines.join('\n').trim()) as [string, string, string];
  clashes.push({ at, base: b, yours: y, new: n });
  if (side === 'yours') return yours;
  if (side === 'new') return next;
  return ['<<<<<<< yours', ...yours, '||||||| base', ...base, '=======', ...next, '>>>>>>> new'];
}
