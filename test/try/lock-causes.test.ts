import { describe, expect, test } from '@jest/globals';
import { STALE_LOCK } from '../../core/try/lock-causes.js';
import { sourceOf } from './source.js';

const told = (log: string, files: Record<string, string> = {}) => STALE_LOCK.explain(log, sourceOf(files));

describe('a stale lock file', () => {
  test.each([
    [
      'npm error Missing: vite@6.3.5 from lock file\n`npm ci` can only install packages when your package.json and package-lock.json or',
      'package-lock.json',
      'npm install',
    ],
    ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install', 'pnpm-lock.yaml', 'pnpm install'],
    [
      'error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.\nYN0028: x',
      'yarn.lock',
      'yarn install',
    ],
    ['error: lockfile had changes, but lockfile is frozen', 'bun.lock', 'bun install'],
    ['The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.', 'uv.lock', 'uv lock'],
    ['Error: pyproject.toml changed significantly since poetry.lock was last generated.', 'poetry.lock', 'poetry lock'],
    ["Lock file hash doesn't match pyproject.toml, packages may be outdated", 'pdm.lock', 'pdm lock'],
    ['Pipfile.lock is out-of-date. Run $ pipenv lock to update.', 'Pipfile.lock', 'pipenv lock'],
  ])('%s', (log, file, renew) => {
    const failure = told(log);
    expect(failure?.file).toBe(file);
    expect(failure?.hint).toContain(renew);
  });

  test('one that lies in the root of the workspace is named where it lies', () => {
    expect(told('ERR_PNPM_OUTDATED_LOCKFILE', { '../../pnpm-lock.yaml': 'x' })?.file).toBe('../../pnpm-lock.yaml');
  });

  test('what npm misses is said', () => {
    const log =
      '`npm ci` can only install packages when your package.json and package-lock.json\nMissing: vite@6.3.5 from lock file';
    expect(told(log)?.message).toBe('package-lock.json does not match package.json: vite@6.3.5 is not in it');
  });

  test('a build that speaks of lock files is not one', () => {
    expect(told('Installing dependencies from lock file\nnpm warn old lockfile')).toBeUndefined();
  });
});
