import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { recover } from '../../core/apply.js';
import { openPlace } from '../../core/place.js';
import { run, snapshot, temporary, treeOf } from './scaffold.js';

/** Few in npm test, 200 in `npm run laws`. */
const RUNS = Number(process.env.KILL_RUNS ?? 4);
const HERE = new URL('.', import.meta.url);
const FILES = Array.from({ length: 40 }, (_, at) => `deploy/f${at}.yaml`);
const treeAt = (version: number) => treeOf(Object.fromEntries(FILES.map((path) => [path, `a: ${version}\n`])));

/** Another process that says when it begins to write, so that the kill falls into the writing. */
const SCRIPT = `
  const { run, treeOf } = await import(${JSON.stringify(new URL('scaffold.js', HERE).href)});
  const { nodeFiles } = await import(${JSON.stringify(new URL('../../core/apply/files.js', HERE).href)});
  const tree = treeOf(Object.fromEntries(${JSON.stringify(FILES)}.map((path) => [path, 'a: 2\\n'])));
  process.stdout.write('go');
  run(process.argv[1], tree, { run: { version: '2.0.0' }, files: nodeFiles });
  process.stdout.write('done');
`;

function without(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => path !== '.saasfactory/lock'));
}

test('SIGKILL at random moments: the old tree or the new one, and the next run completes it', async () => {
  const [old, next] = [1, 2].map((version) => {
    const folder = temporary();
    run(folder, treeAt(1));
    if (version === 2) run(folder, treeAt(2), { run: { version: '2.0.0' } });
    const tree = snapshot(folder);
    rmSync(folder, { recursive: true });
    return tree;
  });
  let killed = 0;
  for (let count = 0; count < RUNS; count += 1) {
    const folder = temporary();
    run(folder, treeAt(1));
    const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, '--', folder]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await wait(count === 0 ? 2 : Math.random() * 60);
    child.kill('SIGKILL');
    await ended;
    if (child.signalCode === 'SIGKILL') killed += 1;
    recover(openPlace(folder));
    const after = without(snapshot(folder));
    const isNew = after[FILES[0] ?? ''] === next?.[FILES[0] ?? ''];
    expect(after).toEqual(isNew ? next : old);
    run(folder, treeAt(2), { run: { version: '2.0.0' } });
    expect(without(snapshot(folder))).toEqual(next);
    expect(existsSync(join(folder, '.saasfactory/journal-commit.json'))).toBe(false);
    rmSync(folder, { recursive: true });
  }
  expect(killed).toBeGreaterThan(0);
}, 1_800_000);
