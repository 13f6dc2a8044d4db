import { describe, expect, it } from '@jest/globals';
import { unified } from '../../cli/diff.js';

const lines = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

describe('unified', () => {
  it('shows a change with three lines around it', () => {
    const before = `${lines(1, 20).join('\n')}\n`;
    const diff = unified('a.txt', before, before.replace('line 10', 'line ten'));
    expect(diff.split('\n')).toEqual([
      '--- a.txt',
      '+++ a.txt',
      '@@ -7,7 +7,7 @@',
      ...lines(7, 9).map((line) => ` ${line}`),
      '-line 10',
      '+line ten',
      ...lines(11, 13).map((line) => ` ${line}`),
    ]);
  });

  it('keeps distant changes apart', () => {
    const before = `${lines(1, 30).join('\n')}\n`;
    const after = before.replace('line 2\n', '').replace('line 28\n', 'line 28\nnew\n');
    expect(unified('a', before, after).match(/^@@.*@@$/gm)).toEqual(['@@ -1,5 +1,4 @@', '@@ -26,5 +25,6 @@']);
  });

  it('shows a new and a removed file', () => {
    expect(unified('a', '', 'x\n')).toBe('--- /dev/null\n+++ a\n@@ -0,0 +1,1 @@\n+x');
    expect(unified('a', 'x\n', '')).toBe('--- a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x');
  });
});
