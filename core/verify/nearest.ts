import { distance } from 'fastest-levenshtein';

/**
 * The name that was probably meant; undefined when none is close. Close is one edit for each three characters, so that
 * `PORT` and `HOST` are strangers and `replcias` is `replicas`.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const one of known) {
    if (one === name) continue;
    const edits = one.toLowerCase() === lower ? 0 : distance(lower, one.toLowerCase());
    if (edits < least && edits <= Math.floor(Math.max(name.length, one.length) / 3)) {
      best = one;
      least = edits;
    }
  }
  return best;
}
