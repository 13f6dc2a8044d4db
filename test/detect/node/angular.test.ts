import { describe, expect, test } from '@jest/globals';
import { found, manifest } from './read.js';

const application = '@angular/build:application';
const browser = '@angular-devkit/build-angular:browser';

async function angular(
  build: unknown,
  script = 'ng build',
  more: Record<string, unknown> = {},
): Promise<readonly unknown[]> {
  const workspace = { projects: { shop: { projectType: 'application', root: '', architect: { build }, ...more } } };
  const { facts } = await found({
    'package.json': manifest({ build: script }, { '@angular/core': '20', '@angular/cli': '20' }),
    'angular.json': `// comment\n${JSON.stringify(workspace)}`,
  });
  return [facts.outputDir?.value, facts.serves?.value, facts.basePath?.value];
}

describe('angular.json', () => {
  test.each([
    [{ builder: application, options: { outputPath: 'dist/x' } }, ['dist/x/browser', 'static', undefined]],
    [{ builder: application, options: { outputPath: { base: 'dist/x' } } }, ['dist/x/browser', 'static', undefined]],
    [
      { builder: application, options: { outputPath: { base: 'dist/x', browser: '' } } },
      ['dist/x', 'static', undefined],
    ],
    [
      { builder: application, options: { outputPath: { base: 'dist/x', browser: 'public' } } },
      ['dist/x/public', 'static', undefined],
    ],
    [{ builder: application, options: {} }, ['dist/shop/browser', 'static', undefined]],
    [{ builder: browser, options: { outputPath: 'dist/x' } }, ['dist/x', 'static', undefined]],
    [{ builder: browser, options: {} }, [undefined, 'static', undefined]],
    [
      { builder: application, options: { outputPath: 'dist/x', ssr: { entry: 'server.ts' } } },
      ['dist/x', 'server', undefined],
    ],
    [
      { builder: application, options: { outputPath: 'dist/x', outputMode: 'static', ssr: { entry: 'server.ts' } } },
      ['dist/x/browser', 'static', undefined],
    ],
    [
      {
        builder: application,
        options: { outputPath: 'a', baseHref: '/b/' },
        configurations: { production: { outputPath: 'c' }, development: { outputPath: 'd' } },
        defaultConfiguration: 'production',
      },
      ['c/browser', 'static', '/b/'],
    ],
    [
      {
        builder: application,
        options: { outputPath: 'a' },
        configurations: { production: { outputPath: '../c' } },
        defaultConfiguration: '',
      },
      ['a/browser', 'static', undefined],
    ],
  ])('%j', async (build, expected) => {
    expect(await angular(build)).toEqual(expected);
  });
  test('flags of the command', async () => {
    const build = {
      builder: application,
      options: { outputPath: 'a' },
      configurations: { staging: { outputPath: 'b' } },
    };
    expect(await angular(build, 'ng build --configuration staging')).toEqual(['b/browser', 'static', undefined]);
    expect(await angular(build, 'ng build --output-path=../www --base-href /x/')).toEqual([
      '../www/browser',
      'static',
      '/x/',
    ]);
  });
  test('a library is no site', async () => {
    const build = { builder: '@angular-devkit/build-angular:ng-packagr', options: {} };
    expect(await angular(build, 'ng build', { projectType: 'library' })).toEqual([undefined, undefined, undefined]);
  });
});
