import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readPlatform } from '../../core/move/read.js';
import { filesBelow } from '../../scripts/golden-cases.js';
import { edit, generate, type Report, service } from './service.js';

const SERVICE = { 'settings.py': 'import os\n\nLEVEL = os.environ.get("LOG_LEVEL", "info")\n' };
const MAIN =
  'from fastapi import FastAPI\n\nimport settings\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {}\n';
const FLAGS = { project: 'acme-orders', name: 'orders' };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const NOTHING = `sha256:${'0'.repeat(64)}`;
const run = (name: string): string => `deploy/cloud-run/${name}/service.yaml`;
const overlay = (name: string): string => `deploy/k8s/overlays/${name}/kustomization.yaml`;

async function on(platform: string): Promise<string> {
  const folder = service({ ...SERVICE, 'main.py': MAIN });
  expect((await generate(folder, { flags: { ...FLAGS, platform } })).exit).toBe(0);
  return folder;
}
const to = (folder: string, platform: string): Promise<Report> => generate(folder, { flags: { ...FLAGS, platform } });
const reading = (folder: string, platform: 'cloud-run' | 'gke', name: string) =>
  readPlatform(platform, filesBelow(folder)).get(name);
const said = (report: Report): readonly string[] =>
  report.findings.filter(({ rule }) => rule === 'moved').map(({ path, message }) => `${path}: ${message}`);

describe('--platform gke on a Cloud Run scaffold', () => {
  test('takes edits along that have a counterpart, and nothing is left in conflict', async () => {
    const folder = await on('cloud-run');
    for (const name of ['development', 'staging', 'production'])
      edit(folder, run(name), 'memory: 512Mi', 'memory: 1Gi');
    edit(folder, run('production'), 'maxScale: "10"', 'maxScale: "25"');
    edit(folder, run('production'), 'value: "info"', 'value: "debug"');
    edit(folder, run('production'), NOTHING, DIGEST);
    const report = await to(folder, 'gke');
    expect([report.exit, report.conflicts]).toEqual([0, []]);
    expect(existsSync(join(folder, run('production')))).toBe(false);
    expect(reading(folder, 'gke', 'production')).toMatchObject({
      image: `us-central1-docker.pkg.dev/acme-orders/orders/orders@${DIGEST}`,
      memoryMiB: 1024,
      requestMemoryMiB: 1024,
      least: 2,
      most: 25,
      variables: new Map([['LOG_LEVEL', 'debug']]),
    });
    expect(reading(folder, 'gke', 'staging')).toMatchObject({
      memoryMiB: 1024,
      variables: new Map([['LOG_LEVEL', 'info']]),
    });
    expect(said(report)).toContain(
      `${overlay('production')}: came along from ${run('production')}: the digest, 2 to 25, 1000m CPU and 1024 MiB, LOG_LEVEL`,
    );
    expect((await generate(folder, { mode: 'check', flags: { ...FLAGS, platform: 'gke' } })).exit).toBe(0);
    const again = await to(folder, 'gke');
    expect([again.done[overlay('production')], said(again)]).toEqual(['keep', []]);
  });

  test('sizes of one environment alone become a patch of its overlay', async () => {
    const folder = await on('cloud-run');
    edit(folder, run('production'), 'memory: 512Mi', 'memory: 2Gi');
    expect((await to(folder, 'gke')).exit).toBe(0);
    expect(reading(folder, 'gke', 'production')).toMatchObject({ memoryMiB: 2048, requestMemoryMiB: 2048 });
    expect(reading(folder, 'gke', 'staging')).toMatchObject({ memoryMiB: 512 });
  });

  test('names what has no counterpart, and keeps a file whose edit cannot come along', async () => {
    const folder = await on('cloud-run');
    edit(folder, run('production'), 'containerConcurrency: 40', 'containerConcurrency: 60');
    const report = await to(folder, 'gke');
    expect(report.exit).toBe(3);
    expect(report.conflicts.map(({ path }) => path)).toEqual([run('production')]);
    expect(readFileSync(join(folder, run('production')), 'utf8')).toContain('containerConcurrency: 60');
    const text = said(report).join('\n');
    expect(text).toContain(`${run('production')}: what you changed has no counterpart on GKE: concurrency`);
    for (const word of ['scale to zero (development, staging)', 'CPU boost', 'concurrency 40', 'roles/run.invoker'])
      expect(text).toContain(word);
  });
});

describe('--platform cloud-run on a GKE scaffold', () => {
  test('takes edits of the base and of an overlay along, in sizes that Cloud Run has', async () => {
    const folder = await on('gke');
    edit(folder, 'deploy/k8s/base/deployment.yaml', 'cpu: 1000m', 'cpu: 1500m');
    edit(
      folder,
      overlay('production'),
      'path: /spec/maxReplicas\n        value: 10',
      'path: /spec/maxReplicas\n        value: 40',
    );
    edit(folder, overlay('production'), NOTHING, DIGEST);
    const report = await to(folder, 'cloud-run');
    expect(reading(folder, 'cloud-run', 'production')).toMatchObject({ cpuMillis: 2000, most: 40 });
    expect(reading(folder, 'cloud-run', 'production')?.image).toContain(DIGEST);
    expect(said(report).join('\n')).toContain('2000m CPU and 512 MiB (for 1500m and 512 MiB)');
    expect(said(report).join('\n')).toContain('10 s after SIGTERM');
  });
});

test('to both, the files of the one stay and those of the other have the same numbers', async () => {
  const folder = await on('cloud-run');
  edit(folder, run('production'), 'maxScale: "10"', 'maxScale: "25"');
  const report = await to(folder, 'hybrid');
  expect([report.exit, report.done[run('production')]]).toEqual([0, 'keep']);
  expect(reading(folder, 'gke', 'production')).toMatchObject({ most: 25 });
});

test('from both to one nothing is new and nothing is said', async () => {
  const folder = await on('hybrid');
  const report = await to(folder, 'gke');
  expect([report.exit, said(report)]).toEqual([0, []]);
});
