import { describe, expect, test } from '@jest/globals';
import { ignores } from '../../core/verify/dockerignore.js';

describe('ignores', () => {
  test.each([
    ['node_modules', 'node_modules/a/b.js', true],
    ['node_modules', 'web/node_modules/a', false],
    ['**/node_modules', 'web/node_modules/a', true],
    ['*.md', 'README.md', true],
    ['*.md', 'docs/a.md', false],
    ['/deploy/', 'deploy/runtime/x.py', true],
    ['*\n!src', 'src/main.py', false],
    ['*\n!src', 'other.py', true],
    ['# .env', '.env', false],
    ['.en?', '.env', true],
    ['a.b', 'axb', false],
    ['[', 'x', false],
  ])('%j and %s', (source, path, expected) => {
    expect(ignores(source)(path)).toBe(expected);
  });
});
