import { describe, expect, test } from '@jest/globals';
import { explain } from '../../core/try/cause.js';
import { RUN_CAUSES } from '../../core/try/run-causes.js';
import { sourceOf } from './source.js';

const FILES = {
  'search/index.py': 'import os\n\nimport yaml\n\nfrom opensearchpy import OpenSearch\n\nclient = OpenSearch()\n',
  'search/query.py': 'import json, opensearchpy\n\ndef f():\n    from opensearchpy.helpers import scan\n',
  'search/settings.py': 'from pydantic_settings import BaseSettings\n\nsettings = Settings()\n',
  'libs/money.py': 'CENTS = 1\n',
};
const trace = (frames: readonly [string, number, string][], error: string): string =>
  [
    'INFO:     Started server process [1]',
    'Traceback (most recent call last):',
    '  File "/opt/venv/lib/python3.12/site-packages/uvicorn/config.py", line 430, in load',
    '    self.loaded_app = import_from_string(self.app)',
    ...frames.flatMap(([file, line, code]) => [`  File "${file}", line ${line}, in <module>`, `    ${code}`]),
    error,
    '',
  ].join('\n');
const told = (log: string, dependencies: readonly string[] = []) =>
  explain(RUN_CAUSES, log, sourceOf(FILES, dependencies));

describe('causes of a container that does not run', () => {
  test('an undeclared import names its place, what to add, and the other places', () => {
    const log = trace(
      [['/app/search/index.py', 5, 'from opensearchpy import OpenSearch']],
      "ModuleNotFoundError: No module named 'opensearchpy'",
    );
    expect(told(log)).toEqual({
      message: 'search/index.py:5 imports opensearchpy, which no manifest declares',
      file: 'search/index.py',
      line: 5,
      hint: "add opensearch-py to the service's dependencies (2 other imports of it: search/query.py:1, search/query.py:4)",
    });
  });

  test('what setuptools has given up is to be had in an older one, declared or not', () => {
    const log = trace([], "ModuleNotFoundError: No module named 'pkg_resources'");
    for (const declared of [[], ['setuptools']]) {
      expect(told(log, declared)).toEqual({
        message: 'pkg_resources is imported, which setuptools has no more from its release 82 on',
        hint: expect.stringContaining('setuptools<82'),
      });
    }
  });

  test('a declared module that is absent is told apart, also under another name', () => {
    const log = trace([['/app/search/index.py', 3, 'import yaml']], "ModuleNotFoundError: No module named 'yaml'");
    expect(told(log, ['pyyaml'])?.message).toBe(
      'search/index.py:3 imports yaml, which is declared and was not installed',
    );
  });

  test('a module of the service itself is a matter of the import path', () => {
    const log = trace([['/app/search/index.py', 3, 'import money']], "ModuleNotFoundError: No module named 'money'");
    expect(told(log)?.message).toContain('lies at libs/money.py and is not on the import path');
  });

  test('the innermost frame of the own code counts, not that of a library', () => {
    const log = [
      trace([['/app/search/settings.py', 3, 'settings = Settings()']], '').trimEnd(),
      '  File "/opt/venv/lib/python3.12/site-packages/pydantic_settings/main.py", line 171, in __init__',
      '    super().__init__(',
      'pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings',
      'database_url',
      "  Field required [type=missing, input_value={'port': 8093}, input_type=dict]",
      '    For further information visit https://errors.pydantic.dev/2.10/v/missing',
      'tenant',
      "  Field required [type=missing, input_value={'port': 8093}, input_type=dict]",
    ].join('\n');
    expect(told(log)).toMatchObject({
      message: 'search/settings.py:3 makes Settings, which needs DATABASE_URL, TENANT',
      file: 'search/settings.py',
      line: 3,
      hint: 'set DATABASE_URL in the environment or with --env-file',
    });
  });

  test('settings that are refused as a whole name no field', () => {
    const error =
      'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\n  Value error, one key at least [type=value_error]';
    expect(told(trace([['/app/search/settings.py', 3, 'settings = Settings()']], error))).toMatchObject({
      message: 'search/settings.py:3 makes Settings: Value error, one key at least',
      hint: 'set what it asks for in the environment or with --env-file',
    });
  });

  test.each([
    ["KeyError: 'SHOP_ID'", 'reads SHOP_ID, which is not set'],
    [
      'sqlite3.OperationalError: unable to open database file',
      'opens a SQLite file that cannot be written; the root file system is read-only',
    ],
    [
      'sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) attempt to write a readonly database',
      'opens a SQLite file that cannot be written; the root file system is read-only',
    ],
    [
      'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) could not translate host name "db" to address',
      'needs something that does not answer here',
    ],
    ["OSError: [Errno 30] Read-only file system: '/app/cache.db'", 'the root file system is read-only'],
    ["PermissionError: [Errno 13] Permission denied: '/app/keys.json'", 'may not open /app/keys.json'],
    ['ImportError: libGL.so.1: cannot open shared object file: No such file or directory', 'system library libGL.so.1'],
    ['ConnectionRefusedError: [Errno 111] Connect call failed', 'needs something that does not answer here'],
    ['RuntimeError: no such tenant', 'raises RuntimeError: no such tenant'],
  ])('%s', (error, message) => {
    const found = told(trace([['/app/search/index.py', 7, 'client = OpenSearch()']], error));
    expect(found?.message).toContain(message);
    expect(found?.message).toContain('search/index.py:7');
    expect(found).toMatchObject({ file: 'search/index.py', line: 7 });
  });

  test('a KeyError of other data is no missing variable', () => {
    const found = told(trace([['/app/search/index.py', 7, 'x']], "KeyError: 'name'"));
    expect(found?.message).toBe("search/index.py:7 raises KeyError: 'name'");
  });

  test('a traceback in a line of JSON is read as well', () => {
    const text = trace([['/app/search/index.py', 1, 'os.environ["A_B"]']], "KeyError: 'A_B'");
    const log = `{"severity":"INFO","message":"started"}\n${JSON.stringify({ severity: 'ERROR', exception: text })}\n`;
    expect(told(log)).toMatchObject({
      file: 'search/index.py',
      line: 1,
      hint: 'set A_B in the environment or with --env-file',
    });
  });

  test('exec format and nginx need no traceback', () => {
    expect(told('exec /opt/venv/bin/python: exec format error')?.message).toContain('another processor');
    expect(told('nginx: [emerg] unknown directive "lisen" in /tmp/nginx.conf:3')?.message).toContain(
      'unknown directive',
    );
  });

  test('a healthy log explains nothing', () => {
    expect(told('INFO:     Application startup complete.\n')).toBeUndefined();
  });
});
