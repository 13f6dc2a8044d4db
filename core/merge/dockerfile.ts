import type { Clash } from '../state/manifest.js';
import { mergeInstruction } from './dockerfile/body.js';
import { type Instruction, readRecipe, type Stage } from './dockerfile/parts.js';
import { regions } from './hunks.js';
import { mergeLead, sameLines } from './lead.js';
import type { Merger, Side } from './merge.js';
import { weave } from './weave.js';

interface Merging {
  readonly side: Side;
  readonly clashes: Clash[];
}

/**
 * Merges a Dockerfile stage by stage and instruction by instruction, so that changes of neighbouring instructions, of
 * packages and of variables meet only where they are about the same thing. Stages that come or go on both sides in
 * one place are left to the next merger.
 */
export const mergeDockerfile: Merger = (kind, sides, side) => {
  const { base: b, yours: y, next: n } = sides;
  // With another escape character a continuation looks different; nobody's templates have one.
  if (kind !== 'dockerfile' || /^#\s*escape\s*=/im.test(b + y + n)) return undefined;
  const recipes = [b, y, n].map(readRecipe);
  const [base, yours, next] = recipes;
  if (base === undefined || yours === undefined || next === undefined) return undefined;
  const run: Merging = { side, clashes: [] };
  const out: string[] = [];
  const keys = [base, yours, next].map(({ stages }) => stages.map(({ key }) => key)) as [string[], string[], string[]];
  for (const region of regions(...keys)) {
    const old = base.stages.slice(...region.base);
    const mine = yours.stages.slice(...region.yours);
    const theirs = next.stages.slice(...region.next);
    if (region.changed === 'neither') {
      for (const [index, stage] of mine.entries()) out.push(...mergeStage(old[index], stage, theirs[index], run));
    } else if (region.changed === 'both') return undefined;
    else if (region.changed === 'yours') {
      // A stage that is gone on one side and changed on the other is nothing to decide here.
      if (!sameLines(linesOf(old), linesOf(theirs))) return undefined;
      out.push(...linesOf(mine));
    } else {
      if (!sameLines(linesOf(old), linesOf(mine))) return undefined;
      out.push(...linesOf(theirs));
    }
  }
  out.push(...mergeLead(base.tail, yours.tail, next.tail));
  return { text: out.join('\n'), clashes: run.clashes };
};

function linesOf(stages: readonly Stage[]): string[] {
  return stages.flatMap(({ instructions }) => lines(instructions));
}

function lines(instructions: readonly Instruction[]): string[] {
  return instructions.flatMap(({ lead, body }) => [...lead, ...body]);
}

function mergeStage(base: Stage | undefined, yours: Stage, next: Stage | undefined, run: Merging): readonly string[] {
  const [b, y, n] = [base, yours, next].map((stage) => stage?.instructions ?? []) as [
    Instruction[],
    Instruction[],
    Instruction[],
  ];
  const keys = (all: readonly Instruction[]): string[] => all.map(({ key }) => key);
  return regions(keys(b), keys(y), keys(n)).flatMap((region) => {
    const old = b.slice(...region.base);
    const mine = y.slice(...region.yours);
    const theirs = n.slice(...region.next);
    if (keys(mine).join('\n') === keys(theirs).join('\n')) {
      const paired = keys(old).join('\n') === keys(mine).join('\n');
      return mine.flatMap((one, at) =>
        mergeOne(paired ? old[at] : undefined, one, theirs[at] as Instruction, yours.key, run),
      );
    }
    if (sameLines(bodies(old), bodies(theirs))) return lines(mine);
    // With their comments: one that you put above what the template removes is yours.
    if (sameLines(lines(old), lines(mine))) return lines(theirs);
    const woven = beside(old, mine, theirs, yours.key, run) ?? beside(old, theirs, mine, yours.key, run, 'theirs');
    if (woven !== undefined) return woven;
    // Both put something in: one more than the other, or metadata, which may stand on either side of anything.
    if (old.length === 0 && holds(mine, theirs)) return lines(mine);
    if (old.length === 0 && holds(theirs, mine)) return lines(theirs);
    if (old.length === 0 && (mine.every(isFree) || theirs.every(isFree))) return [...lines(mine), ...lines(theirs)];
    return clash(
      `${yours.key}: ${(mine[0] ?? old[0] ?? theirs[0])?.key ?? ''}`,
      lines(old),
      lines(mine),
      lines(theirs),
      run,
    );
  });
}

/** One side put instructions around old ones whose arguments the other changed. */
function beside(
  old: readonly Instruction[],
  grown: readonly Instruction[],
  changed: readonly Instruction[],
  stage: string,
  run: Merging,
  whose: 'mine' | 'theirs' = 'mine',
): readonly string[] | undefined {
  const woven = weave(
    old,
    grown,
    changed,
    (a, b) => a.key === b.key,
    (a, b) => a.word === b.word,
  );
  return woven?.flatMap((one) => {
    if ('put' in one) return lines([one.put]);
    const [yours, next] = whose === 'mine' ? [one.grown, one.changed] : [one.changed, one.grown];
    return mergeOne(old[one.old], yours, next, stage, run);
  });
}

function bodies(instructions: readonly Instruction[]): string[] {
  return instructions.flatMap(({ body }) => body);
}

/** Whether all of `part` is in `whole`, in its order. */
function holds(whole: readonly Instruction[], part: readonly Instruction[]): boolean {
  let at = 0;
  for (const { body } of whole) if (at < part.length && sameLines(body, part[at]?.body ?? [])) at += 1;
  return at === part.length;
}

function isFree({ word }: Instruction): boolean {
  return word === 'ENV' || word === 'ARG' || word === 'LABEL' || word === 'EXPOSE';
}

function mergeOne(
  base: Instruction | undefined,
  yours: Instruction,
  next: Instruction,
  stage: string,
  run: Merging,
): readonly string[] {
  const lead = mergeLead(base?.lead ?? [], yours.lead, next.lead);
  const old = base?.body ?? [];
  const settled = sameLines(yours.body, next.body) || sameLines(old, next.body) ? yours.body : undefined;
  const body =
    settled ?? (sameLines(old, yours.body) ? next.body : base && mergeInstruction(old, yours.body, next.body));
  return [...lead, ...(body ?? clash(`${stage}: ${yours.key}`, old, yours.body, next.body, run))];
}

function clash(
  at: string,
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
  { side, clashes }: Merging,
): readonly string[] {
  const [b, y, n] = differing(base, yours, next).map((all) => all.join('\n').trim()) as [string, string, string];
  // One of several variables in one instruction is the one to name.
  const variable = /^[A-Za-z_]\w*(?==)/.exec(b || y || n)?.[0];
  const named = variable === undefined ? at : at.replace(/(?<= (?:ARG|ENV|LABEL) )\S+$/, variable);
  clashes.push({ at: named, base: b, yours: y, new: n });
  if (side === 'yours') return yours;
  if (side === 'new') return next;
  return ['<<<<<<< yours', ...yours, '||||||| base', ...base, '=======', ...next, '>>>>>>> new'];
}

/** Without the lines that begin or end all three sides alike. */
function differing(...sides: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const shortest = Math.min(...sides.map(({ length }) => length));
  const alike = (at: (side: readonly string[], index: number) => string | undefined, most: number): number => {
    let count = 0;
    while (count < most && new Set(sides.map((side) => at(side, count)?.trimEnd())).size === 1) count += 1;
    return count;
  };
  const head = alike((side, index) => side[index], shortest);
  const tail = alike((side, index) => side[side.length - 1 - index], shortest - head);
  return sides.map((side) => side.slice(head, side.length - tail));
}
