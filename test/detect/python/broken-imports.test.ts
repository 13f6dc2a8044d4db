import { expect, test } from '@jest/globals';
import { found } from './found.js';

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';

async function broken(source: string, more: Readonly<Record<string, string>> = {}) {
  const { remarks } = await found({ 'pkg/__init__.py': '', 'pkg/main.py': `${source}\n${APP}`, ...more });
  return remarks
    .filter((one) => one.rule === 'import-unresolved')
    .map((one) => `${one.severity} ${one.file}:${one.line}`);
}

test('a relative import that no file satisfies', async () => {
  expect(await broken('from .lost import x')).toEqual(['error pkg/main.py:1']);
});

test.each([
  ['a module', 'from .there import x', { 'pkg/there.py': 'x = 1\n' }],
  ['a folder without __init__', 'from .ns import a', { 'pkg/ns/a.py': '' }],
  ['a compiled module', 'from .fast import x', { 'pkg/fast.pyx': '' }],
  ['a handled failure', 'try:\n    from .lost import x\nexcept ImportError:\n    x = 1', {}],
  ['a file that a build writes', 'from ._version import v', {}],
])('none for %s', async (_, source, more) => {
  expect(await broken(source, more)).toEqual([]);
});
