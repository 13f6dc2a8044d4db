import { describe, expect, test } from '@jest/globals';
import type { Install } from '../../../core/detect/fact-values.js';
import { found, manifest, value } from './read.js';

const site = (more: Record<string, unknown> = {}, dependencies: Record<string, string> = { vite: '6' }): string =>
  manifest({ build: 'vite build' }, dependencies, { name: '@acme/web', ...more });
const inWorkspace = (files: Record<string, string>): Promise<unknown> =>
  value('install', { 'package.json': site(), 'index.html': '', ...files }, { path: 'apps/web' });

describe('what an install reads', () => {
  test('npm workspaces: the root, its lock file and every member', async () => {
    expect(
      await inWorkspace({
        '../../package.json': JSON.stringify({ workspaces: ['apps/*', 'packages/*'] }),
        '../../package-lock.json': '{}',
        '../../.npmrc': 'legacy-peer-deps=true\n',
        '../../packages/ui/package.json': '{"name":"@acme/ui"}',
        '../../tools/x/package.json': '{"name":"x"}',
      }),
    ).toEqual({
      files: [
        '../../package.json',
        '../../package-lock.json',
        '../../.npmrc',
        '../../packages/ui/package.json',
        'package.json',
      ],
      lock: '../../package-lock.json',
      root: '../..',
      member: '@acme/web',
    });
  });
  test('pnpm-workspace.yaml, patches and the version of the manager', async () => {
    const install = (await inWorkspace({
      '../../package.json': JSON.stringify({ packageManager: 'pnpm@10.1.0' }),
      '../../pnpm-workspace.yaml': "packages:\n  - 'apps/**'\npatchedDependencies:\n  left@1.0.0: patches/left.patch\n",
      '../../pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    })) as Install;
    expect(install).toMatchObject({
      root: '../..',
      member: '@acme/web',
      managerVersion: '10.1.0',
      lock: '../../pnpm-lock.yaml',
    });
    expect(install.files).toEqual(expect.arrayContaining(['../../pnpm-workspace.yaml', '../../patches/left.patch']));
  });
  test('yarn brings its own release and settings', async () => {
    const install = (await value('install', {
      'package.json': site(),
      'index.html': '',
      'yarn.lock': '__metadata:\n  version: 8\n',
      '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.5.0.cjs\n',
      '.yarn/releases/yarn-4.5.0.cjs': '',
    })) as Install;
    expect(install.files).toEqual(['package.json', 'yarn.lock', '.yarnrc.yml', '.yarn/releases/yarn-4.5.0.cjs']);
  });
  test.each([
    [
      'excluded by a pattern',
      { '../../pnpm-workspace.yaml': "packages:\n  - 'apps/*'\n  - '!apps/web'\n", '../../pnpm-lock.yaml': '' },
    ],
    ['matched by none', { '../../package.json': '{"workspaces":["packages/*"]}', '../../yarn.lock': '' }],
    ['no workspace at all', { '../../package.json': '{"name":"root"}', '../../package-lock.json': '{}' }],
  ])('a folder above that this one does not belong to: %s', async (_about, files) => {
    const install = (await inWorkspace(files as unknown as Record<string, string>)) as Install;
    expect(install.root).toBeUndefined();
    expect(install.files).toEqual(['package.json']);
  });
  test('packages of the workspace that are used, and what they use', async () => {
    const { facts } = await found(
      {
        'package.json': site({}, { vite: '6', '@acme/ui': 'workspace:*' }),
        'index.html': '',
        '../../pnpm-workspace.yaml': 'packages: ["apps/*", "packages/*"]\n',
        '../../packages/ui/package.json': '{"name":"@acme/ui","dependencies":{"@acme/icons":"workspace:*"}}',
        '../../packages/icons/package.json': '{"name":"@acme/icons"}',
        '../../packages/other/package.json': '{"name":"@acme/other"}',
      },
      { path: 'apps/web' },
    );
    expect(facts.shared?.value).toEqual(['../../packages/icons', '../../packages/ui']);
    expect(facts.install?.value.local).toEqual(['../../packages/icons', '../../packages/ui']);
  });
});
