import { regions } from '../hunks.js';
import { mergeLead, sameLines } from '../lead.js';
import { mergeLines } from '../lines.js';
import { clash, type Merging } from './clash.js';
import { shiftPart, withValue } from './lines.js';
import {
  type Block,
  dataOf,
  isBlock,
  isList,
  keyFieldOf,
  type Part,
  type Parts,
  partsOf,
  type Source,
  spanOf,
} from './parts.js';
import { withOldName } from './rename.js';

/** A block collection of one side and where its lines may begin. */
export interface Place {
  readonly source: Source;
  readonly block: Block;
  readonly from: number;
}

/** Thrown for shapes that cannot be cut into lines; the merger then leaves the file to the next one. */
export class NotLines extends Error {}

/** Merges three block collections of one kind; lines in the layout of yours. `base` is absent where both sides added it. */
export function mergeBlocks(base: Place | undefined, yours: Place, next: Place, path: string, run: Merging): string[] {
  const all = [base, yours, next].filter((place) => place !== undefined);
  const lists = all.map((place) => place.block).filter(isList);
  const keyed = lists.length === 0 ? undefined : keyFieldOf(lists);
  const [old, mine, theirs] = [base, yours, next].map((place) => place && cut(place, keyed)) as [
    Parts | undefined,
    Parts,
    Parts,
  ];
  const shifted: Parts = {
    column: mine.column,
    parts: theirs.parts.map((part) => shiftPart(part, mine.column - theirs.column)),
  };
  const was: Parts = {
    column: mine.column,
    parts: (old?.parts ?? []).map((part) => shiftPart(part, mine.column - (old?.column ?? 0))),
  };
  if (lists.length > 0 && keyed === undefined) return mergeSequence(was, mine, shifted, path, run);
  return mergeKeyed(was, mine, shifted, path, run);
}

function cut({ source, block, from }: Place, keyed: string | undefined): Parts {
  const parts = partsOf(source, block, from, keyed);
  if (parts === undefined) throw new NotLines();
  if (
    new Set(parts.parts.map((part) => part.key)).size < parts.parts.length &&
    (keyed !== undefined || !isList(block))
  ) {
    throw new NotLines();
  }
  return parts;
}

/** Entries by their keys, in your order; what the template added comes after its neighbour there. */
function mergeKeyed(base: Parts, yours: Parts, added: Parts, path: string, run: Merging): string[] {
  const next = withOldName(base, yours, added);
  const [old, theirs] = [base, next].map(({ parts }) => new Map(parts.map((part) => [part.key, part]))) as [
    Map<string, Part>,
    Map<string, Part>,
  ];
  const out = new Map<string, string[]>();
  for (const part of yours.parts) {
    out.set(part.key, mergePart(old.get(part.key), part, theirs.get(part.key), path, run));
  }
  const order = [...out.keys()];
  for (const [index, part] of next.parts.entries()) {
    if (out.has(part.key)) continue;
    const lines = mergePart(old.get(part.key), undefined, part, path, run);
    out.set(part.key, lines);
    const before = next.parts.slice(0, index).findLast((one) => order.includes(one.key));
    const after = next.parts.slice(index + 1).find((one) => order.includes(one.key));
    const at =
      before !== undefined
        ? order.indexOf(before.key) + 1
        : after !== undefined
          ? order.indexOf(after.key)
          : order.length;
    order.splice(at, 0, part.key);
  }
  return order.flatMap((key) => out.get(key) ?? []);
}

/** Items without names, by position: arguments, commands, steps. */
function mergeSequence(base: Parts, yours: Parts, next: Parts, path: string, run: Merging): string[] {
  const keys = (parts: readonly Part[]): string[] => parts.map((part) => part.body.join('\n').trimEnd());
  const all = regions(keys(base.parts), keys(yours.parts), keys(next.parts));
  return all.flatMap((region) => {
    const old = base.parts.slice(...region.base);
    const mine = yours.parts.slice(...region.yours);
    const theirs = next.parts.slice(...region.next);
    if (region.changed === 'neither')
      return mine.flatMap((part, at) => mergePart(old[at], part, theirs[at], path, run));
    if (region.changed === 'yours' || keys(mine).join('\n') === keys(theirs).join('\n')) return linesOf(mine);
    if (old.length === mine.length && old.length === theirs.length) {
      return mine.flatMap((part, at) => mergePart(old[at], part, theirs[at], path, run));
    }
    if (region.changed === 'new') return [...ownComments(old, mine), ...linesOf(theirs)];
    return clash(path, linesOf(old), linesOf(mine), linesOf(theirs), run);
  });
}

/** What you wrote above items that the template replaces by more or fewer. */
function ownComments(old: readonly Part[], mine: readonly Part[]): string[] {
  const known = old.flatMap(({ lead }) => lead.map((line) => line.trim()));
  return mine.flatMap(({ lead }) => lead.filter((line) => line.trim() !== '' && !known.includes(line.trim())));
}

function linesOf(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => [...part.lead, ...part.body]);
}

/** One entry of up to three sides, lead comments and all. */
function mergePart(
  base: Part | undefined,
  yours: Part | undefined,
  next: Part | undefined,
  path: string,
  run: Merging,
): string[] {
  const label = (yours ?? next ?? base)?.label ?? '';
  const at = path === '' || label.startsWith('[') ? `${path}${label}` : `${path}.${label}`;
  if (yours === undefined || next === undefined) {
    const left = yours ?? next;
    if (left === undefined) return [];
    if (base === undefined) return linesOf([left]);
    // A comment that you put above what the template removes is yours too.
    if (sameLines(base.body, left.body) && (yours === undefined || sameLines(base.lead, left.lead))) return [];
    return clash(
      at,
      base.body,
      yours === undefined ? [] : linesOf([yours]),
      next === undefined ? [] : linesOf([next]),
      run,
    );
  }
  const lead = mergeLead(base?.lead ?? [], yours.lead, next.lead);
  return [...lead, ...mergeBody(base, yours, next, at, run)];
}

function mergeBody(base: Part | undefined, yours: Part, next: Part, at: string, run: Merging): readonly string[] {
  if (sameLines(yours.body, next.body) || (base !== undefined && sameLines(base.body, next.body))) return yours.body;
  if (base !== undefined && sameLines(base.body, yours.body)) return next.body;
  const nested = mergeNested(base, yours, next, at, run);
  if (nested !== undefined) return nested;
  const [old, mine, theirs] = [base && dataOf(base.value), dataOf(yours.value), dataOf(next.value)];
  if (mine === theirs || old === theirs) return yours.body;
  if (old === mine) {
    const valued = withValue(yours, next);
    if (valued !== undefined) return valued;
    // The data is the template's to change; comments that you wrote into it are not its to drop.
    if (!yours.body.some((line) => line.includes('#') && base?.body.includes(line) !== true)) return next.body;
  }
  if (base !== undefined && yours.body.length > 1 && next.body.length > 1) {
    const [b, y, n] = [base, yours, next].map((part) => `${part.body.join('\n')}\n`) as [string, string, string];
    const merged = mergeLines({ base: b, yours: y, next: n }, 'yours');
    if (merged.clashes.length === 0) return merged.text.trimEnd().split('\n');
  }
  return clash(at, base?.body ?? [], yours.body, next.body, run, [base, yours, next]);
}

/** Both sides are collections of one kind below a key line, or maps behind a dash. */
function mergeNested(base: Part | undefined, yours: Part, next: Part, at: string, run: Merging): string[] | undefined {
  const places = [base, yours, next].map((part) => part && placeOf(part));
  const [old, mine, theirs] = places;
  if (mine === undefined || theirs === undefined || isList(mine.block) !== isList(theirs.block)) return undefined;
  const usable = old !== undefined && isList(old.block) === isList(mine.block) ? old : undefined;
  if (base !== undefined && usable === undefined) return undefined;
  const inner = mergeBlocks(usable, mine, theirs, at, run);
  if (mine.from > yours.from) {
    const heads = [base, yours, next].map((part) => part?.body[0]) as [string | undefined, string, string];
    return [heads[0] === heads[1] ? heads[2] : heads[1], ...inner];
  }
  // The dash of the item goes before whatever entry is first now.
  const dash = (yours.body[0] ?? '').indexOf('-');
  const first = inner.findIndex((line) => !/^\s*(#.*)?$/.test(line));
  const line = inner[first];
  if (dash < 0 || line === undefined) throw new NotLines();
  return inner.with(first, `${line.slice(0, dash)}-${line.slice(dash + 1)}`);
}

function placeOf({ value, source, from }: Part): Place | undefined {
  if (!isBlock(value)) return undefined;
  const span = spanOf(value);
  if (span === undefined) return undefined;
  const line = source.counter.linePos(span[0]).line - 1;
  if (line > from) return { source, block: value, from: from + 1 };
  return isList(value) ? undefined : { source, block: value, from };
}
