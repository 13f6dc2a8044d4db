import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Rendered } from '../../core/output.js';
import { all, type Call, change, edit, generate, type Release, service, write } from './service.js';

const GKE: Call = { flags: { platform: 'gke' } };
const HPA = 'deploy/k8s/base/hpa.yaml';
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const later = (...releases: readonly Release[]): Call => ({ ...GKE, version: '1.1.0', release: all(...releases) });
const without =
  (id: string): Release =>
  (tree) =>
    void tree.delete(id);
const moved = (id: string, path: string): Release => {
  return (tree) => void tree.set(id, { ...(tree.get(id) as Rendered), path });
};

async function made(call: Call = GKE): Promise<string> {
  const folder = service();
  expect((await generate(folder, call)).exit).toBe(0);
  return folder;
}

describe('behaviours of upgrade.md, section 6', () => {
  test('11 what you deleted stays deleted, silently, where the template did not change', async () => {
    const folder = await made();
    rmSync(join(folder, HPA));
    const { exit, done } = await generate(folder, { ...GKE, version: '1.1.0' });
    expect([exit, done, existsSync(join(folder, HPA))]).toEqual([0, { [HPA]: 'keep' }, false]);
  });

  test('12 also where it changed; it is listed once, and --restore brings it back', async () => {
    const folder = await made();
    rmSync(join(folder, HPA));
    const call = later(change('k8s-hpa', 'maxReplicas: 3', 'maxReplicas: 9'));
    expect((await generate(folder, call)).done).toEqual({ [HPA]: 'keep' });
    expect(existsSync(join(folder, HPA))).toBe(false);
    expect((await generate(folder, { ...call, restore: [HPA] })).done).toEqual({ [HPA]: 'create' });
    expect(read(folder, HPA)).toContain('maxReplicas: 9');
    expect((await generate(folder, call)).done).toEqual({});
  });

  test('13 a dropped untouched file is removed, with the folders that it empties', async () => {
    const folder = await made();
    const call = later(without('k8s-hpa'), without('deploy-readme'), moved('k8s-pdb', 'deploy/alone/pdb.yaml'));
    expect((await generate(folder, call)).done).toMatchObject({ [HPA]: 'delete', 'deploy/README.md': 'delete' });
    expect(existsSync(join(folder, HPA))).toBe(false);
    await generate(folder, { ...later(without('k8s-pdb')), version: '1.2.0' });
    expect(existsSync(join(folder, 'deploy/alone'))).toBe(false);
  });

  test('14 a dropped edited file is kept and reported as a conflict', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    const { exit, conflicts } = await generate(folder, later(without('k8s-hpa')));
    expect([exit, conflicts]).toMatchObject([3, [{ path: HPA, new: 'no such file' }]]);
    expect(read(folder, HPA)).toContain('maxReplicas: 25');
  });

  test('15 a moved file takes your edits along; an occupied new path is a conflict', async () => {
    const folder = await made();
    edit(folder, HPA, 'maxReplicas: 3', 'maxReplicas: 25');
    const call = later(moved('k8s-hpa', 'deploy/k8s/base/autoscaler.yaml'));
    expect((await generate(folder, call)).done).toEqual({ 'deploy/k8s/base/autoscaler.yaml': 'move' });
    expect(read(folder, 'deploy/k8s/base/autoscaler.yaml')).toContain('maxReplicas: 25');
    expect(existsSync(join(folder, HPA))).toBe(false);
    const other = await made();
    write(other, 'deploy/k8s/base/autoscaler.yaml', 'mine\n');
    expect((await generate(other, call)).exit).toBe(3);
    expect(read(other, 'deploy/k8s/base/autoscaler.yaml')).toBe('mine\n');
    expect(existsSync(join(other, HPA))).toBe(true);
  });

  test('16 an answer switched off removes only what is untouched; switched on again it overwrites nothing', async () => {
    const folder = await made();
    const off: Call = { flags: { ...GKE.flags, compose: false } };
    edit(folder, 'compose.yaml', 'read_only: true', 'read_only: false');
    const { exit, done } = await generate(folder, off);
    expect([exit, done['.env.example'], done['compose.yaml']]).toEqual([3, 'delete', 'conflict']);
    expect(read(folder, 'compose.yaml')).toContain('read_only: false');
    const other = await made(off);
    write(other, 'compose.yaml', 'services: {}\n');
    const on = await generate(other, { flags: { ...GKE.flags, compose: true } });
    expect([on.exit, on.done['.env.example'], read(other, 'compose.yaml')]).toEqual([0, 'create', 'services: {}\n']);
  });

  test('17 an answer changed: the base is that of the old answers, so edits elsewhere survive', async () => {
    const folder = await made();
    edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 5');
    edit(folder, 'Dockerfile', 'USER 65532', 'RUN ["python", "-c", "1"]\nUSER 65532');
    expect((await generate(folder, { flags: { ...GKE.flags, port: 9090, name: 'orders' } })).exit).toBe(0);
    expect(read(folder, HPA)).toMatch(/name: orders[\s\S]*minReplicas: 5/);
    expect(read(folder, 'Dockerfile')).toMatch(/PORT=9090[\s\S]*RUN \["python"[\s\S]*EXPOSE 9090/);
  });

  test('18 answers edited by hand in .yo-rc.json work like changed ones', async () => {
    const [byHand, byFlag] = [await made(), await made()];
    for (const folder of [byHand, byFlag]) edit(folder, HPA, 'minReplicas: 2', 'minReplicas: 4');
    const name = JSON.parse(read(byHand, '.saasfactory/manifest.json')).answers.name as string;
    const stored = { 'generator-saasfactory': { platform: 'gke', port: 9091, name } };
    writeFileSync(join(byHand, '.yo-rc.json'), JSON.stringify(stored));
    expect((await generate(byHand)).exit).toBe(0);
    await generate(byFlag, { flags: { ...GKE.flags, port: 9091, name } });
    for (const path of ['Dockerfile', HPA, 'compose.yaml', 'deploy/k8s/base/deployment.yaml']) {
      expect(read(byHand, path)).toBe(read(byFlag, path));
    }
    expect(read(byHand, 'Dockerfile')).toContain('PORT=9091');
  });

  test('19 an unknown stored answer, or one that no default gives, ends with 1 and names the flag', async () => {
    const folder = await made();
    writeFileSync(join(folder, '.yo-rc.json'), '{"generator-saasfactory": {"port": 80}}');
    await expect(generate(folder)).rejects.toThrow(/port/);
    const empty = service({ 'main.py': '', 'requirements.txt': '' });
    await expect(generate(empty)).rejects.toMatchObject({ exit: 1, hint: expect.stringMatching(/--service/) });
  });
});
