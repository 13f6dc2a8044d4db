import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { container } from '../../cli/container.js';
import { plain } from '../../cli/screen.js';
import { readWords } from '../../cli/words.js';
import { PACKAGE_ROOT } from '../../core/package-root.js';
import { generate } from '../behaviours/service.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'saasfactory-neighbours-'));
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git', 'HEAD'), 'ref: refs/heads/main\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const SHOP = join(PACKAGE_ROOT, 'test/e2e/apps/shop');
const lay = (from: string, to = from): string => {
  cpSync(join(SHOP, from), join(root, to), { recursive: true });
  return join(root, to);
};

/** Ports of this machine in a compose.yaml, in their order. */
const ports = (folder: string): readonly number[] =>
  [...readFileSync(join(root, folder, 'compose.yaml'), 'utf8').matchAll(/_PORT:-(\d+)\}:/g)].map(([, port]) =>
    Number(port),
  );

const runAll = (): Promise<number> =>
  container(readWords(['container', '--all', '--yes', root]), {
    out: () => undefined,
    err: () => undefined,
    terminal: false,
    interactive: false,
    width: 80,
    paint: plain,
  });

/** All folders again, in every order: nothing is written. */
async function expectSettled(...folders: readonly string[]): Promise<void> {
  for (const order of [folders, [...folders].reverse()])
    for (const folder of order) expect([folder, (await generate(join(root, folder))).done]).toEqual([folder, {}]);
}

test('--all settles in one run: no two publish the same port, and sites that stand first start the backend', async () => {
  for (const name of ['admin', 'api', 'web']) lay(name);
  expect(await runAll()).toBe(0);
  expect([ports('api'), ports('admin'), ports('web')]).toEqual([[8000], [8080, 8001], [8081, 8002]]);
  await expectSettled('admin', 'api', 'web');
});

test('the first one keeps its port, whatever the folders are called', async () => {
  for (const [from, to] of [
    ['api', 'z'],
    ['api', 'a'],
    ['api', 'm'],
  ] as const)
    await generate(lay(from, to));
  expect([ports('z'), ports('a'), ports('m')]).toEqual([[8000], [8001], [8002]]);
  await expectSettled('a', 'm', 'z');
});

test('a site that was there first takes its backend in on the next run, and then all is settled', async () => {
  await generate(lay('web'));
  expect(ports('web')).toEqual([8080]);
  expect((await generate(lay('api'))).exit).toBe(0);
  expect((await generate(join(root, 'web'))).done['compose.yaml']).toBe('update');
  expect(ports('web')).toEqual([8080, 8001]);
  await expectSettled('api', 'web');
});

test('a port that a person wrote stays, and neighbours leave it free', async () => {
  const api = lay('api');
  await generate(api);
  const file = join(api, 'compose.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('HOST_PORT:-8000', 'HOST_PORT:-8001'));
  await generate(lay('api', 'second'));
  expect(ports('second')).toEqual([8000]);
  await generate(lay('api', 'third'));
  expect(ports('third')).toEqual([8002]);
  await generate(lay('web'));
  await generate(api);
  expect(ports('api')).toEqual([8001]);
});

test('an edit of a site stays when what its backend starts changes', async () => {
  const api = lay('api');
  await generate(api);
  const web = lay('web');
  await generate(web);
  const file = join(web, 'compose.yaml');
  const edited = readFileSync(file, 'utf8').replace('BACKEND_PORT:-8001}:', 'BACKEND_PORT:-9001}:');
  writeFileSync(file, edited.replace('condition: service_started', 'condition: service_healthy'));
  const theirs = join(api, 'compose.yaml');
  const mail = '  mail:\n    image: axllent/mailpit:v1.27\n    ports:\n      - "127.0.0.1:8025:8025"\n\nvolumes:\n';
  writeFileSync(theirs, readFileSync(theirs, 'utf8').replace('volumes:\n  database:\n', `${mail}  database:\n`));
  expect((await generate(web)).done['compose.yaml']).toBe('merge');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain("ports: !override\n      - '127.0.0.1:${BACKEND_PORT:-9001}:8000'");
  expect(text).toContain('condition: service_healthy');
  expect(text).toContain('  mail:\n    ports: !reset []\n    extends:');
});
