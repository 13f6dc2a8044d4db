import { describe, expect, test } from '@jest/globals';
import { found, manifest } from './read.js';

const project = (
  name: string,
  executor: string | undefined,
  options: unknown = {},
  more: Record<string, unknown> = {},
): string =>
  JSON.stringify({
    name,
    projectType: 'application',
    targets: { build: { ...(executor ? { executor } : {}), options, ...more } },
  });

async function root(
  script: string,
  files: Record<string, string>,
  nx: Record<string, unknown> = {},
): Promise<readonly unknown[]> {
  const { facts } = await found({
    'package.json': manifest({ build: script }, { nx: '21' }),
    'nx.json': JSON.stringify(nx),
    ...files,
  });
  return [facts.framework?.value, facts.outputDir?.value, facts.serves?.value];
}

describe('the root of an Nx workspace', () => {
  const angular = {
    'apps/shop/project.json': project('shop', '@angular-devkit/build-angular:browser', {
      outputPath: 'dist/apps/shop',
    }),
  };
  test.each([
    ['nx build', angular, {}, ['angular', 'dist/apps/shop', 'static']],
    ['nx build shop', angular, {}, ['angular', 'dist/apps/shop', 'static']],
    ['nx run shop:build:production', angular, {}, ['angular', 'dist/apps/shop', 'static']],
    ['nx run-many --target=build --all', angular, {}, ['angular', 'dist/apps/shop', 'static']],
    ['nx build other', angular, {}, [undefined, undefined, undefined]],
    ['nx affected:build', angular, {}, [undefined, undefined, undefined]],
    ['nx run shop:lint', angular, {}, [undefined, undefined, undefined]],
    [
      'nx build',
      { 'apps/api/project.json': project('api', '@nx/webpack:webpack', { target: 'node' }), ...angular },
      {},
      ['angular', 'dist/apps/shop', 'static'],
    ],
    [
      'nx build',
      { 'apps/a/project.json': project('a', '@nx/vite:build'), 'apps/b/project.json': project('b', '@nx/next:build') },
      { defaultProject: 'b' },
      ['next', 'dist/apps/b/.next', 'server'],
    ],
    ['nx build a', { 'apps/a/project.json': project('a', '@nx/vite:build') }, {}, ['vite', 'dist/apps/a', 'static']],
    [
      'nx build a',
      {
        'apps/a/project.json': project('a', undefined),
        'apps/a/vite.config.ts': "export default { build: { outDir: '../../out/a' }, base: '/a/' }",
      },
      {},
      ['vite', 'out/a', 'static'],
    ],
    [
      'nx build a',
      {
        'libs/a/project.json': JSON.stringify({
          name: 'a',
          projectType: 'library',
          targets: { build: { executor: '@nx/vite:build' } },
        }),
      },
      {},
      [undefined, undefined, undefined],
    ],
  ])('%s %#', async (script, files, nx, expected) => {
    expect(await root(script, files as unknown as Record<string, string>, nx)).toEqual(expected);
  });
  test('the configuration in the command applies', async () => {
    const files = {
      'a/project.json': project(
        'a',
        '@nx/angular:application',
        { outputPath: 'x' },
        { configurations: { production: { outputPath: 'y' } } },
      ),
    };
    expect(await root('nx run a:build:production', files)).toEqual(['angular', 'y/browser', 'static']);
    expect(await root('nx run a:build', files)).toEqual(['angular', 'x/browser', 'static']);
  });
});

describe('a project without a package.json', () => {
  const files = {
    '../../nx.json': '{}',
    '../../package.json': manifest(
      { start: 'node main' },
      { '@angular/core': '21' },
      { packageManager: 'pnpm@10.0.0' },
    ),
    '../../pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    'project.json': project('shop', '@nx/angular:application', { outputPath: 'dist/apps/shop' }),
    'src/main.ts': '',
  };
  test('takes its dependencies from the root and its output from the target', async () => {
    const { facts } = await found(files, { path: 'apps/shop' });
    expect(facts.service?.value).toBe('frontend');
    expect(facts.name?.value).toBe('shop');
    expect(facts.buildScript?.evidence[0]).toMatchObject({ file: 'project.json', rule: 'nx-target' });
    expect(facts.buildCommand?.value).toBe('nx build shop');
    expect(facts.outputDir?.value).toBe('../../dist/apps/shop/browser');
    expect(facts.packageManager?.value).toBe('pnpm');
    expect(facts.serves?.value).toBe('static');
    expect(facts.install?.value).toEqual({
      files: ['../../package.json', '../../pnpm-lock.yaml'],
      lock: '../../pnpm-lock.yaml',
      root: '../..',
      managerVersion: '10.0.0',
      lockVersion: '9.0',
    });
  });
  test('is nothing outside of a workspace', async () => {
    const { '../../nx.json': _, ...alone } = files;
    expect((await found(alone, { path: 'apps/shop' })).facts.service).toBeUndefined();
  });
});

describe('a server that Nx builds', () => {
  const served = async (start: string, options: Record<string, string>): Promise<unknown> => {
    const { facts } = await found({
      'package.json': manifest({ start, build: 'nx build' }, { express: '5' }),
      'nx.json': '{}',
      'project.json': project('api', '@nx/esbuild:esbuild', {
        main: 'src/main.ts',
        outputPath: 'dist/api',
        ...options,
      }),
      'e2e/project.json': project('e2e', '@nx/jest:jest'),
      'src/main.ts': 'const PORT = process.env.PORT || 3000; app.listen(PORT)',
    });
    return [facts.service?.value, facts.port?.value, facts.startCommand?.value, facts.outputDir?.value];
  };
  test('is the program of its build target', async () => {
    const node = { platform: 'node' };
    expect(await served('nx serve', node)).toEqual(['backend', 3000, ['node', 'dist/api/main.js'], 'dist/api']);
    expect(await served('nx serve api', node)).toEqual(['backend', 3000, ['node', 'dist/api/main.js'], 'dist/api']);
    expect(await served('nx serve other', node)).toEqual([undefined, undefined, undefined, undefined]);
    expect(await served('nx serve', {})).toEqual([undefined, undefined, undefined, undefined]);
    expect(await served('nx lint', node)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
