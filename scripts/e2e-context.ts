import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UV_IMAGE } from '../core/versions.js';
import { docker, spellBytes } from './e2e-image.js';
import type { Part } from './e2e-part.js';
import { type Proof, prove } from './e2e-proof.js';
import type { Route } from './e2e-service.js';
import { command, type Ended, tool } from './shared.js';

/** A repository in which a service needs something above its own folder. */
interface Repository {
  readonly name: string;
  readonly service: string;
  readonly files: Readonly<Record<string, string>>;
  /** Makes the lock file, in the repository's root. */
  readonly lock?: readonly string[];
  readonly routes: readonly Route[];
}

const MONEY = 'def gross(cents):\n    return cents * 119 // 100\n';
const api = (from: string): string =>
  `from fastapi import FastAPI\n${from}\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {"gross": gross(100)}\n`;
const GROSS: readonly Route[] = [{ path: '/health', status: 200, holds: '119' }];
const SITE = {
  private: true,
  type: 'module',
  scripts: { build: 'vite build' },
  engines: { node: '>=22' },
};
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const REPOSITORIES: readonly Repository[] = [
  {
    name: 'Python, a shared folder beside it',
    service: 'services/billing',
    files: {
      '.python-version': '3.12\n',
      'libs/money/__init__.py': '',
      'libs/money/tax.py': MONEY,
      'services/billing/requirements.txt': 'fastapi==0.115.12\nuvicorn==0.34.2\n',
      'services/billing/main.py': api(
        'import sys\nfrom pathlib import Path\n\nsys.path.append(str(Path(__file__).resolve().parents[2] / "libs"))\n\nfrom money.tax import gross',
      ),
    },
    routes: GROSS,
  },
  {
    name: 'uv workspace member',
    service: 'services/billing',
    files: {
      '.python-version': '3.12\n',
      'pyproject.toml':
        '[project]\nname = "shop"\nversion = "1.0.0"\nrequires-python = ">=3.12"\n\n[tool.uv.workspace]\nmembers = ["services/*", "libs/*"]\n',
      'libs/money/pyproject.toml':
        '[project]\nname = "money"\nversion = "1.0.0"\nrequires-python = ">=3.12"\n\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
      'libs/money/src/money/__init__.py': MONEY,
      'services/billing/pyproject.toml':
        '[project]\nname = "billing"\nversion = "1.0.0"\nrequires-python = ">=3.12"\ndependencies = ["fastapi", "uvicorn", "money"]\n\n[tool.uv.sources]\nmoney = { workspace = true }\n',
      'services/billing/main.py': api('from money import gross'),
    },
    lock: ['uv', 'lock'],
    routes: GROSS,
  },
  {
    name: 'npm workspace member',
    service: 'apps/shop',
    files: {
      'package.json': json({
        name: 'shop-root',
        private: true,
        workspaces: ['apps/*', 'libs/*'],
        overrides: { rollup: '4.59.0' },
      }),
      'libs/money/package.json': json({ name: '@shop/money', version: '1.0.0', type: 'module', main: 'index.js' }),
      'libs/money/index.js': 'export const gross = (cents) => Math.floor((cents * 119) / 100);\n',
      'apps/shop/package.json': json({
        name: '@shop/web',
        version: '1.0.0',
        ...SITE,
        dependencies: { '@shop/money': '*' },
        devDependencies: { vite: '6.3.5' },
      }),
      'apps/shop/index.html':
        '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Shop</title><div id="app"></div><script type="module" src="/src/main.js"></script></html>\n',
      'apps/shop/src/main.js':
        "import { gross } from '@shop/money';\n\ndocument.querySelector('#app').textContent = 'gross ' + gross(100);\n",
    },
    lock: ['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund'],
    routes: [{ path: '/', status: 200, holds: '<div id="app">' }],
  },
];

/** What lies in a real checkout and has no place in an image: path and megabytes. */
const BALLAST: readonly (readonly [path: string, megabytes: number])[] = [
  ['data/orders.parquet', 50],
  ['node_modules/big/index.js', 5],
  ['.venv/lib/python3.12/site-packages/big.so', 5],
  ['.git/objects/pack/pack-1.pack', 5],
  ['libs/money/node_modules/big/index.js', 2],
  ['libs/money/.venv/lib/big.so', 2],
  ['libs/money/dist/money-1.0.0.whl', 2],
  ['libs/money/tests/fixtures.json', 2],
  ['libs/other/big.py', 2],
  ['SERVICE/node_modules/big/index.js', 2],
  ['SERVICE/.venv/lib/big.so', 2],
  ['SERVICE/env/lib/python3.12/site-packages/big.so', 2],
  ['SERVICE/tests/fixtures.json', 2],
  ['SERVICE/__pycache__/main.cpython-312.pyc', 1],
];

/** Beyond the sources: the scaffold's own run-time files, and what the engine's protocol adds to each file. */
const SLACK = 200_000;

/** Services whose context lies above them: what is sent is near what is needed, and the image works. */
export async function contexts(): Promise<Part> {
  const rows: string[][] = [['repository', 'in the repository', 'needed', 'sent', 'build', 'answers', '']];
  let failed = 0;
  for (const repository of REPOSITORIES) {
    const root = mkdtempSync(join(tmpdir(), 'saasfactory-context-'));
    try {
      const { needed, whole } = await lay(repository, root);
      const service = { name: repository.name, repository: root, folder: repository.service, core: false, env: {} };
      const page = repository.service.startsWith('apps/') ? { page: { path: '/', holds: 'gross 119' } } : {};
      const proof: Proof = await prove(
        { ...service, ...page, routes: repository.routes },
        join(root, repository.service),
      );
      const sent = proof.sent ?? Number.NaN;
      const problem = proof.problem ?? (sent <= needed + SLACK ? undefined : `${spellBytes(sent)} were sent`);
      if (problem !== undefined) {
        failed += 1;
        console.log(`== ${repository.name}: ${problem}`);
      }
      const { build = '-', route = '-' } = proof.cells;
      const cells = [spellBytes(whole), spellBytes(needed), spellBytes(sent), build, route];
      rows.push([repository.name, ...cells, problem === undefined ? 'ok' : 'FAILED']);
      console.error(`${repository.name}: ${problem === undefined ? 'passed' : 'failed'}`);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return {
    title: 'The right context',
    about:
      'Repositories with node_modules, virtual environments, history and 50 MB of data beside the service and inside the folder that it shares; `needed` are the sources and lock files of the service and of what it imports.',
    rows,
    passed: REPOSITORIES.length - failed,
    failed,
    notRun: 0,
  };
}

let fetched: string | undefined;

/** The uv of the image that scaffolds name, so that the lock file is of its version. */
async function uv(): Promise<string> {
  if (fetched !== undefined) return fetched;
  const base = tool('engine/base');
  if (base !== undefined) await command([base, UV_IMAGE]);
  const path = join(mkdtempSync(join(tmpdir(), 'saasfactory-uv-')), 'uv');
  const id = (await docker('create', UV_IMAGE, 'none')).out.trim();
  const copied = await docker('cp', `${id}:/uv`, path);
  await docker('rm', '--force', id);
  if (copied.code !== 0) throw new Error(`${UV_IMAGE}: ${copied.all}`);
  fetched = path;
  return path;
}

/** Writes a repository with its ballast and lock file. */
async function lay(repository: Repository, root: string): Promise<{ needed: number; whole: number }> {
  const put = (path: string, data: string | Buffer): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), data);
  };
  for (const [path, text] of Object.entries(repository.files)) put(path, text);
  let locked = 0;
  if (repository.lock !== undefined) {
    const [program = '', ...rest] = repository.lock;
    const made: Ended = await command([program === 'uv' ? await uv() : program, ...rest], { cwd: root });
    if (made.code !== 0) throw new Error(`${repository.lock.join(' ')}: ${made.all}`);
    locked = 100_000;
  }
  put('.git/HEAD', 'ref: refs/heads/main\n');
  put('.git/refs/.keep', '');
  put('.gitignore', 'node_modules/\n.venv/\nenv/\n__pycache__/\ndist/\n');
  put(`${repository.service}/env/pyvenv.cfg`, 'home = /usr/bin\n');
  const noise = randomBytes(1 << 20);
  for (const [path, megabytes] of BALLAST)
    put(path.replace('SERVICE', repository.service), Buffer.concat(Array.from({ length: megabytes }, () => noise)));
  const needed = Object.values(repository.files).reduce((sum, text) => sum + Buffer.byteLength(text), 0) + locked;
  const whole = needed + BALLAST.reduce((sum, [, megabytes]) => sum + megabytes, 0) * (1 << 20);
  return { needed, whole };
}
