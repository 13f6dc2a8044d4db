import { describe, expect, test } from '@jest/globals';
import { BUILD_CAUSES } from '../../core/try/build-causes.js';
import { explain } from '../../core/try/cause.js';
import { buildEvidence } from '../../core/try/evidence.js';
import { sourceOf } from './source.js';

const FILES = {
  'pyproject.toml': '[project]\ndependencies = ["fastapi>=0.1"]\n',
  'requirements.txt': 'asyncpg==0.30.0\nfastapi==99.1\n',
  'src/pages/Start.tsx': 'x\n',
  'src/main.ts': "import './a';\nimport { x } from './Missing';\n",
};
const told = (log: string) => explain(BUILD_CAUSES, log, sourceOf(FILES));

describe('causes of a build that fails', () => {
  test('a version that does not exist points at the pinned line', () => {
    const log =
      '#9 1.2 ERROR: Could not find a version that satisfies the requirement fastapi==99.1\n#9 1.3 ERROR: No matching distribution found for fastapi==99.1\n';
    expect(told(log)).toMatchObject({
      file: 'requirements.txt',
      line: 2,
      message: expect.stringContaining('fastapi cannot be installed'),
    });
  });

  test('the same, told by uv', () => {
    const log =
      '  × No solution found when resolving dependencies:\n  ╰─▶ Because there is no version of asyncpg==9.9 and you require asyncpg==9.9, we can conclude';
    expect(told(log)).toMatchObject({
      file: 'requirements.txt',
      line: 1,
      message: expect.stringContaining('asyncpg cannot'),
    });
  });

  test.each([
    [
      'npm error `npm ci` can only install packages when your package.json and package-lock.json or',
      'package-lock.json does not match',
    ],
    [' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', 'pnpm-lock.yaml does not match'],
    [
      'The lockfile at `uv.lock` needs to be updated, but `--locked` was provided. The lockfile needs to be updated',
      'uv.lock does not match',
    ],
    ['Error: pg_config executable not found.', 'lacks pg_config'],
    ["error: command 'gcc' failed: No such file or directory", 'no gcc'],
    ['ERROR: failed to calculate checksum of ref abc::def: "/uv.lock": not found', 'uv.lock is copied into the image'],
    ['ERROR: failed to resolve source metadata for python:9.9-slim: not found', 'python:9.9-slim cannot be pulled'],
    ['write /x: no space left on device', 'no space left'],
  ])('%s', (log, message) => {
    expect(told(log)?.message).toContain(message);
  });

  test('an error of the type checker keeps its file and line', () => {
    const log = "#14 5.9 src/pages/Start.tsx(12,7): error TS2322: Type 'string' is not assignable to type 'number'.\n";
    expect(told(log)).toEqual({
      message: "the build finds an error: TS2322: Type 'string' is not assignable to type 'number'.",
      file: 'src/pages/Start.tsx',
      line: 12,
    });
  });

  test('an import that the bundler cannot find', () => {
    const log = '[vite]: Rollup failed to resolve import "./Missing" from "/app/src/main.ts".';
    expect(told(log)).toMatchObject({ file: 'src/main.ts', line: 2 });
  });

  test.each([
    [
      'Rolldown, in colours',
      "\u001b[31m[UNRESOLVED_IMPORT] Error:\u001b[0m Could not resolve './Missing' in src/main.ts",
    ],
    ['esbuild', '✘ [ERROR] Could not resolve "./Missing"\n\n    src/main.ts:2:18:\n'],
    ['webpack', "Module not found: Error: Can't resolve './Missing' in '/app/src'"],
  ])('the same in the words of %s', (_, log) => {
    expect(told(log)).toMatchObject({
      file: 'src/main.ts',
      line: 2,
      message: './Missing is imported and cannot be found',
    });
  });

  test.each([
    ['Error: request to https://binaries.example.sh/x.gz failed, reason: getaddrinfo ENOTFOUND binaries.example.sh'],
    ['curl: (6) Could not resolve host: binaries.example.sh'],
    ["W: Failed to fetch http://binaries.example.sh/x  Temporary failure resolving 'binaries.example.sh'"],
    [
      'cause: error sending request for url (https://binaries.example.sh/x.whl)\n0.4 cause: client error (Connect)\n0.4 cause: dns error\n0.4 cause: failed to lookup address information: Name or service not known',
    ],
  ])('a host that cannot be found: %s', (line) => {
    const log = `#8 0.5 x\n------\n > [build 3/4] RUN make:\n0.4 ${line}\n0.5 ERROR: exited with 1\n------\nDockerfile:14\n`;
    expect(told(log)).toMatchObject({
      message: 'the build fetches from binaries.example.sh, which this engine cannot find',
      file: 'Dockerfile',
      line: 14,
    });
  });

  test('a secret of the build that was not given', () => {
    const log =
      '#5 ERROR: secret npmrc: not found\n------\nDockerfile:7\n----\nERROR: failed to solve: secret npmrc: not found\n';
    expect(told(log)).toMatchObject({
      message: 'the build needs the secret npmrc, which was not given',
      file: 'Dockerfile',
      line: 7,
    });
  });

  test('anything else: the line that names an error, and the instruction', () => {
    const log =
      '#8 0.5 noise\n------\n > [build 3/4] RUN make:\n0.411 cc -o x\n0.512 make: *** [x] Error 1\n0.6 bye\n------\nDockerfile:14\n----\n';
    expect(told(log)).toEqual({ message: 'the build fails: make: *** [x] Error 1', file: 'Dockerfile', line: 14 });
  });
});

describe('the line that tells', () => {
  const failing = (...lines: readonly string[]) =>
    `#10 [build 6/6] RUN npm run build\n${lines.map((line) => `#10 1.2 ${line}\n`).join('')}#10 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 1\n------\n > [build 6/6] RUN npm run build:\n1.2 ${lines.at(-1)}\n------\nDockerfile:15\n`;

  test('brings the list that it announces, and says what the build reads', () => {
    const log = failing(
      ' ERROR  Missing required values in .env:',
      'SHOP_DATABASE_URL',
      'SHOP_TOKEN',
      ...Array(30).fill('x'),
      ' ELIFECYCLE  Command failed with exit code 1.',
    );
    expect(told(log)).toEqual({
      message: 'the build fails: ERROR  Missing required values in .env: SHOP_DATABASE_URL, SHOP_TOKEN, x',
      file: 'Dockerfile',
      line: 15,
      hint: expect.stringContaining('the build itself reads it'),
    });
    expect(buildEvidence(log)).toContain(' ERROR  Missing required values in .env:');
    expect(buildEvidence(log).at(-1)).toContain('ELIFECYCLE');
  });

  test('is not what the package manager adds', () => {
    const log = failing(
      'sass: undefined variable',
      'Error: theme.scss cannot be read',
      'error: script "build" exited with code 1',
      'npm notice',
    );
    expect(told(log)?.message).toBe('the build fails: Error: theme.scss cannot be read');
  });
});

describe('causes with their place', () => {
  const at = (log: string, files: Record<string, string>) => explain(BUILD_CAUSES, log, sourceOf(files));

  test('a package without a wheel, by name, with what a compiler needs', () => {
    const log =
      "#9 5.1   error: command 'gcc' failed: No such file or directory\n#9 5.2   ERROR: Failed building wheel for netifaces\n";
    const told = at(log, { 'requirements.txt': 'fastapi==0.1\nnetifaces==0.11.0\n' });
    expect(told).toMatchObject({
      file: 'requirements.txt',
      line: 2,
      message: expect.stringContaining('there is no gcc'),
    });
    expect(told?.hint).toContain('gcc libc6-dev');
  });

  test('a Debian package that there is not', () => {
    const told = at('E: Unable to locate package libnone7', { Dockerfile: 'FROM x\nRUN apt-get install libnone7\n' });
    expect(told).toMatchObject({
      file: 'Dockerfile',
      line: 2,
      message: expect.stringContaining('no package libnone7'),
    });
  });

  test('a build script that leaves nothing', () => {
    const told = at('find: ‘/app/dist’: No such file or directory', {
      'package.json': '{\n  "scripts": {\n    "build": "x"\n',
    });
    expect(told).toMatchObject({ file: 'package.json', line: 3, message: 'the build script left no folder dist' });
  });

  test('the same in the words of the script that prepares a site', () => {
    const told = at('#12 5.1 pages: the build left no folder /app/dist', { 'package.json': '{ "build": "x" }' });
    expect(told?.message).toBe('the build script left no folder dist');
  });

  test('a requirements file that includes one outside', () => {
    const log = "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '/shared/base.txt'";
    expect(at(log, { 'requirements.txt': 'x\n-r ../../shared/base.txt\n' })).toMatchObject({
      file: 'requirements.txt',
      line: 2,
      message: 'requirements.txt:2 includes ../../shared/base.txt, which is not in the build context',
    });
  });
});
