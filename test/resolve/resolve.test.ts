import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packageVersion } from '../../core/package-root.js';
import { resolveConflict } from '../../core/resolve.js';
import { all, type Call, change, edit, generate, service, write } from '../behaviours/service.js';

const HPA = 'deploy/k8s/base/hpa.yaml';
const CANDIDATE = `.saasfactory/conflicts/${HPA}`;
const VERSION = packageVersion();
const V1: Call = { version: VERSION, flags: { platform: 'gke' } };
/** A change that clashes with the user's, one that does not, and one of another file. */
const V2: Call = {
  ...V1,
  release: all(
    change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 20'),
    change('k8s-hpa', 'averageUtilization: 70', 'averageUtilization: 60'),
  ),
};

async function conflicted(): Promise<string> {
  const folder = service();
  await generate(folder, V1);
  edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
  const report = await generate(folder, V2);
  expect([report.exit, report.done]).toEqual([3, { [HPA]: 'conflict' }]);
  expect(report.conflicts).toEqual([
    { path: HPA, at: 'spec.maxReplicas', base: '3', yours: '25', new: '20', candidate: CANDIDATE },
  ]);
  return folder;
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

/** The conflict has ended: nothing of it is left, and the same run has nothing to do. */
async function expectEnded(folder: string, call: Call = V2): Promise<void> {
  expect(existsSync(join(folder, '.saasfactory/conflicts'))).toBe(false);
  expect(existsSync(join(folder, '.saasfactory/pending'))).toBe(false);
  expect(read(folder, '.saasfactory/base/k8s-hpa.txt')).toContain('maxReplicas: 20');
  const again = await generate(folder, call);
  expect([again.exit, Object.values(again.done).filter((action) => action !== 'keep')]).toEqual([0, []]);
}

describe('resolve', () => {
  test('--yours keeps your side of the clash and takes the rest', async () => {
    const folder = await conflicted();
    const { action, conflicts } = resolveConflict(join(folder, HPA), 'yours', VERSION);
    expect([action.action, conflicts]).toEqual(['merge', []]);
    expect(read(folder, HPA)).toMatch(/maxReplicas: 25[\s\S]*averageUtilization: 60/);
    await expectEnded(folder);
  });

  test('--new takes the new side of the clash', async () => {
    const folder = await conflicted();
    resolveConflict(join(folder, CANDIDATE), 'new', VERSION);
    expect(read(folder, HPA)).toMatch(/maxReplicas: 20[\s\S]*averageUtilization: 60/);
    await expectEnded(folder);
  });

  test('--edited takes the file as it lies, and the next version merges with it', async () => {
    const folder = await conflicted();
    edit(folder, HPA, 'maxReplicas: 25', 'maxReplicas: 22');
    const before = read(folder, HPA);
    expect(resolveConflict(join(folder, HPA), 'edited', VERSION).action.action).toBe('keep');
    expect(read(folder, HPA)).toBe(before);
    await expectEnded(folder);
    const next = { ...V2, release: all(V2.release as never, change('k8s-hpa', 'minReplicas: 2', 'minReplicas: 4')) };
    expect((await generate(folder, { ...next, flags: { ...V1.flags, region: 'europe-west1' } })).done[HPA]).toBe(
      'merge',
    );
    expect(read(folder, HPA)).toMatch(/minReplicas: 4[\s\S]*maxReplicas: 22/);
  });

  test('markers in the file: refused as edited, taken apart for a side', async () => {
    const folder = await conflicted();
    await generate(folder, { ...V2, conflict: 'markers' });
    edit(folder, HPA, 'periodSeconds: 60', 'periodSeconds: 61');
    expect(read(folder, HPA)).toContain('<<<<<<< yours');
    expect(() => resolveConflict(join(folder, HPA), 'edited', VERSION)).toThrow(/conflict markers are left/);
    resolveConflict(join(folder, HPA), 'yours', VERSION);
    expect(read(folder, HPA)).toMatch(/maxReplicas: 25[\s\S]*averageUtilization: 60[\s\S]*periodSeconds: 61/);
    expect(read(folder, HPA)).not.toContain('<<<<');
    await expectEnded(folder);
  });

  test('one of two conflicts: the other stays open and its candidate too', async () => {
    const folder = service();
    await generate(folder, V1);
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    edit(folder, 'Dockerfile', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGINT');
    const release = all(V2.release as never, change('dockerfile', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGQUIT'));
    await generate(folder, { ...V2, release });
    const { conflicts } = resolveConflict(join(folder, HPA), 'new', VERSION);
    expect(conflicts.map(({ path }) => path)).toEqual(['Dockerfile']);
    expect(existsSync(join(folder, '.saasfactory/conflicts/Dockerfile'))).toBe(true);
    expect((await generate(folder, { ...V2, release })).exit).toBe(3);
    expect(resolveConflict(join(folder, 'Dockerfile'), 'yours', VERSION).conflicts).toEqual([]);
    expect(read(folder, 'Dockerfile')).toContain('STOPSIGNAL SIGINT');
    await expectEnded(folder, { ...V2, release });
  });

  test('a file that the new version drops: --new removes it, --yours leaves it to you', async () => {
    for (const how of ['new', 'yours'] as const) {
      const folder = service();
      await generate(folder, V1);
      edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
      const release: Call = { ...V1, release: (tree) => void tree.delete('k8s-hpa') };
      expect((await generate(folder, release)).exit).toBe(3);
      resolveConflict(join(folder, HPA), how, VERSION);
      expect(existsSync(join(folder, HPA))).toBe(how === 'yours');
      expect((await generate(folder, release)).done).toEqual({});
    }
  });

  test('no conflict there: refused, and what is open is named', async () => {
    const folder = await conflicted();
    expect(() => resolveConflict(join(folder, 'Dockerfile'), 'new', VERSION)).toThrow(
      /Dockerfile: no conflict is open there; open: .*hpa\.yaml\. Nothing was written/,
    );
  });
});

describe('the command', () => {
  const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
  let folder = '';
  beforeEach(async () => {
    folder = await conflicted();
  });
  afterEach(() => rmSync(join(folder, '..', 'tool.gitconfig'), { force: true }));
  const call = (words: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder) =>
    spawnSync(process.execPath, [MAIN, 'resolve', ...words], {
      cwd,
      encoding: 'utf8',
      input: '',
      env: { ...process.env, ...env },
    });

  test('prints one JSON document of the contract', () => {
    const { status, stdout, stderr } = call(['k8s/base/hpa.yaml', '--new', '--json'], {}, join(folder, 'deploy'));
    expect([status, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ schema: 1, generator: VERSION, exit: 0 });
    expect(report.services[0]).toMatchObject({
      folder: '..',
      platform: 'gke',
      actions: [{ id: 'k8s-hpa', path: HPA, action: 'merge' }],
      conflicts: [],
    });
  });

  test('runs the merge tool of git over the three files', () => {
    const config = join(folder, '..', 'tool.gitconfig');
    const script = 'test -s \\"$BASE\\" && sed \\"s/: 20$/: 23/\\" \\"$REMOTE\\" > \\"$MERGED\\"';
    writeFileSync(config, `[merge]\n\ttool = mine\n[mergetool "mine"]\n\tcmd = "${script}"\n`);
    const { status, stderr, stdout } = call([HPA, '--tool'], { GIT_CONFIG_GLOBAL: config });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`${HPA}: ended, the file was written; no conflict is left.\n`);
    expect(read(folder, HPA)).toContain('maxReplicas: 23');
  });

  test('says so where no tool is configured, no side or two are named, no path is given', () => {
    const config = join(folder, '..', 'tool.gitconfig');
    writeFileSync(config, '');
    expect(call([HPA, '--tool'], { GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no merge tool is configured: git config --global merge\.tool/),
    });
    expect(call([HPA])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/--yours, --new, --edited or --tool/),
    });
    expect(call([HPA, '--new', '--yours']).stderr).toMatch(/exclude each other/);
    expect(call(['--new']).stderr).toMatch(/name the file/);
    expect(call([HPA, '--nwe']).stderr).toMatch(/did you mean --new/);
    expect(read(folder, HPA)).toContain('maxReplicas: 25');
  });

  test('finds the service of a workflow in another folder of the repository', () => {
    mkdirSync(join(folder, '.git'));
    write(folder, 'elsewhere/x', '');
    expect(call(['../deploy/k8s/base/hpa.yaml', '--yours'], {}, join(folder, 'elsewhere')).status).toBe(0);
  });
});
