/** A small service with one fault, and what must be said about it. */
export interface Broken {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Beside the service's folder, for what leads out of it. */
  readonly above?: Readonly<Record<string, string>>;
  /** The service's folder in its repository. */
  readonly folder?: string;
  /** What a person does to the generated files. */
  readonly edit?: { readonly file: string; readonly from: RegExp; readonly to: string };
  readonly flags?: readonly string[];
  /** Who says it: the generator before it writes, or `try`. */
  readonly by: 'container' | 'try';
  readonly told: RegExp;
  /** `file:line` of the cause. */
  readonly at?: string | RegExp;
  readonly hint?: RegExp;
}

const PYTHON = { '.python-version': '3.12\n', 'requirements.txt': 'starlette==0.46.2\nuvicorn==0.34.2\n' };
const APP = [
  'from starlette.applications import Starlette',
  'from starlette.responses import PlainTextResponse',
  'from starlette.routing import Route',
  '',
];
const SERVE = [
  '',
  'def health(request):',
  '    return PlainTextResponse("ok")',
  '',
  'app = Starlette(routes=[Route("/health", health)])',
  '',
];
/** main.py with lines before the app; the first of them stands on line 4. */
const python = (...lines: readonly string[]): string => [...APP.slice(0, 3), ...lines, ...SERVE].join('\n');

const project = (dependencies: readonly string[], more = ''): string =>
  `[project]\nname = "broken"\nversion = "1.0.0"\nrequires-python = ">=3.12"\ndependencies = ${JSON.stringify(dependencies)}\n${more}`;

const site = (scripts: Record<string, string>, more: Record<string, unknown> = {}): string =>
  `${JSON.stringify({ name: 'broken-site', private: true, type: 'module', scripts, devDependencies: { vite: '6.3.5' }, overrides: { rollup: '4.59.0' }, engines: { node: '>=22' }, ...more }, null, 2)}\n`;
const PAGE =
  '<!doctype html><html lang="en"><title>x</title><div id="app"></div><script type="module" src="/src/main.js"></script></html>\n';

export const BROKEN: readonly Broken[] = [
  {
    name: 'missing module',
    files: { ...PYTHON, 'main.py': python('import importlib', 'markdown = importlib.import_module("mistune")') },
    by: 'try',
    told: /main\.py:5 imports mistune, which no manifest declares/,
    at: 'main.py:5',
    hint: /add mistune/,
  },
  {
    name: 'no wheel, compiler missing',
    files: {
      ...PYTHON,
      'requirements.txt': `${PYTHON['requirements.txt']}netifaces==0.11.0\n`,
      'main.py': python('import netifaces'),
    },
    by: 'try',
    told: /netifaces has no wheel .*compile/,
    at: 'requirements.txt:3',
    hint: /gcc.*libc6-dev/,
  },
  {
    name: 'no wheel, system library missing',
    files: {
      ...PYTHON,
      'requirements.txt': `${PYTHON['requirements.txt']}pylibmc==1.6.3\n`,
      'main.py': python('import pylibmc'),
    },
    by: 'try',
    told: /pylibmc has no wheel/,
    at: 'requirements.txt:3',
    hint: /libmemcached-dev/,
  },
  {
    name: 'system library missing at run time',
    files: { ...PYTHON, 'main.py': python('import ctypes', 'sound = ctypes.CDLL("libsndfile.so.1")') },
    by: 'try',
    told: /main\.py:5 needs the system library libsndfile\.so\.1/,
    at: 'main.py:5',
    hint: /libsndfile1/,
  },
  {
    name: 'read-only path',
    files: {
      ...PYTHON,
      'main.py': python(
        'from pathlib import Path',
        'where = Path(__file__).parent / "state.json"',
        'where.write_text("{}")',
      ),
    },
    by: 'try',
    told: /main\.py:6 writes to state\.json; the root file system is read-only/,
    at: 'main.py:6',
  },
  {
    name: 'permission',
    files: { ...PYTHON, 'main.py': python('secret = open("/etc/shadow").read()') },
    by: 'try',
    told: /main\.py:4 may not open \/etc\/shadow/,
    at: 'main.py:4',
  },
  {
    name: 'variable missing at import',
    files: { ...PYTHON, 'main.py': python('import os, sys', 'token = os.environ["_".join(["ALPHA", "TOKEN"])]') },
    by: 'try',
    told: /main\.py:5 reads ALPHA_TOKEN, which is not set/,
    at: 'main.py:5',
    hint: /--env-file/,
  },
  {
    name: 'port not obeyed',
    files: { ...PYTHON, 'main.py': python() },
    edit: {
      file: 'Dockerfile',
      from: /^CMD .*$/m,
      to: 'CMD ["python", "-m", "uvicorn", "main:app", "--host", "0.0.0.0", "--port", "9000"]',
    },
    by: 'try',
    told: /listens on 9000 and not on the port in PORT/,
    at: /^Dockerfile:\d+$/,
    hint: /PORT/,
  },
  {
    name: 'loopback only',
    files: { ...PYTHON, 'main.py': python() },
    edit: {
      file: 'Dockerfile',
      from: /^CMD .*$/m,
      to: 'CMD ["sh", "-c", "exec python -m uvicorn main:app --port $PORT"]',
    },
    by: 'try',
    told: /listens on 127\.0\.0\.1:\d+ only/,
    hint: /0\.0\.0\.0/,
  },
  {
    name: 'health answers 500',
    files: {
      ...PYTHON,
      'main.py': [
        ...APP.slice(0, 3),
        'STATE = {}',
        '',
        'def health(request):',
        '    return PlainTextResponse(STATE["ready"])',
        '',
        'app = Starlette(routes=[Route("/health", health)])',
        '',
      ].join('\n'),
    },
    by: 'try',
    told: /GET \/health answers 500: main\.py:7 raises KeyError: 'ready'/,
    at: 'main.py:7',
  },
  {
    name: 'app import fails',
    files: {
      ...PYTHON,
      'main.py': python('from prices import TAX'),
      'prices.py': 'RATES = {}\nTAX = int("nineteen")\n',
    },
    by: 'try',
    told: /prices\.py:2 raises ValueError: invalid literal/,
    at: 'prices.py:2',
  },
  {
    name: 'syntax error in a module',
    files: { ...PYTHON, 'main.py': python('import prices'), 'prices.py': 'def tax(:\n    return 1\n' },
    by: 'try',
    told: /prices\.py:1.* SyntaxError/,
    at: 'prices.py:1',
  },
  {
    name: 'package that does not exist',
    files: {
      ...PYTHON,
      'requirements.txt': `${PYTHON['requirements.txt']}starlette==99.1\n`.replace('starlette==0.46.2\n', ''),
      'main.py': python(),
    },
    by: 'try',
    told: /starlette cannot be installed/,
    at: 'requirements.txt:2',
  },
  {
    name: 'system package that the base lacks',
    files: { ...PYTHON, 'main.py': python() },
    edit: {
      file: 'Dockerfile',
      from: /^WORKDIR \/build$/m,
      to: 'WORKDIR /build\nRUN apt-get update && apt-get install --yes --no-install-recommends libno-such-thing7',
    },
    by: 'try',
    told: /Debian has no package libno-such-thing7/,
    at: /^Dockerfile:\d+$/,
  },
  {
    name: 'stale uv.lock',
    files: {
      '.python-version': '3.12\n',
      'pyproject.toml': project(['starlette==0.46.2', 'uvicorn==0.34.2']),
      'uv.lock':
        'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "broken"\nversion = "1.0.0"\nsource = { virtual = "." }\n',
      'main.py': python(),
    },
    by: 'try',
    told: /uv\.lock .*pyproject\.toml/,
    at: 'uv.lock:1',
    hint: /uv lock/,
  },
  {
    name: 'stale poetry.lock',
    files: {
      '.python-version': '3.12\n',
      'pyproject.toml': project(['starlette==0.46.2', 'uvicorn==0.34.2'], '\n[tool.poetry]\npackage-mode = false\n'),
      'poetry.lock':
        '# @generated by Poetry 2.1.3\npackage = []\n\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.12"\ncontent-hash = "0000000000000000000000000000000000000000000000000000000000000000"\n',
      'main.py': python(),
    },
    by: 'try',
    told: /poetry\.lock .*pyproject\.toml/,
    at: 'poetry.lock:1',
    hint: /poetry lock/,
  },
  {
    name: 'stale package-lock.json',
    files: {
      'package.json': site({ build: 'vite build' }),
      'package-lock.json': `${JSON.stringify({ name: 'broken-site', lockfileVersion: 3, requires: true, packages: { '': { name: 'broken-site' } } }, null, 2)}\n`,
      'index.html': PAGE,
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /package-lock\.json .*package\.json/,
    at: 'package-lock.json:1',
    hint: /npm install/,
  },
  {
    name: 'build script fails',
    files: {
      'package.json': site({ build: 'vite build' }),
      'index.html': PAGE,
      'src/main.js': "import { price } from './prices';\nimport { Chart } from 'no-such-chart';\nnew Chart(price);\n",
      'src/prices.js': 'export const price = 1;\n',
    },
    by: 'try',
    told: /no-such-chart is imported and cannot be found/,
    at: 'src/main.js:2',
  },
  {
    name: 'build script throws',
    files: {
      'package.json': site({ build: 'node scripts/pages.js && vite build' }),
      'index.html': PAGE,
      'scripts/pages.js': 'const pages = undefined;\nconsole.log(pages.length);\n',
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /scripts\/pages\.js:2.*Cannot read properties of undefined/,
    at: 'scripts/pages.js:2',
  },
  {
    name: 'no output folder',
    files: {
      'package.json': site({ build: 'vite build' }),
      'vite.config.js': "export default { build: { outDir: new Date().getFullYear() > 2000 ? 'out' : 'dist' } };\n",
      'index.html': PAGE,
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /the build script (?:left|leaves) no folder/,
    at: 'package.json:6',
  },
  {
    name: 'requirement out of the repository',
    files: {
      ...PYTHON,
      'requirements.txt': `${PYTHON['requirements.txt']}-r ../../shared/requirements.txt\n`,
      'main.py': python(),
    },
    by: 'try',
    told: /requirements\.txt:3 includes \.\.\/\.\.\/shared\/requirements\.txt, which is not in the build context/,
    at: 'requirements.txt:3',
  },
  {
    name: 'port below 1024',
    files: { ...PYTHON, 'main.py': python() },
    flags: ['--port', '80'],
    by: 'container',
    told: /--port 80: .*1024/,
  },
];
