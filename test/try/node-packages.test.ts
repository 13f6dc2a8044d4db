import { describe, expect, test } from '@jest/globals';
import { BUILD_CAUSES } from '../../core/try/build-causes.js';
import { explain } from '../../core/try/cause.js';
import { sourceOf } from './source.js';

const FILES = {
  'package.json':
    '{\n  "dependencies": {\n    "no-such-thing": "1.0.0",\n    "@none/thing": "^2.0.0",\n    "left-pad": "99.1.0"\n  }\n}\n',
  'pnpm-lock.yaml': "lockfileVersion: '9.0'\n\npackages:\n\n  astro-toys@3.0.0:\n    resolution: {integrity: x}\n",
};
const told = (log: string) => explain(BUILD_CAUSES, log, sourceOf(FILES));

describe('a package that the registry does not have', () => {
  test.each([
    [
      'npm',
      "npm error 404 Not Found - GET https://npm.example/@none%2fthing\nnpm error 404\nnpm error 404  '@none/thing@^2.0.0' is not in this registry.",
    ],
    [
      'pnpm',
      ' ERR_PNPM_FETCH_404  GET https://npm.example/@none%2Fthing: Not Found - 404\n\nNo authorization header was set for the request.',
    ],
    ['Yarn 1', 'error Couldn\'t find package "@none/thing" on the "npm" registry.'],
    ['Yarn', '➤ YN0035: │ @none/thing@npm:^2.0.0: Package not found\n➤ YN0035: │   Response Code: 404 (Not Found)'],
    ['bun', 'error: GET https://npm.example/@none%2fthing - 404\nerror: @none/thing@^2.0.0 failed to resolve'],
  ])('by %s', (_, log) => {
    expect(told(log)).toMatchObject({
      message: '@none/thing cannot be installed: the registry has no such package, or wants credentials for it',
      file: 'package.json',
      line: 4,
    });
  });

  test.each([
    ['npm', 'npm error code ETARGET\nnpm error notarget No matching version found for left-pad@99.1.0.'],
    [
      'pnpm',
      ' ERR_PNPM_NO_MATCHING_VERSION  No matching version found for left-pad@99.1.0 while fetching it from https://npm.example/',
    ],
    ['Yarn 1', 'error Couldn\'t find any versions for "left-pad" that matches "99.1.0"'],
    ['Yarn', '➤ YN0082: │ left-pad@npm:99.1.0: No candidates found'],
    ['bun', 'error: No version matching "99.1.0" found for specifier "left-pad" (but package exists)'],
  ])('in that version, by %s', (_, log) => {
    expect(told(log)).toMatchObject({
      message: 'left-pad@99.1.0 cannot be installed: the registry has no such version',
      file: 'package.json',
      line: 5,
      hint: expect.stringContaining('npm view left-pad versions'),
    });
  });

  test.each([
    ['gyp ERR! find Python \ngyp ERR! configure error \n', 'has to be compiled: there is no Python'],
    ['gyp ERR! stack Error: not found: make\n', 'has to be compiled: there is no make'],
    ['gyp ERR! build error \n', 'does not compile'],
  ])('or has as source only: %s', (log, wanted) => {
    expect(told(`${log}gyp ERR! cwd /app/node_modules/left-pad\n`)).toMatchObject({
      message: `left-pad has no binary for this Node.js and ${wanted}`,
      file: 'package.json',
      line: 5,
    });
  });

  test('is not what a build script asks for and does not get', () => {
    expect(told('#9 1.2 GET https://api.example/left-pad 404\n')?.message).not.toContain('cannot be installed');
    expect(told('#9 1.2 error: GET https://npm.example/left-pad - 404\n')?.message).toContain('left-pad cannot');
  });

  test('that only the lock file names, by the address of its archive', () => {
    const log = ' ERR_PNPM_FETCH_404  GET https://npm.example/astro-toys/-/astro-toys-3.0.0.tgz: Not Found - 404\n';
    expect(told(log)).toMatchObject({
      message: 'astro-toys@3.0.0 cannot be installed: the registry has no such version',
      file: 'pnpm-lock.yaml',
      line: 5,
    });
  });
});
