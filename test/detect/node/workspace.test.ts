import { describe, expect, test } from '@jest/globals';
import { workspaceOf } from '../../../core/detect/node/workspace.js';
import { memoryFolder } from '../memory-folder.js';

const own = { 'package.json': '{"name":"web"}' };

describe('the workspace of a folder', () => {
  test.each([
    ['npm', { '../../package.json': '{"workspaces":["apps/*"]}' }, '../../package.json'],
    [
      'yarn with an object',
      { '../../package.json': '{"workspaces":{"packages":["./apps/web/"]}}' },
      '../../package.json',
    ],
    [
      'pnpm',
      { '../../pnpm-workspace.yaml': 'packages:\n  - apps/**\n', '../../package.json': '{}' },
      '../../pnpm-workspace.yaml',
    ],
  ])('%s', (_about, files, file) => {
    const found = workspaceOf(memoryFolder({ ...own, ...files }, { path: 'apps/web' }));
    expect(found).toMatchObject({ root: '../..', file });
    expect(found?.members.map((member) => member.folder)).toEqual(['.']);
  });
  test.each([
    ['other members', { '../../package.json': '{"workspaces":["packages/*"]}' }],
    ['an exclusion', { '../../pnpm-workspace.yaml': 'packages: ["apps/*", "!apps/web"]\n' }],
    ['settings of pnpm without packages', { '../../pnpm-workspace.yaml': 'onlyBuiltDependencies: [esbuild]\n' }],
    ['a file that does not parse', { '../../pnpm-workspace.yaml': 'packages: [\n', '../../package.json': '{' }],
  ])('none: %s', (_about, files) => {
    expect(workspaceOf(memoryFolder({ ...own, ...files }, { path: 'apps/web' }))).toBeUndefined();
  });
  test('a root is one only with members', () => {
    const root = { 'package.json': '{"workspaces":["packages/*"]}' };
    expect(workspaceOf(memoryFolder(root))).toBeUndefined();
    const found = workspaceOf(
      memoryFolder({ ...root, 'packages/ui/package.json': '{"name":"ui"}', 'other/package.json': '{}' }),
    );
    expect(found?.root).toBe('.');
    expect(found?.members.map((member) => member.name)).toEqual(['ui']);
  });
});
