import type { Difference } from './difference.js';
import { plain } from './same.js';
import { stretches } from './stretches.js';

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Lines that say something: without comments and indentation, with single spaces. */
const meant = (source: string, wanted: (text: string) => boolean): readonly Line[] =>
  source
    .split(/\r?\n/)
    .map((raw, index) => ({ line: index + 1, text: raw.trim().replace(/\s+/g, ' ') }))
    .filter(({ text }) => text !== '' && !text.startsWith('#') && wanted(text));

/**
 * Lines of a text that are not as they were written. Lines that were added are not told, nor those that only moved.
 * @param offset lines above the text, where it lies inside another file
 */
export function* lineDifferences(
  was: string,
  is: string,
  wanted: (text: string) => boolean = () => true,
  offset = 0,
): Generator<Difference> {
  let last = 0;
  for (const one of stretches(meant(was, wanted), meant(is, wanted), ({ text }) => plain(text))) {
    if (!one.same)
      for (const [index, { text }] of one.was.entries()) {
        const now = one.is[index];
        if (now === undefined) yield { line: Math.max(1, last + offset), was: text };
        else yield { line: now.line + offset, was: text, is: now.text };
      }
    last = one.is.at(-1)?.line ?? last;
  }
}
