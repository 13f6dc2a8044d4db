import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run as runContainer } from '../../cli/container.js';
import { plain, type Screen } from '../../cli/screen.js';
import { verify } from '../../cli/verify.js';
import { readWords } from '../../cli/words.js';
import { ENGINE } from '../../core/engine.js';
import { PACKAGE_ROOT } from '../../core/package-root.js';
import { findServices } from '../../core/services.js';

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';
const PROJECT = '[project]\nname = "x"\nversion = "1"\ndependencies = ["fastapi", "uvicorn"]\n';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'saasfactory-all-'));
  mkdirSync(join(root, '.git'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function lay(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const service = (folder: string) => ({ [`${folder}/pyproject.toml`]: PROJECT, [`${folder}/main.py`]: APP });

describe('the services of a repository', () => {
  test('each folder with an app of its own; the workspace around them is none', async () => {
    lay({
      ...service('services/b'),
      ...service('services/a'),
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["services/*"]\n',
    });
    cpSync(join(PACKAGE_ROOT, 'test/golden/apps/frontend'), join(root, 'web'), { recursive: true });
    expect(await findServices(root, false, ENGINE)).toEqual(['services/a', 'services/b', 'web']);
  });

  test.each(['tests/app', 'examples/shop', 'docs/tutorial', 'libs/none'])('none in %s', async (folder) => {
    lay({
      ...service('api'),
      ...(folder === 'libs/none' ? { [`${folder}/pyproject.toml`]: PROJECT } : service(folder)),
    });
    expect(await findServices(root, false, ENGINE)).toEqual(['api']);
  });

  test('not what git ignores', async () => {
    lay({ ...service('api'), ...service('old/copy'), '.gitignore': 'old/\n' });
    expect(await findServices(root, false, ENGINE)).toEqual(['api']);
  });

  test('what a site may call comes before it, where neither has a scaffold', async () => {
    lay(service('z'));
    cpSync(join(PACKAGE_ROOT, 'test/golden/apps/frontend'), join(root, 'a'), { recursive: true });
    expect(await findServices(root, false, ENGINE)).toEqual(['z', 'a']);
    lay({ 'z/.saasfactory/manifest.json': '{}' });
    expect(await findServices(root, false, ENGINE)).toEqual(['a', 'z']);
  });

  test('an app at the root beside a site below it are two', async () => {
    lay({ 'pyproject.toml': PROJECT, 'main.py': APP });
    cpSync(join(PACKAGE_ROOT, 'test/golden/apps/frontend'), join(root, 'web'), { recursive: true });
    expect(await findServices(root, false, ENGINE)).toEqual(['.', 'web']);
  });
});

describe('--all', () => {
  const call = async (...argv: string[]) => {
    let out = '';
    const screen: Screen = {
      out: (text) => {
        out += text;
      },
      err: () => undefined,
      terminal: false,
      interactive: false,
      width: 80,
      paint: plain,
    };
    const words = readWords(argv);
    const run =
      words.command?.name === 'verify'
        ? verify(words, screen)
        : runContainer(words.command?.name === 'check' ? 'check' : 'container', words, screen);
    return { exit: await run, out };
  };

  test('one report over every service, and the worst code; verify asks those that have a scaffold', async () => {
    lay({ ...service('services/a'), ...service('services/b') });
    expect((await call('container', join(root, 'services/a'), '--yes')).exit).toBe(0);
    const check = await call('check', root, '--all');
    expect(check.exit).toBe(2);
    expect(check.out).toContain('2 services, 1 outdated.');
    const json = JSON.parse((await call('verify', root, '--all', '--json')).out);
    expect(json.services.map((one: { folder: string }) => one.folder)).toEqual([join(root, 'services/a')]);
    expect((await call('container', root, '--all', '--yes')).exit).toBe(0);
    expect((await call('check', root, '--all')).exit).toBe(0);
  });

  test('a broken scaffold is one line and one entry of the report, the others are done', async () => {
    lay({ ...service('a'), ...service('b'), 'b/.saasfactory/manifest.json': '{' });
    const { exit, out } = await call('container', root, '--all', '--yes', '--json');
    expect([exit, JSON.parse(out).services.map((one: { exit: number }) => one.exit)]).toEqual([1, [0, 1]]);
  });

  test('a folder without any is refused with the next command', async () => {
    lay({ 'README.md': '#' });
    await expect(call('container', root, '--all', '--yes')).rejects.toThrow('no service at or below it');
  });
});
