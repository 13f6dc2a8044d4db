import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apply } from '../../core/apply.js';
import { openDisk } from '../../core/disk.js';
import { openPlace } from '../../core/place.js';
import { planRun } from '../../core/plan/run.js';
import { readState } from '../../core/state.js';
import { failing, snapshot, temporary } from '../apply/scaffold.js';
import { all, type Call, change, edit, generate, type Release, service, write } from './service.js';

const GKE: Call = { flags: { platform: 'gke' } };
const HPA = 'deploy/k8s/base/hpa.yaml';
const HPA_2 = change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9');
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const at = (version: string, ...releases: readonly Release[]): Call => ({ ...GKE, version, release: all(...releases) });

async function made(): Promise<string> {
  const folder = service();
  expect((await generate(folder, GKE)).exit).toBe(0);
  return folder;
}

describe('behaviours of upgrade.md, section 6', () => {
  test('20 v1 to v5 gives the bytes of v1 to v2 to v3 to v4 to v5', async () => {
    const steps: readonly Release[] = [
      HPA_2,
      change('dockerfile', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGQUIT'),
      change('dockerfile', 'STOPSIGNAL SIGQUIT\n', ''),
      change('k8s-hpa', 'maxReplicas: 9', 'maxReplicas: 12'),
    ];
    const trees = await Promise.all(
      [[1, 2, 3, 4], [4]].map(async (stops) => {
        const folder = service({ 'pyproject.toml': '[project]\nname = "orders"\nversion = "1"\n' });
        await generate(folder, GKE);
        edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 5');
        edit(folder, 'Dockerfile', 'WORKDIR /app', 'RUN ["true"]\nWORKDIR /app');
        for (const stop of stops) await generate(folder, at(`1.${stop}.0`, ...steps.slice(0, stop)));
        return [HPA, 'Dockerfile', '.saasfactory/base/k8s-hpa.txt'].map((path) => read(folder, path));
      }),
    );
    expect(trees[0]).toEqual(trees[1]);
    expect(trees[0]?.[0]).toMatch(/minReplicas: 5\n {2}maxReplicas: 12/);
  });

  test.each(['missing', 'damaged'])('21 a %s base: your bytes stay, the difference is reported', async (how) => {
    const folder = await made();
    const base = join(folder, '.saasfactory/base/k8s-hpa.txt');
    if (how === 'missing') rmSync(base);
    else writeFileSync(base, 'x\n');
    edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 5');
    const mine = read(folder, HPA);
    expect((await generate(folder, at('1.1.0', HPA_2))).done).toMatchObject({ [HPA]: 'conflict' });
    expect(read(folder, HPA)).toBe(mine);
  });

  test('22 a first run over hand-written files overwrites none of them', async () => {
    const folder = service({ Dockerfile: 'FROM scratch\n', 'compose.yaml': 'services: {}\n' });
    const { exit, done } = await generate(folder, GKE);
    expect([exit, done.Dockerfile, done['compose.yaml'], done[HPA]]).toEqual([0, 'keep', 'keep', 'create']);
    expect(read(folder, 'Dockerfile')).toBe('FROM scratch\n');
    expect(existsSync(join(folder, '.saasfactory/base/dockerfile.txt'))).toBe(false);
  });

  test('23 the executable bit: the template change arrives, your chmod stays, core.fileMode=false is heeded', async () => {
    const folder = await made();
    chmodSync(join(folder, HPA), 0o755);
    const run: Release = (tree) => {
      const readme = tree.get('deploy-readme');
      if (readme) tree.set(readme.id, { ...readme, mode: 0o755 });
    };
    await generate(folder, at('1.1.0', run, HPA_2));
    const bits = (path: string): number => statSync(join(folder, path)).mode & 0o100;
    expect([bits('deploy/README.md'), bits(HPA), bits('Dockerfile')]).toEqual([0o100, 0o100, 0]);
    write(folder, '.git/config', '[core]\n\tfilemode = false\n');
    chmodSync(join(folder, 'Dockerfile'), 0o755);
    expect((await generate(folder, at('1.1.0', run, HPA_2))).done.Dockerfile).toBeUndefined();
  });

  test('24 a CRLF checkout merges without conflict and stays CRLF; mixed ends stay mixed', async () => {
    const folder = await made();
    const crlf = read(folder, HPA).replace('minReplicas: 2', 'minReplicas: 5').replaceAll('\n', '\r\n');
    writeFileSync(join(folder, HPA), crlf);
    expect((await generate(folder, at('1.1.0', HPA_2))).exit).toBe(0);
    expect(read(folder, HPA)).toBe(crlf.replace('maxReplicas: 3', 'maxReplicas: 9'));
    const mixed = read(folder, HPA).replace('\r\n', '\n');
    writeFileSync(join(folder, HPA), mixed);
    await generate(folder, at('1.2.0', HPA_2, change('k8s-hpa', 'maxReplicas: 9', 'maxReplicas: 11')));
    expect(read(folder, HPA)).toBe(mixed.replace('maxReplicas: 9', 'maxReplicas: 11'));
  });

  test('25 a file that you made binary stays, the new one lies beside it', async () => {
    const folder = await made();
    const bytes = Uint8Array.from([0x50, 0x4b, 0, 1, 2]);
    write(folder, HPA, bytes);
    expect((await generate(folder, at('1.1.0', HPA_2))).exit).toBe(3);
    expect(new Uint8Array(readFileSync(join(folder, HPA)))).toEqual(bytes);
    expect(read(folder, `.saasfactory/conflicts/${HPA}`)).toContain('maxReplicas: 9');
  });

  test('26 hostile state is refused, and nothing is deleted or written', async () => {
    const manifest = '.saasfactory/manifest.json';
    const outside = temporary({ 'keep.txt': 'x' });
    const hostile: readonly ((folder: string) => void)[] = [
      (folder) => write(folder, manifest, read(folder, manifest).replace(`"${HPA}"`, '"/etc/passwd"')),
      (folder) => write(folder, manifest, read(folder, manifest).replace(`"${HPA}"`, '"../../../keep.txt"')),
      (folder) => write(folder, manifest, 'not json'),
      (folder) => write(folder, manifest, `{"x": "${'y'.repeat(5 * 1024 * 1024)}"}`),
      (folder) => {
        rmSync(join(folder, 'deploy'), { recursive: true });
        symlinkSync(outside, join(folder, 'deploy'));
      },
    ];
    for (const spoil of hostile) {
      const folder = await made();
      spoil(folder);
      const before = snapshot(folder);
      await expect(generate(folder, at('1.1.0', HPA_2))).rejects.toMatchObject({
        exit: 1,
        message: expect.stringMatching(/Nothing was written\.$/),
      });
      expect(snapshot(folder)).toEqual(before);
    }
    expect(snapshot(outside)).toMatchObject({ 'keep.txt': expect.any(String) });
    rmSync(outside, { recursive: true });
  });

  test('27 --dry-run says what the run then does, and touches not even .yo-rc.json', async () => {
    const folder = await made();
    edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 5');
    const before = snapshot(folder);
    const call: Call = { ...at('1.1.0', HPA_2), flags: { ...GKE.flags, port: 9090 } };
    const dry = await generate(folder, { ...call, switches: ['dry-run'] });
    expect(snapshot(folder)).toEqual(before);
    const real = await generate(folder, call);
    expect([dry.actions, dry.exit, dry.conflicts]).toEqual([real.actions, real.exit, real.conflicts]);
    expect(real.done).toMatchObject({ [HPA]: 'merge', Dockerfile: 'update' });
  });

  test('28 check: version, answers and drift are told apart; 2 where container would change something', async () => {
    const folder = await made();
    const check: Call = { ...GKE, mode: 'check' };
    expect((await generate(folder, check)).exit).toBe(0);
    edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 5');
    const drifted = await generate(folder, check);
    expect([drifted.exit, drifted.outdated]).toEqual([0, { version: false, answers: false, drift: [HPA] }]);
    expect((await generate(folder, { ...check, switches: ['strict'] })).exit).toBe(2);
    const version = await generate(folder, { ...at('1.1.0', HPA_2), mode: 'check' });
    expect([version.exit, version.outdated.version, version.outdated.answers]).toEqual([2, true, false]);
    const answers = await generate(folder, { ...check, flags: { ...GKE.flags, port: 9090 } });
    expect([answers.exit, answers.outdated.version, answers.outdated.answers]).toEqual([2, false, true]);
    expect(read(folder, HPA)).toContain('maxReplicas: 3');
  });

  test('29 a failed write leaves tree and state as they were, and the next run succeeds', async () => {
    const folder = await made();
    const place = openPlace(folder);
    const state = readState(place, '1.0.0');
    const { manifest } = state;
    if (manifest === undefined) throw new Error('no manifest');
    const tree = new Map(
      [...manifest.outputs].map(([id, { path, merge }]) => {
        const text = `${state.bases.get(id)}# new\n`;
        return [id, { id, path, merge, mode: 0o644 as const, text, about: '' }];
      }),
    );
    const run = { version: '1.0.0', given: state.given, answers: manifest.answers, facts: manifest.facts as never };
    const plan = planRun({ tree, state, disk: openDisk(place), conflict: 'keep' }, run);
    const before = snapshot(folder);
    for (let index = 1; index < 200; index += 23) {
      expect(() => apply(place, plan.actions, plan.next, failing(index).files)).toThrow(/Nothing was written/);
      expect(snapshot(folder)).toEqual(before);
    }
    expect((await generate(folder, at('1.1.0', HPA_2))).done).toEqual({ [HPA]: 'update' });
  });

  test('30 an older generator refuses; open conflicts are listed again, or refuse any other run', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    await generate(folder, at('1.1.0', HPA_2));
    await expect(generate(folder, GKE)).rejects.toThrow(/written by 1\.1\.0.*npm install .*@1\.1\.0/);
    const before = snapshot(folder);
    const again = await generate(folder, at('1.1.0', HPA_2));
    expect([again.exit, again.conflicts.length, snapshot(folder)]).toEqual([3, 1, before]);
    const others: readonly Call[] = [
      at('1.2.0', HPA_2),
      { ...at('1.1.0', HPA_2), flags: { ...GKE.flags, port: 9090 } },
    ];
    for (const call of others) {
      await expect(generate(folder, call)).rejects.toMatchObject({ exit: 1, hint: /^saasfactory resolve / });
    }
    mkdirSync(join(folder, 'more'));
    expect(read(folder, '.saasfactory/base/k8s-hpa.txt')).toContain('maxReplicas: 3');
  });

  test('a version that a bot raised in the manifest is not taken for a run of that version', async () => {
    const folder = await made();
    edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 5');
    edit(folder, '.saasfactory/manifest.json', '"generator": "1.0.0"', '"generator": "1.1.0"');
    const { done } = await generate(folder, at('1.1.0', HPA_2));
    expect(done).toEqual({ [HPA]: 'merge' });
    expect(read(folder, HPA)).toMatch(/minReplicas: 5\n {2}maxReplicas: 9/);
  });
});
