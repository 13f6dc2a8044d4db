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
