import { expect, test } from '@jest/globals';
import { detectPackaging } from '../../core/detect/packaging.js';
import { memoryFolder } from './memory-folder.js';

async function facts(
  files: Readonly<Record<string, string>>,
  options: { readonly path?: string; readonly name?: string } = {},
) {
  const found = await detectPackaging(memoryFolder(files, options));
  return { ...found.facts, rules: found.remarks.map((remark) => remark.rule) };
}

const project = (extra = '') => `[project]\nname = "orders"\ndependencies = ["fastapi"]\n${extra}`;
const lock =
  '[[package]]\nname = "orders"\nsource = { virtual = "." }\ndependencies = [{ name = "fastapi" }]\n[[package]]\nname = "fastapi"\nversion = "0.110.0"\n';

test('uv, beside an exported requirements.txt', async () => {
  const found = await facts({ 'pyproject.toml': project(), 'uv.lock': lock, 'requirements.txt': 'fastapi==0.110.0\n' });
  expect(found.packageManager?.value).toBe('uv');
  expect(found.install?.value).toEqual({ files: ['pyproject.toml', 'uv.lock'], lock: 'uv.lock' });
  expect(found.dependencies?.value).toEqual([{ name: 'fastapi', version: '0.110.0' }]);
  expect([found.locked?.value, found.name?.value]).toEqual([true, 'orders']);
});

test('a lock that lacks a direct dependency is stale, and so is not trusted', async () => {
  const found = await facts({
    'pyproject.toml': '[project]\nname = "orders"\ndependencies = ["fastapi", "redis"]\n',
    'uv.lock': lock,
  });
  expect(found.rules).toEqual(['lock-stale']);
  expect(found.locked?.value).toBe(false);
  expect(found.dependencies?.value.map((one) => one.name)).toEqual(['fastapi', 'redis']);
});

test('a lock file whose manifest lies above is a stray one', async () => {
  const files = {
    '../Pipfile': '[packages]\nflask = "*"\n',
    '../Pipfile.lock': '{"default": {"flask": {"version": "==3.0.0"}}}',
    'Pipfile.lock': '{"default": {}}',
    'app.py': '',
  };
  const found = await facts(files, { path: 'api' });
  expect(found.install?.value).toEqual({
    files: ['../Pipfile', '../Pipfile.lock'],
    lock: '../Pipfile.lock',
    root: '..',
  });
  expect(found.dependencies?.value).toEqual([{ name: 'flask', version: '3.0.0' }]);
  const own = await facts({ ...files, Pipfile: '[packages]\n' }, { path: 'api' });
  expect(own.install?.value.lock).toBe('Pipfile.lock');
});

test('a member of a uv workspace takes its lock from the root', async () => {
  const files = {
    '../../pyproject.toml': '[tool.uv.workspace]\nmembers = ["services/*"]\nexclude = ["services/old"]\n',
    '../../uv.lock': lock.replace('virtual = "."', 'editable = "services/orders"'),
    'pyproject.toml': project(),
    // uv takes the lock file with the manifests of all members alone.
    '../bills/pyproject.toml': project(),
    '../old/pyproject.toml': project(),
    '../../libs/money/pyproject.toml': project(),
  };
  const found = await facts(files, { path: 'services/orders' });
  expect(found.packageManager?.value).toBe('uv');
  expect(found.install?.value).toEqual({
    files: ['../../pyproject.toml', 'pyproject.toml', '../../uv.lock', '../bills/pyproject.toml'],
    lock: '../../uv.lock',
    member: 'orders',
    root: '../..',
  });
  const excluded = await facts(files, { path: 'services/old' });
  expect(excluded.packageManager?.value).toBe('pip');
  expect(excluded.install?.value.root).toBeUndefined();
});

test.each([
  [
    'poetry',
    { 'pyproject.toml': '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\nflask = "^3"\n' },
  ],
  ['pdm', { 'pyproject.toml': `${project()}[tool.pdm]\n` }],
  ['pipenv', { Pipfile: '[packages]\nflask = "*"\n' }],
  ['uv', { 'pyproject.toml': `${project()}[tool.uv]\ndev-dependencies = []\n` }],
] as const)('%s without a lock file is said', async (manager, files) => {
  const found = await facts(files);
  expect(found.packageManager?.value).toBe(manager);
  expect(found.locked?.value).toBe(false);
  expect(found.rules).toEqual(['lock-absent']);
});

test('pip: a project of setuptools, and one beside tool settings only', async () => {
  expect(
    (await facts({ 'pyproject.toml': project('[build-system]\nbuild-backend = "setuptools.build_meta"\n') }))
      .packageManager?.value,
  ).toBe('pip');
  const tools = await facts({
    'pyproject.toml': '[tool.ruff]\nline-length = 100\n',
    'requirements.txt': 'flask==3.0.0\n',
  });
  expect(tools.install?.value.files).toEqual(['requirements.txt']);
});

test('requirements that the Dockerfile installs win over the others', async () => {
  const found = await facts({
    'requirements/base.txt': 'flask\n',
    'requirements/production.txt': '-r base.txt\ngunicorn\n',
    'requirements/dev.txt': 'pytest\n',
    Dockerfile: 'FROM python:3.12\nCOPY requirements/ /reqs/\nRUN pip install -r /reqs/production.txt\n',
  });
  expect(found.install?.value.files).toEqual(['requirements/production.txt', 'requirements/base.txt']);
  expect(found.install?.evidence.at(-1)).toMatchObject({ file: 'Dockerfile', line: 3 });
});

test('without a manifest of its own the service takes the one above that bears its name', async () => {
  const found = await facts(
    {
      '../../requirements.txt': 'django\n',
      '../../requirements-orders.txt': 'fastapi\n',
      '../../requirements-dev.txt': 'pytest\n',
      'main.py': '',
    },
    { path: 'services/orders', name: 'orders' },
  );
  expect(found.install?.value).toEqual({ files: ['../../requirements-orders.txt'], root: '../..' });
  expect(found.packageManager?.value).toBe('pip');
});

test('the image decides between two sets of files', async () => {
  const files = {
    'poetry.lock': '',
    'pyproject.toml': '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nflask = "*"\n',
    'uv.lock': '',
  };
  expect((await facts({ ...files, Dockerfile: 'FROM python:3.12\nRUN poetry install\n' })).packageManager?.value).toBe(
    'poetry',
  );
  expect(
    (await facts({ ...files, Dockerfile: 'FROM python:3.12\nRUN uv sync --frozen\n' })).packageManager?.value,
  ).toBe('uv');
});

test('drivers name the database; compose alone does not', async () => {
  const compose = 'services:\n  db:\n    image: postgres:16\n';
  expect((await facts({ 'requirements.txt': 'asyncpg\npymongo\n', 'compose.yml': compose })).database).toMatchObject({
    value: 'postgres',
    confidence: 'certain',
  });
  expect((await facts({ 'requirements.txt': 'fastapi\n', 'compose.yml': compose })).database).toBeUndefined();
});

test('nothing is made up for a folder without manifests, and broken ones do not throw', async () => {
  expect(Object.keys(await facts({ 'main.py': '' }))).toEqual(['rules']);
  const broken = await facts({ 'pyproject.toml': '[', 'uv.lock': '[[', 'requirements.txt': '\u0000==\n-r' });
  expect(broken.packageManager?.value).toBe('uv');
  expect(broken.rules).toEqual(['lock-unreadable']);
});

test('an app in a project further down takes that project, not one above', async () => {
  const files = { '../requirements.txt': 'django\n', 'api/requirements.txt': 'fastapi\n', 'api/main.py': '' };
  const found = await detectPackaging(memoryFolder(files, { path: 'services' }), {}, 'api/main.py');
  expect(found.facts.install?.value).toEqual({ files: ['api/requirements.txt'] });
});

test('a folder without Python takes no manifest from above', async () => {
  expect(await facts({ '../requirements.txt': 'django\n', 'index.md': '' }, { path: 'docs' })).toEqual({ rules: [] });
});

test('without a lock file the manifests of a uv workspace tell which members are needed', async () => {
  const named = (name: string, ...dependencies: readonly string[]): string =>
    `[project]\nname = "${name}"\nversion = "1"\ndependencies = ${JSON.stringify(dependencies)}\n`;
  const found = await facts(
    {
      '../../pyproject.toml': '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
      'pyproject.toml': named('api', 'Shop_Money', 'flask'),
      '../money/pyproject.toml': named('shop-money', 'rates'),
      '../rates/pyproject.toml': named('rates', 'shop-money'),
      '../reports/pyproject.toml': named('reports'),
    },
    { path: 'packages/api' },
  );
  expect(found.install?.value.local).toEqual(['../money', '../rates']);
});
