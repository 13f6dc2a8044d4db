import { describe, expect, test } from '@jest/globals';
import type { Install } from '../../core/detect/fact-values.js';
import type { Answers } from '../../core/options.js';
import { PNPM } from '../../core/versions.js';
import { fact, frontend } from './example.js';

const build = (manager: Answers['package-manager'], install: Partial<Install> = {}, names: readonly string[] = []) => {
  const model = frontend(
    { 'package-manager': manager, ...(install.root === undefined ? {} : { context: install.root }) },
    {
      install: fact({ files: ['package.json'], lock: 'lock', ...install }),
      dependencies: fact(names.map((name) => ({ name }))),
    },
  );
  if (model.build.stack !== 'site') throw new Error('not a site');
  return model.build;
};
const commands = (...args: Parameters<typeof build>): readonly string[] =>
  build(...args).install.flatMap((step) => step.commands);

describe('an install', () => {
  test.each<[string, string | undefined, string]>([
    ['5.4', undefined, '7.33.7'],
    ['6.0', undefined, '8.15.9'],
    ['9.0', undefined, PNPM],
    ['9.0', '9.15.4', '9.15.4'],
  ])('of a pnpm lock file %s (packageManager %s) is done by pnpm %s', (lockVersion, managerVersion, version) => {
    const said = managerVersion === undefined ? {} : { managerVersion };
    expect(commands('pnpm', { lockVersion, ...said })).toEqual([
      `npm install --global pnpm@${version}`,
      'pnpm install --frozen-lockfile',
    ]);
  });

  test('of a member takes that member and what it needs from the folder of the lock file', () => {
    const install = { root: '..', member: '@shops/web', files: ['../package.json', 'package.json'] };
    expect(commands('pnpm', install).at(-1)).toBe('pnpm install --frozen-lockfile --filter @shops/web...');
    expect(commands('npm', install).at(-1)).toBe('npm ci --workspace @shops/web --include-workspace-root');
    expect(build('npm', install).install[0]?.mounts).toContain(
      'type=bind,source=storefront/package.json,target=/app/storefront/package.json',
    );
    expect(build('npm', install).build.workdir).toBe('/app/storefront');
  });

  test.each(['npm', 'pnpm', 'yarn', 'bun'] as const)(
    'by %s leaves scripts that need the source until it is there',
    (manager) => {
      const files = ['package.json', '.npmrc'];
      const { install, build: own } = build(manager, { files, scripts: ['postinstall', 'prepare'] });
      const step = install.at(-1);
      expect(step?.commands[0]).toBe('npm pkg delete scripts.postinstall scripts.prepare');
      expect(step?.mounts.filter((mount) => mount.startsWith('type=bind'))).toEqual([
        'type=bind,source=package.json,target=/app/package.json,rw',
        'type=bind,source=.npmrc,target=/app/.npmrc',
      ]);
      expect(own.commands.slice(0, 3)).toEqual([
        `${manager} run postinstall`,
        `${manager} run prepare`,
        expect.stringContaining('build'),
      ]);
    },
  );

  test('of a member takes the scripts out of its own manifest', () => {
    const install = {
      root: '..',
      member: '@shops/web',
      files: ['../package.json', 'package.json'],
      scripts: ['prepare'],
    };
    const step = build('npm', install).install[0];
    expect(step?.commands[0]).toBe('npm pkg delete --prefix /app/storefront scripts.prepare');
    expect(step?.mounts.filter((mount) => mount.endsWith(',rw'))).toEqual([
      'type=bind,source=storefront/package.json,target=/app/storefront/package.json,rw',
    ]);
  });

  test('does not download what only people who develop start', () => {
    expect(build('npm', {}, ['cypress', 'vite', 'constructor']).buildEnvironment).toEqual([
      ['CYPRESS_INSTALL_BINARY', '0'],
    ]);
  });

  test('quotes what a manifest says', () => {
    expect(commands('npm', { root: '..', member: 'a;$(id)' }).at(-1)).toContain("--workspace 'a;$(id)' ");
  });

  test('by yarn berry lays packages out as folders, Plug’n’Play or not', () => {
    expect(build('yarn', { flavour: 'berry' }).buildEnvironment).toEqual([['YARN_NODE_LINKER', 'node-modules']]);
    expect(build('yarn', { flavour: 'classic' }).buildEnvironment).toEqual([]);
  });

  test('runs install scripts of native packages by name only', () => {
    const names = ['react', 'better-sqlite3', 'core-js'];
    expect(commands('npm', {}, names)).toEqual([
      'npm ci',
      'npm run install --if-present --prefix "$(npm root)/better-sqlite3"',
    ]);
    expect(build('npm', {}, names).buildPackages).toContain('g++');
    expect(build('npm', {}, ['react']).buildPackages).toEqual([]);
  });

  test('is followed by the builds of local packages, each in its folder', () => {
    const { localBuilds } = build('pnpm', { root: '..', member: 'web', builds: ['../money'] });
    expect(localBuilds).toEqual([{ workdir: '/app/money', mounts: [], commands: ['pnpm run build'] }]);
  });
});

describe('unknown paths of a site', () => {
  const fallback = (...args: Parameters<typeof frontend>) => {
    const model = frontend(...args);
    return model.build.stack === 'site' ? model.build.fallback : undefined;
  };
  test('are answered by the page only where the framework wants it', () => {
    expect(fallback()).toEqual(['index.html']);
    expect(fallback({}, { framework: fact('astro') })).toEqual([]);
    expect(fallback({}, { framework: fact('sveltekit') })).toEqual([]);
    expect(fallback({}, { framework: fact('sveltekit'), fallbackPage: fact('200.html') })).toEqual(['200.html']);
  });
});
