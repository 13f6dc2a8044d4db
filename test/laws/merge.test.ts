import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeText } from '../../core/merge/merge.js';
import { parses } from '../../core/merge/parses.js';
import type { MergeKind } from '../../core/output.js';
import { threeWay } from '../../core/plan/content.js';
import { KINDS, sidesOf } from './texts.js';

/** Cases over all kinds and laws: 2,000 here, LAW_RUNS=100000 in `npm run laws`. */
const RUNS = Math.ceil(Number(process.env.LAW_RUNS ?? 2000) / (KINDS.length * 4));

describe.each(KINDS)('laws of merging: %s', (kind: MergeKind) => {
  const sides = sidesOf(kind);
  const check = (property: fc.IProperty<[{ base: string; yours: string; next: string }]>): void =>
    fc.assert(property, { numRuns: RUNS });

  test('equal and untouched sides', () => {
    check(
      fc.property(sides, ({ base, yours, next }) => {
        const clean = (text: string) => ({ text, clashes: [] });
        expect(mergeText(kind, { base, yours: base, next: base }, 'new')).toEqual(clean(base));
        expect(mergeText(kind, { base, yours: base, next }, 'new')).toEqual(clean(next));
        expect(mergeText(kind, { base, yours, next: base }, 'new')).toEqual(clean(yours));
        expect(mergeText(kind, { base, yours, next: yours }, 'new')).toEqual(clean(yours));
      }),
    );
  });

  test('CRLF and LF give the same conflicts', () => {
    check(
      fc.property(sides, ({ base, yours, next }) => {
        const lf = threeWay(kind, base, Buffer.from(yours), next);
        const crlf = threeWay(kind, base, Buffer.from(yours.replaceAll('\n', '\r\n')), next);
        // Without a line end there is nothing to tell them apart by, and equal bytes are no edit.
        const word = (content: typeof lf): unknown => (content.is === 'clash' ? content.clashes : content.is);
        if (yours !== base && yours !== next && yours.includes('\n')) expect(word(crlf)).toEqual(word(lf));
      }),
    );
  });

  test('the output parses where both inputs do', () => {
    check(
      fc.property(sides, ({ base, yours, next }) => {
        fc.pre(parses(kind, yours) && parses(kind, next));
        expect(parses(kind, mergeText(kind, { base, yours, next }, 'new').text)).toBe(true);
        expect(parses(kind, mergeText(kind, { base, yours, next }, 'yours').text)).toBe(true);
      }),
    );
  });

  test('every line that you added or changed is in the output with your sides taken, and running again is a no-op', () => {
    check(
      fc.property(sides, ({ base, yours, next }) => {
        const { text, clashes } = mergeText(kind, { base, yours, next }, 'yours');
        const left = new Set(piecesOf(kind, text));
        const old = new Set(piecesOf(kind, base));
        expect(piecesOf(kind, yours).filter((piece) => !old.has(piece) && !left.has(piece))).toEqual([]);
        if (clashes.length > 0) return;
        expect(mergeText(kind, { base: next, yours: text, next }, 'new')).toEqual({ text, clashes: [] });
      }),
    );
  });
});

/** What a user can have added: lines without what a merge may put around them, for JSON the values with their paths. */
function piecesOf(kind: MergeKind, text: string): readonly string[] {
  if (kind === 'json') return leaves(JSON.parse(text), '');
  return text.split('\n').map((line) =>
    line
      .replace(/\s*\\?\s*$/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

function leaves(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`));
}
