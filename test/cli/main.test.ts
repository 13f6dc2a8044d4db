import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PACKAGE_ROOT } from '../../core/package-root.js';

const MAIN = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
const SITE = join(PACKAGE_ROOT, 'test', 'golden', 'apps', 'frontend');

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'saasfactory-main-'));
  folder = join(home, 'web');
  cpSync(SITE, folder, { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], cwd = folder, env: NodeJS.ProcessEnv = {}): Ran {
  const { DEBUG: _debug, ...rest } = process.env;
  const done = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...rest, ...env },
    input: '',
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function files(at: string): Record<string, string> {
  const entries = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );
}

describe('saasfactory', () => {
  it('generates, and a second run writes nothing', () => {
    const first = run(['container', '--yes', '--platform', 'hybrid']);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/^storefront: \d+ files written/);
    const before = files(folder);
    expect(Object.keys(before)).toContain(join(folder, 'Dockerfile'));
    const second = run(['container', '--yes']);
    expect([second.code, second.out.startsWith('storefront: up to date')]).toEqual([0, true]);
    expect(files(folder)).toEqual(before);
    expect(run(['check']).code).toBe(0);
  });

  it('never waits without a terminal, and stores only what was given', () => {
    expect(run(['container']).code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, '.yo-rc.json'), 'utf8'))).toEqual({ 'generator-saasfactory': {} });
  });

  it('tells with check what container would do, and writes nothing for it', () => {
    const before = files(folder);
    const found = run(['check', '--json']);
    expect(found.code).toBe(2);
    expect(JSON.parse(found.out)).toMatchObject({ schema: 1, exit: 2, services: [{ folder: '.', exit: 2 }] });
    expect(run(['container', '--dry-run', '--diff']).out).toContain('+++ Dockerfile');
    expect(files(folder)).toEqual(before);
  });

  it('keeps an edit, calls it drift, and fails for it with --strict only', () => {
    run(['container', '--yes']);
    writeFileSync(join(folder, 'Dockerfile'), `${readFileSync(join(folder, 'Dockerfile'), 'utf8')}# mine\n`);
    expect(run(['check']).code).toBe(0);
    expect(run(['check', '--strict']).code).toBe(2);
    const { services } = JSON.parse(run(['check', '--json']).out);
    expect(services[0].outdated).toEqual({ version: false, answers: false, drift: ['Dockerfile'] });
    expect(run(['container', '--yes', '--port', '9000']).code).toBe(0);
    const merged = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    expect([merged.includes('# mine'), merged.includes('9000')]).toEqual([true, true]);
  });

  it('leaves a clash to a person: exit 3, the candidate beside it, and the same again', () => {
    run(['container', '--yes']);
    const compose = join(folder, 'compose.yaml');
    writeFileSync(compose, readFileSync(compose, 'utf8').replaceAll('8080', '7777'));
    const clash = run(['container', '--yes', '--port', '9000', '--json']);
    const { services } = JSON.parse(clash.out);
    expect([clash.code, services[0].exit]).toEqual([3, 3]);
    expect(services[0].conflicts[0]).toMatchObject({ path: 'compose.yaml' });
    expect(readFileSync(join(folder, services[0].conflicts[0].candidate), 'utf8')).toContain('9000');
    expect(readFileSync(compose, 'utf8')).toContain('7777');
    const again = run(['container', '--yes']);
    expect([again.code, /1? ?conflict/.test(again.out)]).toEqual([3, true]);
    rmSync(join(folder, services[0].conflicts[0].candidate));
    expect(run(['container', '--yes']).code).toBe(0);
  });

  it('keeps hand-written files with a note', () => {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
    const { services } = JSON.parse(run(['container', '--yes', '--json']).out);
    expect(services[0].actions).toContainEqual({ id: 'dockerfile', path: 'Dockerfile', action: 'keep' });
    expect(
      services[0].findings.some(
        ({ path, message }: { path: string; message: string }) => path === 'Dockerfile' && message.includes('--diff'),
      ),
    ).toBe(true);
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM scratch\n');
  });

  it('has one exit code for several folders, the worst, and one for each', () => {
    mkdirSync(join(home, 'empty'));
    const both = run(['container', 'web', 'empty', '--yes', '--json'], home);
    const { exit, services } = JSON.parse(both.out);
    expect([both.code, exit, services.map((entry: { exit: number }) => entry.exit)]).toEqual([1, 1, [0, 1]]);
    expect(services[1].error.message).toMatch(/^no service here/);
  });

  it('verifies what lies on disk, and says where there is nothing to verify', () => {
    expect(run(['verify']).err).toMatch(/^saasfactory: no scaffold here\..*saasfactory container/);
    run(['container', '--yes', '--platform', 'hybrid']);
    const judged = run(['verify', '--json']);
    expect([judged.code, JSON.parse(judged.out).services[0].name]).toEqual([0, 'storefront']);
    const autoscaler = join(folder, 'deploy', 'k8s', 'base', 'hpa.yaml');
    const written = readFileSync(autoscaler, 'utf8');
    writeFileSync(autoscaler, written.replace(/averageUtilization: \d+/, 'averageUtilization: 55'));
    const edited = run(['verify']);
    expect([edited.code, /note +deploy\/k8s\/base\/hpa\.yaml:\d+: averageUtilization is 55/.test(edited.out)]).toEqual([
      0,
      true,
    ]);
    writeFileSync(join(folder, 'deploy', 'k8s', 'base', 'service.yaml'), 'apiVersion: [\n');
    expect(run(['verify']).code).toBe(2);
  });

  it('prints schema and facts', () => {
    expect(JSON.parse(run(['schema']).out).properties.port.maximum).toBe(65535);
    const { facts, candidates } = JSON.parse(run(['detect', '--json']).out);
    expect([facts.service.value, facts.service.confidence]).toEqual(['frontend', 'certain']);
    expect([candidates, facts.service.evidence.length > 0]).toEqual([{ app: [] }, true]);
    expect(run(['detect']).out).toMatch(/^frontend, Vite\n\n {2}/);
  });

  it.each([
    [['container', '--port', '80'], '--port 80: a port from 1024 to 65535'],
    [['container', 'nowhere'], 'nowhere: no such folder'],
    [['container', '--answers', 'no.yaml'], '--answers no.yaml: cannot be read'],
    [['container', '--restore', 'x'], '--restore x: no file of this scaffold'],
    [['container', '--name', 'Not_A_Label'], '--name Not_A_Label: a DNS-1035 label'],
    [['frobnicate'], 'frobnicate: unknown command'],
  ])('refuses %j in one line, and leaves the folder as it was', (args, start) => {
    const before = files(folder);
    const plain = run(args);
    expect([plain.code, plain.out, plain.err.split('\n').length]).toEqual([1, '', 2]);
    expect(plain.err.startsWith(`saasfactory: ${start}`)).toBe(true);
    const json = run([...args, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({
      schema: 1,
      exit: 1,
      error: { message: expect.stringContaining(start) },
    });
    expect([json.code, json.err]).toEqual([1, '']);
    expect(files(folder)).toEqual(before);
  });

  it('shows the place of an error with DEBUG only', () => {
    expect(run(['frobnicate'], folder, { DEBUG: '1' }).err).toMatch(/\n {4}at /);
  });

  it('refuses half-written answers and a folder that is a link', () => {
    writeFileSync(join(folder, '.yo-rc.json'), '{ "generator-saasfactory": {');
    expect(run(['container', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('.yo-rc.json: not JSON at line 1'),
    });
    symlinkSync(folder, join(home, 'link'), 'junction');
    expect(run(['container', 'link', '--yes'], home)).toMatchObject({
      code: 1,
      err: expect.stringContaining('a symbolic link'),
    });
  });

  it('ends quietly when nobody reads on', () => {
    const shell = spawnSync('sh', ['-c', `"${process.execPath}" "${MAIN}" container --help | head -1`], {
      encoding: 'utf8',
    });
    expect([shell.status, shell.stderr]).toEqual([0, '']);
  });
});
