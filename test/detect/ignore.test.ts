import { expect, test } from '@jest/globals';
import { matchPath, matchSegment } from '../../core/detect/glob.js';
import { judge, parseIgnore } from '../../core/detect/ignore.js';

const ignored = (text: string, path: string, isFolder = false, base = ''): boolean | undefined =>
  judge(parseIgnore(text, base), path, isFolder);

test.each([
  ['*.log', 'a/b/x.log', true],
  ['*.log', 'a/b/x.logs', undefined],
  ['/build', 'build', true],
  ['/build', 'a/build', undefined],
  ['docs/out', 'docs/out', true],
  ['docs/out', 'a/docs/out', undefined],
  ['**/out', 'a/b/out', true],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**', 'a/b', true],
  ['a/**', 'a', undefined],
  ['# note', '# note', undefined],
  ['\\#note', '#note', true],
  ['file[0-9].py', 'file7.py', true],
  ['file[!0-9].py', 'file7.py', undefined],
  ['trailing   ', 'trailing', true],
])('%s on %s', (text, path, expected) => {
  expect(ignored(text, path)).toBe(expected);
});

test('a pattern with a final slash ignores folders only', () => {
  expect(ignored('build/', 'build', true)).toBe(true);
  expect(ignored('build/', 'build', false)).toBeUndefined();
});

test('the last rule decides and can take back', () => {
  expect(ignored('*.env\n!keep.env', 'keep.env')).toBe(false);
  expect(ignored('!keep.env\n*.env', 'keep.env')).toBe(true);
});

test('an anchored rule of a nested file counts from its own folder', () => {
  expect(ignored('/x', 'sub/x', false, 'sub')).toBe(true);
  expect(ignored('/x', 'sub/y/x', false, 'sub')).toBeUndefined();
});

test('a hostile pattern ends in time', () => {
  const started = process.hrtime.bigint();
  expect(matchSegment(`${'*a'.repeat(40)}b`, 'a'.repeat(250))).toBe(false);
  expect(
    matchPath(
      Array.from({ length: 41 }, (_, i) => (i % 2 ? 'a' : '**')),
      [...'a'.repeat(200), 'b'],
    ),
  ).toBe(true);
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
});
