import { describe, expect, test } from '@jest/globals';
import { found, manifest, value } from './read.js';

const scripts = { build: 'vite build' };
const site = (
  files: Record<string, string>,
  more: Record<string, unknown> = {},
  dependencies: Record<string, string> = { vite: '6.0.0' },
): Record<string, string> => ({
  'package.json': manifest(scripts, dependencies, more),
  'index.html': '',
  ...files,
});
const npmLock = (range: string): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { '': { dependencies: { vite: range } }, 'node_modules/vite': { version: '6.0.0' } },
  });
const pnpmLock = (range: string): string =>
  `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      vite:\n        specifier: ${range}\n        version: 6.0.0(x@1)\n\npackages:\n\n  bad: [\n`;

describe('the package manager', () => {
  test.each([
    ['npm', { 'package-lock.json': npmLock('6.0.0') }],
    ['pnpm', { 'pnpm-lock.yaml': pnpmLock('6.0.0') }],
    ['yarn', { 'yarn.lock': '# yarn lockfile v1\n' }],
    ['bun', { 'bun.lock': '{}' }],
    ['bun', { 'bun.lockb': '' }],
  ])('%s by its lock file', async (manager, files) => {
    const fact = (await found(site(files as unknown as Record<string, string>))).facts.packageManager;
    expect(fact?.value).toBe(manager);
    expect(fact?.confidence).toBe('certain');
  });
  test('the field wins over a lock file, and carries the version', async () => {
    const { facts } = await found(
      site({ 'package-lock.json': npmLock('6.0.0') }, { packageManager: 'pnpm@9.1.0+sha512.abc' }),
    );
    expect(facts.packageManager?.value).toBe('pnpm');
    expect(facts.packageManager?.others[0]).toMatchObject({ value: 'npm' });
    expect(facts.install?.value).toMatchObject({ managerVersion: '9.1.0', files: ['package.json'] });
    expect(facts.install?.value.lock).toBeUndefined();
  });
  test('of two lock files the one that fits the manifest', async () => {
    const files = { 'package-lock.json': npmLock('6.0.0'), 'pnpm-lock.yaml': pnpmLock('5.0.0') };
    expect(await value('packageManager', site(files))).toBe('npm');
    expect(
      await value(
        'packageManager',
        site({ 'package-lock.json': npmLock('5.0.0'), 'pnpm-lock.yaml': pnpmLock('6.0.0') }),
      ),
    ).toBe('pnpm');
    const { remarks } = await found(site(files));
    expect(remarks.map((remark) => remark.rule)).toContain('several-locks');
  });
  test('of two fitting lock files the one that the Dockerfile installs from', async () => {
    const files = { 'package-lock.json': npmLock('6.0.0'), 'pnpm-lock.yaml': pnpmLock('6.0.0') };
    expect(await value('packageManager', site({ ...files, Dockerfile: 'FROM node:22\nRUN npm ci\n' }))).toBe('npm');
    expect(
      await value(
        'packageManager',
        site({ ...files, Dockerfile: 'FROM node:22\nRUN pnpm install --frozen-lockfile\n' }),
      ),
    ).toBe('pnpm');
  });
  test('nothing but package.json is a guess', async () => {
    expect((await found(site({}))).facts.packageManager).toMatchObject({ value: 'npm', confidence: 'guess' });
    expect(await value('locked', site({}))).toBe(false);
  });
  test('yarn: classic or berry', async () => {
    const flavour = async (files: Record<string, string>, more: Record<string, unknown> = {}): Promise<unknown> =>
      (await found(site(files, more))).facts.install?.value.flavour;
    expect(await flavour({ 'yarn.lock': '# yarn lockfile v1\n' })).toBe('classic');
    expect(await flavour({ 'yarn.lock': '# generated\n\n__metadata:\n  version: 8\n' })).toBe('berry');
    expect(await flavour({ 'yarn.lock': '' }, { packageManager: 'yarn@4.5.0' })).toBe('berry');
    expect(await flavour({ 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' })).toBe('berry');
  });
});

describe('lock files', () => {
  test('versions and freshness', async () => {
    const fresh = await found(site({ 'package-lock.json': npmLock('6.0.0') }));
    expect(fresh.facts.locked?.value).toBe(true);
    const stale = await found(site({ 'package-lock.json': npmLock('5.0.0') }));
    expect(stale.facts.locked?.value).toBe(false);
    expect(stale.remarks[0]).toMatchObject({ rule: 'lock-stale', file: 'package-lock.json' });
  });
  test.each([
    ['pnpm-lock.yaml', pnpmLock('^6')],
    ['yarn.lock', '# yarn lockfile v1\n\n"vite@^6":\n  version "6.0.0"\n'],
    ['yarn.lock', '__metadata:\n  version: 8\n\n"vite@npm:^6":\n  version: 6.0.0\n'],
    [
      'bun.lock',
      '{ "workspaces": { "": { "dependencies": { "vite": "^6", }, }, }, "packages": { "vite": ["vite@6.0.0", "", {}], }, }',
    ],
    ['package-lock.json', npmLock('^6')],
  ])('%s gives the locked version', async (name, text) => {
    const { facts } = await found(site({ [name]: text }, {}, { vite: '^6' }));
    expect(facts.dependencies?.value).toEqual([{ name: 'vite', version: '6.0.0' }]);
    expect(facts.locked?.value).toBe(true);
  });
});
