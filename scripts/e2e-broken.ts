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

export const PYTHON = { '.python-version': '3.12\n', 'requirements.txt': 'starlette==0.46.2\nuvicorn==0.34.2\n' };
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
export const python = (...lines: readonly string[]): string => [...APP.slice(0, 3), ...lines, ...SERVE].join('\n');

/** Python services; those of sites stand in a file of their own. */
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
    name: 'readiness that says what it waits for',
    files: {
      ...PYTHON,
      'main.py': [
        ...APP.slice(0, 3),
        '',
        'def live(request):',
        '    return PlainTextResponse("ok")',
        '',
        'def ready(request):',
        '    return PlainTextResponse("{\\n  \\"ledger\\": \\"closed\\"\\n}", 503)',
        '',
        'app = Starlette(routes=[Route("/health", live), Route("/readyz", ready)])',
        '',
      ].join('\n'),
    },
    by: 'try',
    told: /GET \/readyz answers 503: \{ "ledger": "closed" \}/,
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
    name: 'port below 1024',
    files: { ...PYTHON, 'main.py': python() },
    flags: ['--port', '80'],
    by: 'container',
    told: /--port 80: .*1024/,
  },
];
