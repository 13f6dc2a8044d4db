import { mergeLines } from './lines.js';

/** Comments and blank lines above an entry, three ways; where they clash yours stay, nothing depends on them. */
export function mergeLead(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] {
  if (sameLines(base, yours)) return next;
  const [b, y, n] = [base, yours, next].map((lines) => lines.map((line) => `${line}\n`).join('')) as [
    string,
    string,
    string,
  ];
  const merged = mergeLines({ base: b, yours: y, next: n }, 'yours').text;
  return merged === '' ? [] : merged.replace(/\n$/, '').split('\n');
}

/** Equal but for blanks at the ends of lines. */
export function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line.trimEnd() === b[index]?.trimEnd());
}
