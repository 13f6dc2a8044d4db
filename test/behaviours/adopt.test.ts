import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generate, service } from './service.js';

const DOCKERFILE =
  'FROM python:3.12-slim\nRUN useradd --uid 1001 app\nCOPY . .\nUSER app\nEXPOSE 9001\nCMD ["uvicorn", "main:app", "--port", "9001"]\n';
const ENV = '# mine\nMINE=1\n';
const FILES = { Dockerfile: DOCKERFILE, '.env.example': ENV };
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe('hand-written files', () => {
  test('without --adopt they are kept, and the other files take port and user from them', async () => {
    const folder = service(FILES);
    const report = await generate(folder);
    expect(report.done).toMatchObject({ Dockerfile: 'keep', '.env.example': 'keep' });
    expect(report.exit).toBe(0);
    expect(read(folder, 'Dockerfile')).toBe(DOCKERFILE);
    expect(read(folder, 'compose.yaml')).toContain("user: '1001:1001'");
    expect(read(folder, 'deploy/cloud-run/production/service.yaml')).toContain('containerPort: 9001');
    expect(read(folder, '.saasfactory/manifest.json')).not.toContain('"path": "Dockerfile"');
  });

  test('--adopt on a folder that has a scaffold takes them over; their facts stay; nothing is outdated after it', async () => {
    const folder = service(FILES);
    await generate(folder);
    const report = await generate(folder, { switches: ['adopt'] });
    expect(report.done).toMatchObject({ Dockerfile: 'keep' });
    expect(read(folder, 'Dockerfile')).toBe(DOCKERFILE);
    expect(read(folder, '.env.example').startsWith(ENV)).toBe(true);
    expect(read(folder, '.saasfactory/manifest.json')).toContain('"adopted": true');
    expect((await generate(folder, { mode: 'check' })).exit).toBe(0);
    const again = await generate(folder);
    expect(again.conflicts).toEqual([]);
    // What came in changed the fingerprint of the evidence: this run noted it, the next one writes nothing.
    const before = read(folder, '.saasfactory/manifest.json');
    await generate(folder);
    expect(read(folder, '.saasfactory/manifest.json')).toBe(before);
    expect(read(folder, 'deploy/cloud-run/production/service.yaml')).toContain('containerPort: 9001');
  });

  test('an adopted file merges with what a later version changes', async () => {
    const folder = service({ '.env.example': ENV });
    await generate(folder, { switches: ['adopt'] });
    const report = await generate(folder, {
      version: '1.1.0',
      release: (tree) => {
        const env = tree.get('env-example');
        if (env) tree.set('env-example', { ...env, text: `${env.text}NEWER=2\n` });
      },
    });
    expect(report.done['.env.example']).toBe('merge');
    expect(read(folder, '.env.example')).toMatch(/^# mine\nMINE=1\n[\s\S]*NEWER=2\n/);
  });
});
