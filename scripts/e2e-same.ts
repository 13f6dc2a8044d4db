import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, docker, filesOf } from './e2e-image.js';
import { differencesBetween } from './e2e-inside.js';
import type { Part } from './e2e-part.js';
import { generate } from './e2e-proof.js';
import { GOLDEN, placeApp } from './golden-cases.js';

const APPS = ['backend', 'frontend'];

/** Two builds of the same source, without any cached layer, hold the same files. */
export async function same(): Promise<Part> {
  const rows: string[][] = [['service', 'files', 'differing contents, modes, owners or links', 'layer digests']];
  let failed = 0;
  for (const app of APPS) {
    const root = mkdtempSync(join(tmpdir(), 'saasfactory-same-'));
    const images = [1, 2].map(() => `saasfactory-same-${randomBytes(4).toString('hex')}:local`);
    try {
      const folder = placeApp(join(GOLDEN, 'apps', app), app, root);
      const answers = await generate(folder);
      const context = resolve(folder, String(answers.context ?? '.'));
      const seen = [];
      for (const image of images) {
        await build({ file: join(folder, 'Dockerfile'), context, image, cold: true });
        seen.push(await filesOf(image));
      }
      const [first = new Map(), second = new Map()] = seen;
      const different = differencesBetween(first, second);
      if (different.length > 0) failed += 1;
      const shown = different.length === 0 ? 'none' : `${different.length}: ${different.slice(0, 5).join(', ')}`;
      rows.push([app, String(first.size), shown, 'not compared: no containerd image store']);
      console.error(`${app}: ${different.length === 0 ? 'passed' : `failed\n${different.slice(0, 40).join('\n')}`}`);
    } catch (error) {
      failed += 1;
      rows.push([app, '-', `FAILED: ${error instanceof Error ? error.message : error}`, '-']);
    } finally {
      await docker('image', 'rm', '--force', ...images);
      rmSync(root, { recursive: true, force: true });
    }
  }
  return {
    title: 'Two builds, one image',
    about: 'The same source built twice without cached layers; every entry of both file systems compared.',
    rows,
    passed: APPS.length - failed,
    failed,
    notRun: 0,
  };
}
