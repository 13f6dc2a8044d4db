import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openFolder } from '../../core/detect/disk.js';
import { Failure } from '../../core/errors.js';

let home = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')));
  put('.git/HEAD', 'ref: refs/heads/main\n');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), content);
}

test('lists what git would keep, sorted by code unit', () => {
  put('.gitignore', '*.log\nout/\n');
  put('api/b.py', '');
  put('api/Z.py', '');
  put('api/run.log', '');
  put('api/out/x.py', '');
  put('api/.gitignore', '!keep.log\n');
  put('api/keep.log', '');
  expect(openFolder(join(home, 'api')).list()).toEqual(['.gitignore', 'Z.py', 'b.py', 'keep.log']);
  expect(openFolder(join(home, 'api')).read('out/x.py')).toBeUndefined();
});

test('skips environments under any name and folders of tools', () => {
  put('main.py', '');
  put('stuff/pyvenv.cfg', '');
  put('stuff/lib/x.py', '');
  put('node_modules/a/i.js', '');
  put('__pycache__/m.pyc', '');
  put('x-1.0.dist-info/METADATA', '');
  put('.saasfactory/manifest.json', '{}');
  expect(openFolder(home).list()).toEqual(['main.py']);
});

test('keeps a service folder that is itself ignored, or itself an environment', () => {
  put('.gitignore', 'scratch\n');
  put('scratch/main.py', '');
  put('scratch/pyvenv.cfg', '');
  put('scratch/lib/x.py', '');
  expect(openFolder(join(home, 'scratch')).list()).toEqual(['main.py', 'pyvenv.cfg']);
});

test('links are followed inside the repository only, and a loop ends', () => {
  put('shared/money.py', 'x = 1\n');
  put('api/main.py', '');
  symlinkSync('../shared', join(home, 'api/lib'));
  symlinkSync('..', join(home, 'api/up'));
  symlinkSync(tmpdir(), join(home, 'api/outside'));
  symlinkSync('/etc/hosts', join(home, 'api/hosts'));
  const folder = openFolder(join(home, 'api'));
  expect(folder.list()).toContain('lib/money.py');
  expect(folder.list()).toContain('main.py');
  expect(folder.list().some((file) => file.startsWith('outside') || file === 'hosts')).toBe(false);
  expect(folder.read('lib/money.py')).toBe('x = 1\n');
  expect(folder.read('hosts')).toBeUndefined();
});

test('a service folder that is a link is resolved', () => {
  put('services/api/main.py', '');
  symlinkSync('services/api', join(home, 'alias'));
  const folder = openFolder(join(home, 'alias'));
  expect([folder.path, folder.name]).toEqual(['services/api', 'api']);
});

test('reads above the folder but never above the repository', () => {
  put('uv.lock', 'version = 1\n');
  put('api/main.py', '');
  const folder = openFolder(join(home, 'api'));
  expect(folder.read('../uv.lock')).toBe('version = 1\n');
  expect(folder.read('../../etc/hosts')).toBeUndefined();
  expect(folder.read('../.git/HEAD')).toBeUndefined();
  expect(folder.read('/etc/hosts')).toBeUndefined();
  expect(folder.listAt('..', 1)).toEqual(['../uv.lock']);
  expect(folder.outside()).toEqual(['../*', '../.git/HEAD', '../uv.lock']);
});

test('decodes marks, line ends, Latin-1 and UTF-16, and refuses binaries', () => {
  put('bom.py', Buffer.from('\ufeffa = 1\r\nb = 2\r\n'));
  put('latin.py', Buffer.from([0x23, 0xe9, 0x0a]));
  put('requirements.txt', Buffer.from('\ufefffastapi\r\n', 'utf16le'));
  put('x.bin', Buffer.from([1, 0, 2]));
  const folder = openFolder(home);
  expect(folder.read('bom.py')).toBe('a = 1\nb = 2\n');
  expect(folder.read('latin.py')).toBe('#é\n');
  expect(folder.read('requirements.txt')).toBe('fastapi\n');
  expect(folder.read('x.bin')).toBeUndefined();
});

test('names what is too large and leaves out what the scaffold wrote', () => {
  put('big.py', 'x'.repeat(1_048_577));
  put('Dockerfile', 'FROM scratch\n');
  const folder = openFolder(home, { exclude: ['Dockerfile'] });
  expect(folder.list()).toEqual(['big.py']);
  expect(folder.read('big.py')).toBeUndefined();
  expect(folder.skipped).toEqual(['big.py']);
  expect(folder.read('Dockerfile')).toBeUndefined();
});

test('never opens a FIFO', () => {
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(home, 'pipe.py')]);
  const folder = openFolder(home);
  expect(folder.list()).toEqual([]);
  expect(folder.read('pipe.py')).toBeUndefined();
});

test('refuses what is no folder in one line', () => {
  expect(() => openFolder(join(home, 'nowhere'))).toThrow(Failure);
});

test('files of a name are found so many levels below, without links, hidden and ignored folders', () => {
  put('.gitignore', 'old/\n');
  put('web/package.json', '{}');
  for (const at of ['', 'api/', 'libs/a/', 'libs/a/b/', '.hidden/', 'old/', 'node_modules/x/'])
    put(`${at}compose.yaml`, '');
  symlinkSync('api', join(home, 'linked'));
  const folder = openFolder(join(home, 'web'));
  expect(folder.named('..', 'compose.yaml', 2)).toEqual([
    '../api/compose.yaml',
    '../compose.yaml',
    '../libs/a/compose.yaml',
  ]);
  expect(folder.outside()).toEqual(['../*/*/compose.yaml']);
  expect(folder.named('../..', 'compose.yaml', 2)).toEqual([]);
});
