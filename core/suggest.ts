import { createRequire } from 'node:module';

/** The known word nearest to a mistyped one, within a third of its length; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Loaded on a mistake alone: a run without one pays nothing for it.
  const { distance } = createRequire(import.meta.url)('fastest-levenshtein') as typeof import('fastest-levenshtein');
  const lower = word.slice(0, 60).toLowerCase();
  const limit = Math.max(1, Math.floor(lower.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(lower, candidate.toLowerCase()) }))
    .filter(({ steps }) => steps <= limit)
    .sort((a, b) => a.steps - b.steps);
  return ranked[0]?.candidate;
}
