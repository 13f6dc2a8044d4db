import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PACKAGE_ROOT } from '../../core/package-root.js';

// The real yo as a user who is not root, since it drops root's rights for those of somebody who may read nothing.
const APPS = join(PACKAGE_ROOT, 'test', 'golden', 'apps');
const TERMINAL = join(PACKAGE_ROOT, 'test', 'generators', 'terminal.py');
const NOBODY = 65534;
const root = process.getuid?.() === 0;
const as = root ? { uid: NOBODY, gid: NOBODY } : {};

let home: string;
let modules: string;
let count = 0;
let folder: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'saasfactory-yo-'));
  chmodSync(home, 0o777);
  // A checkout in root's own folder is closed to the other user: yo runs from a copy then.
  const own = join(PACKAGE_ROOT, 'node_modules');
  const yo = join('yo', 'lib', 'cli.js');
  const isOpen =
    spawnSync(process.execPath, ['-e', `fs.readFileSync(${JSON.stringify(join(own, yo))})`], as).status === 0;
  modules = isOpen ? own : join(home, 'dependencies', 'node_modules');
  if (!isOpen) cpSync(own, modules, { recursive: true, verbatimSymlinks: true });
  const linked = join(home, 'linked');
  mkdirSync(linked);
  const checkout = join(linked, 'generator-saasfactory');
  if (isOpen) symlinkSync(PACKAGE_ROOT, checkout, 'junction');
  else {
    for (const part of ['package.json', 'dist', 'generators', 'templates', '.dockerignore.tmpl']) {
      cpSync(join(PACKAGE_ROOT, part), join(checkout, part), { recursive: true });
    }
    symlinkSync(modules, join(checkout, 'node_modules'), 'junction');
  }
  mkdirSync(join(home, 'user'));
  chmodSync(join(home, 'user'), 0o777);
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => {
  count += 1;
  folder = place('frontend', join(home, `case-${count}`, 'web'));
});

/** A copy of an app that the other user may write to. */
function place(app: string, at: string): string {
  mkdirSync(at, { recursive: true });
  cpSync(join(APPS, app), at, { recursive: true });
  chmodSync(at, 0o777);
  for (const entry of readdirSync(at, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath ?? entry.path, entry.name), 0o777);
  }
  return at;
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What yo is called with: its own script by the node that runs the tests. */
function command(words: readonly string[]): readonly string[] {
  return [process.execPath, join(modules, 'yo', 'lib', 'cli.js'), ...words];
}

function spawn([file = '', ...args]: readonly string[], cwd: string): Ran {
  const { DEBUG: _debug, ...rest } = process.env;
  const env = { ...rest, HOME: join(home, 'user'), NODE_PATH: join(home, 'linked'), NO_UPDATE_NOTIFIER: '1' };
  const done = spawnSync(file, args, { cwd, env, ...as, encoding: 'utf8', input: '', timeout: 110_000 });
  if (done.error) throw new Error(`${file} cannot run here, so yo is not tested: ${done.error.message}`);
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const yo = (words: readonly string[], cwd = folder): Ran => spawn(command(words), cwd);

function inTerminal(steps: readonly (readonly [string, string])[], words: readonly string[]): Ran {
  const ran = spawn(['python3', TERMINAL, JSON.stringify(steps), ...command(words)], folder);
  return { ...ran, out: stripVTControlCharacters(ran.out).replaceAll('\r', '') };
}

const bin = (words: readonly string[], cwd: string): Ran =>
  spawn([process.execPath, join(home, 'linked', 'generator-saasfactory', 'dist', 'cli', 'main.js'), ...words], cwd);

function files(at: string): Record<string, string> {
  const entries = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(at.length), readFileSync(path, 'latin1')]));
}

describe('yo saasfactory:container', () => {
  it('writes the same bytes as the command, with nothing asked and nothing else printed', () => {
    // The linked checkout has the sources beside the compiled generators, and Node cannot run the sources.
    const sources = ['generators', 'dist/generators'].map((at) => existsSync(join(PACKAGE_ROOT, at, 'container')));
    expect(sources).toEqual([true, true]);
    const flags = ['--yes', '--platform', 'hybrid', '--no-task', '--node-version', '22'];
    const ran = yo(['saasfactory:container', ...flags]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toMatch(/^storefront: \d+ files written.*\n$/);
    const other = place('frontend', join(home, `case-${count}`, 'other', 'web'));
    expect(bin(['container', ...flags], other).code).toBe(0);
    expect(files(folder)).toEqual(files(other));
    expect(Object.keys(files(folder))).toContain('/Dockerfile');
    expect(Object.keys(files(folder)).filter((path) => path.includes('containerize'))).toEqual([]);
  }, 120_000);

  it('is the generator of the package’s bare name, keeps 3.10, prints one JSON document', () => {
    const service = place('backend', join(home, `case-${count}`, 'api'));
    const ran = yo(['saasfactory', '--yes', '--json', '--python-version', '3.10', '--port=8093'], service);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const { services } = JSON.parse(ran.out);
    expect(services[0].answers).toMatchObject({ 'python-version': '3.10', port: 8093 });
    const stored = JSON.parse(readFileSync(join(service, '.yo-rc.json'), 'utf8'));
    expect(stored).toEqual({ 'generator-saasfactory': { 'python-version': '3.10', port: 8093 } });
  }, 120_000);

  it('works in the folder that was called, not in one above that has answers', () => {
    const above = join(folder, '..');
    writeFileSync(join(above, '.yo-rc.json'), '{ "generator-saasfactory": { "port": 9999 } }\n');
    const ran = yo(['saasfactory:container', '--yes', '--json']);
    expect(JSON.parse(ran.out).services[0].answers.port).toBe(8080);
    expect([existsSync(join(folder, 'Dockerfile')), existsSync(join(above, 'Dockerfile'))]).toEqual([true, false]);
  }, 120_000);

  it.each([
    [['--port', '80'], '--port 80: a port from 1024 to 65535 (the container runs without root).'],
    [['--platfrom', 'gke'], '--platfrom: unknown option; did you mean --platform?'],
  ])(
    'refuses %j in exactly one line',
    (words, start) => {
      const before = files(folder);
      const ran = yo(['saasfactory:container', ...words]);
      expect([ran.code, ran.out, ran.err.split('\n').length]).toEqual([1, '', 2]);
      expect(ran.err.startsWith(`saasfactory: ${start}`)).toBe(true);
      expect(files(folder)).toEqual(before);
    },
    120_000,
  );

  it('has its own words for damaged answers and a damaged package.json', () => {
    writeFileSync(join(folder, '.yo-rc.json'), '{ "a": ');
    const ran = yo(['saasfactory:container', '--yes']);
    expect([ran.code, ran.out, ran.err.split('\n').length]).toEqual([1, '', 2]);
    expect(ran.err).toMatch(/^saasfactory: \.yo-rc\.json: not JSON at line 1; mend it or delete it/);
    rmSync(join(folder, '.yo-rc.json'));
    writeFileSync(join(folder, 'package.json'), '{');
    expect(yo(['saasfactory:container', '--yes']).err).toMatch(/^saasfactory: no service here: .*\n$/);
  }, 120_000);

  it('ends with 3 where a person must decide', () => {
    expect(yo(['saasfactory:container', '--yes']).code).toBe(0);
    const compose = join(folder, 'compose.yaml');
    writeFileSync(compose, readFileSync(compose, 'utf8').replaceAll('8080', '7777'));
    const ran = yo(['saasfactory:container', '--yes', '--port', '9000']);
    expect([ran.code, ran.err]).toEqual([3, '']);
    expect(ran.out).toContain('.saasfactory/conflicts/compose.yaml');
  }, 120_000);

  it('asks in a terminal; Enter all the way takes what was found', () => {
    const enter: readonly (readonly [string, string])[] = [
      ['Which kind', '\r'],
      ['Where does it run', '\r'],
      ['Google Cloud project', '\r'],
      ['Anything else', '\r'],
      ['Write these', '\r'],
    ];
    const ran = inTerminal(enter, ['saasfactory:container']);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/storefront: a frontend \(Vite, package\.json:\d+\)/);
    expect(ran.out).toContain('(found: package.json:');
    expect(ran.out).toMatch(/\d+ files written/);
    expect(ran.out).toContain('saasfactory try');
    const stored = JSON.parse(readFileSync(join(folder, '.yo-rc.json'), 'utf8'));
    expect(stored).toEqual({ 'generator-saasfactory': {} });
  }, 120_000);

  it('ends at Ctrl-C with one line and 130, and leaves the folder as it was', () => {
    const before = files(folder);
    const stop: readonly (readonly [string, string])[] = [
      ['Which kind', '\r'],
      ['Where does it run', '\u0003'],
    ];
    const ran = inTerminal(stop, ['saasfactory:container']);
    expect(ran.code).toBe(130);
    expect(ran.out.trimEnd().split('\n').at(-1)).toBe('saasfactory: interrupted; nothing was written.');
    expect(ran.out).not.toContain('force closed');
    expect(files(folder)).toEqual(before);
  }, 120_000);

  it('is asked the same by the command, which ends the same at Ctrl-C', () => {
    const main = join(home, 'linked', 'generator-saasfactory', 'dist', 'cli', 'main.js');
    const before = files(folder);
    const typed: readonly (readonly [string, string])[] = [
      ['Which kind', '\r'],
      ['Where does it run', '\r'],
      ['Google Cloud project', '\u0003'],
    ];
    const ran = spawn(['python3', TERMINAL, JSON.stringify(typed), process.execPath, main, 'container'], folder);
    expect(ran.code).toBe(130);
    expect(stripVTControlCharacters(ran.out).trimEnd()).toMatch(/saasfactory: interrupted; nothing was written\.$/);
    expect(files(folder)).toEqual(before);
  }, 120_000);

  it('lists every option in its help', () => {
    const { out } = yo(['saasfactory:container', '--help']);
    for (const flag of ['--platform', '--python-version', '--dry-run', '--conflict']) expect(out).toContain(flag);
  }, 120_000);
});
