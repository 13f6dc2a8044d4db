import { describe, expect, test } from '@jest/globals';
import { mergeLines } from '../../core/merge/lines.js';
import type { Side } from '../../core/merge/merge.js';

const BASE = '1\n2\n3\n4\n5\n';

function merge(yours: string, next: string, side: Side = 'new', base = BASE) {
  return mergeLines({ base, yours, next }, side);
}

describe('mergeLines', () => {
  test('neighbouring lines that one side each changed in place are merged', () => {
    expect(merge('1\nb\n3\n4\n5\n', '1\n2\nc\n4\n5\n')).toEqual({ text: '1\nb\nc\n4\n5\n', clashes: [] });
  });

  test('equal insertions agree, different ones clash where they are', () => {
    expect(merge('1\n2\nx\n3\n4\n5\n', '1\n2\nx\n3\n4\n5\n').clashes).toEqual([]);
    expect(merge('1\n2\nx\ny\n3\n4\n5\n', '1\n2\nz\n3\n4\n5\n')).toEqual({
      text: '1\n2\nz\n3\n4\n5\n',
      clashes: [{ at: 'lines 3-4', base: '', yours: 'x\ny', new: 'z' }],
    });
    expect(merge('1\n2\nx\ny\n3\n4\n5\n', '1\n2\nz\n3\n4\n5\n', 'yours').text).toBe('1\n2\nx\ny\n3\n4\n5\n');
  });

  test('your removal of what the template changed clashes after the line before it', () => {
    expect(merge('1\n2\n4\n5\n', '1\n2\nc\n4\n5\n').clashes).toEqual([
      { at: 'after line 2', base: '3', yours: '', new: 'c' },
    ]);
    expect(merge('2\n3\n4\n5\n', 'a\n2\n3\n4\n5\n').clashes).toMatchObject([{ at: 'before line 1' }]);
  });

  test('the final newline follows who changed it', () => {
    expect(merge('1\nb\n3\n4\n5', '1\n2\n3\n4\n5\n6\n').clashes).toHaveLength(0);
    expect(merge('1\nb\n3\n4\n5', '1\n2\n3\n4\n5\n6\n').text).toBe('1\nb\n3\n4\n5\n6');
    expect(merge('1\nb\n3\n4\n5\n', '1\n2\n3\n4\n5').text).toBe('1\nb\n3\n4\n5');
  });

  test('lines that are names of object members are lines', () => {
    const base = 'constructor\n__proto__\nhasOwnProperty\nz\n';
    expect(merge(`a\n${base}`, `${base}b\n`, 'new', base).text).toBe(`a\n${base}b\n`);
  });
});

describe('lines put in beside lines that were changed', () => {
  test.each([
    [
      'above',
      'set -eu\nport=8080\nroot=/a\n',
      'set -eu\n# ours\nport=8080\nroot=/a\n',
      'set -eu\nport=9090\nroot=/a\n',
    ],
    ['below', 'port=8080\n\nz\n', 'port=8080\nown=1\n\nz\n', 'port=9090\n\nz\n'],
  ])('%s: both are there', (_where, base, yours, next) => {
    const text = yours.replace('8080', '9090');
    expect(mergeLines({ base, yours, next }, 'new')).toEqual({ text, clashes: [] });
    expect(mergeLines({ base, yours: next, next: yours }, 'new')).toEqual({ text, clashes: [] });
  });

  test('a line that became another one, or moved inwards, still clashes', () => {
    const merged = (next: string) => mergeLines({ base: 'serve one\n', yours: '# ours\nserve one\n', next }, 'new');
    expect(merged('exec node server.js --port 1\n').clashes).toHaveLength(1);
    expect(merged('  serve two\n').clashes).toHaveLength(1);
  });
});
