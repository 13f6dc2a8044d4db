import { regions } from './hunks.js';

/**
 * Comments and blank lines above an entry, three ways. Nothing depends on them, so they never clash: what both sides
 * put in one place is all there, and of a comment that both rewrote yours stays.
 */
export function mergeLead(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] {
  if (sameLines(base, yours) || sameLines(yours, next)) return next;
  return regions(base, yours, next).flatMap((region) => {
    const [mine, theirs] = [yours.slice(...region.yours), next.slice(...region.next)];
    if (region.changed === 'new') return theirs;
    if (region.changed !== 'both' || sameLines(mine, theirs)) return mine;
    return region.base[0] === region.base[1] ? [...mine, ...theirs] : mine;
  });
}

/** Equal but for blanks at the ends of lines. */
export function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line.trimEnd() === b[index]?.trimEnd());
}
