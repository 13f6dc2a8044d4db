import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dress, plain } from '../../core/merge/endings.js';
import { mergeText, type Sides } from '../../core/merge/merge.js';
import { parses } from '../../core/merge/parses.js';
import type { MergeKind } from '../../core/output.js';
import { threeWay } from '../../core/plan/content.js';

const RUNS = { numRuns: 400 };
const KINDS: readonly MergeKind[] = ['lines', 'yaml', 'json', 'dockerfile', 'markdown'];
const kind = fc.constantFrom(...KINDS);
const line = fc.constantFrom(
  'a: 1',
  'b: 2',
  'b: 3',
  '  c: 4',
  '- name: x',
  'FROM a',
  'RUN b',
  '',
  '# note',
  '{',
  '}',
  '"a": 1,',
);
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((one) => `${one}\n`).join(''));

describe('laws of merging', () => {
  test('three equal texts are that text', () => {
    fc.assert(
      fc.property(kind, text, (of, x) => {
        expect(mergeText(of, { base: x, yours: x, next: x }, 'new')).toEqual({ text: x, clashes: [] });
      }),
      RUNS,
    );
  });

  test('an untouched side yields the other, equal sides agree', () => {
    fc.assert(
      fc.property(kind, text, text, (of, base, other) => {
        expect(mergeText(of, { base, yours: base, next: other }, 'new')).toEqual({ text: other, clashes: [] });
        expect(mergeText(of, { base, yours: other, next: base }, 'new')).toEqual({ text: other, clashes: [] });
        expect(mergeText(of, { base, yours: other, next: other }, 'new')).toEqual({ text: other, clashes: [] });
      }),
      RUNS,
    );
  });

  test('when yours and new parse, so does what comes out', () => {
    fc.assert(
      fc.property(
        kind,
        text,
        text,
        text,
        fc.constantFrom('yours' as const, 'new' as const),
        (of, base, yours, next, side) => {
          fc.pre(parses(of, yours) && parses(of, next));
          expect(parses(of, mergeText(of, { base, yours, next }, side).text)).toBe(true);
        },
      ),
      RUNS,
    );
  });

  test('every line that only you have is in the result or in a clash', () => {
    fc.assert(
      fc.property(kind, text, text, text, (of, base, yours, next) => {
        const { text: merged, clashes } = mergeText(of, { base, yours, next }, 'new');
        if (clashes.length > 0) return;
        const known = new Set(base.split('\n'));
        const lines = new Set(merged.split('\n').map((one) => one.trim()));
        for (const own of yours.split('\n')) if (!known.has(own)) expect(lines).toContain(own.trim());
      }),
      RUNS,
    );
  });

  test('CRLF and LF of your file give the same clashes and the same text but for the line ends', () => {
    fc.assert(
      fc.property(kind, text, text, text, (of, base, yours, next) => {
        const lf = threeWay(of, base, Buffer.from(yours), next);
        const crlf = threeWay(of, base, Buffer.from(yours.replaceAll('\n', '\r\n')), next);
        fc.pre(yours !== '');
        expect(crlf.is).toBe(lf.is);
        if (lf.is === 'clash' && crlf.is === 'clash') expect(crlf.clashes).toEqual(lf.clashes);
        if ((lf.is === 'merged' || lf.is === 'new') && (crlf.is === 'merged' || crlf.is === 'new')) {
          expect(Buffer.from(crlf.bytes).toString()).toBe(Buffer.from(lf.bytes).toString().replaceAll('\n', '\r\n'));
        }
      }),
      RUNS,
    );
  });

  test('taking apart and dressing again gives the same bytes', () => {
    const ended = fc.tuple(line, fc.constantFrom('\n', '\r\n')).map((pair) => pair.join(''));
    fc.assert(
      fc.property(fc.array(ended, { minLength: 1 }), fc.boolean(), fc.boolean(), (lines, bom, final) => {
        const whole = (bom ? '\uFEFF' : '') + lines.join('') + (final ? '' : 'end');
        expect(dress(plain(whole).text, plain(whole))).toBe(whole);
      }),
      RUNS,
    );
  });
});

describe('mergeText', () => {
  test('a merge that breaks a file whose sides parse is a clash', () => {
    const sides: Sides = {
      base: '{\n"a": 1\n}\n',
      yours: '{\n"x": 1,\n"a": 1\n}\n',
      next: '{\n"a": 1\n,\n"x": 2\n}\n',
    };
    const { clashes, text: merged } = mergeText('json', sides, 'new');
    // JSON itself allows a key twice; the file still must parse.
    expect(parses('json', merged)).toBe(true);
    expect(clashes.length).toBeLessThanOrEqual(1);
    const stages: Sides = {
      base: 'FROM a\nRUN x\n',
      yours: 'FROM b AS s\nFROM a\nRUN x\n',
      next: 'FROM a\nRUN x\nFROM c AS s\n',
    };
    expect(mergeText('dockerfile', stages, 'new')).toMatchObject({
      text: stages.next,
      clashes: [{ at: 'whole file' }],
    });
  });

  test.each<[MergeKind, string, boolean]>([
    ['yaml', 'a: 1\n---\nb: 2\n', true],
    ['yaml', 'a: 1\na: 2\n', false],
    ['yaml', 'a: [1\n', false],
    ['yaml', '- name: x\n- name: x\n', false],
    ['yaml', '<<<<<<< yours\n', false],
    ['json', '{"a": 1}', true],
    ['json', '{"a": 1', false],
    ['dockerfile', 'ARG A\nFROM a\nRUN <<EOF\nwhatever here\nEOF\n', true],
    ['dockerfile', 'RUN x\nFROM a\n', false],
    ['dockerfile', 'FROM a\nRUNN x\n', false],
    ['dockerfile', 'FROM a AS b\nFROM c AS B\n', false],
    ['dockerfile', '', false],
    ['lines', 'anything { goes', true],
    ['markdown', '>>>>>>> new\n', false],
  ])('parses %s %j: %s', (of, source, expected) => {
    expect(parses(of, source)).toBe(expected);
  });
});
