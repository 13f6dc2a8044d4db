import { expect, test } from '@jest/globals';
import { detect } from '../../core/detect/detect.js';
import { memoryFolder } from './memory-folder.js';

const app = 'from fastapi import FastAPI\napp = FastAPI()\n';

async function undeclared(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { remarks } = await detect(memoryFolder({ 'requirements.txt': 'fastapi==0.110.0\n', ...files }));
  return remarks.filter((one) => one.rule === 'import-undeclared').map((one) => `${one.file}:${one.line}`);
}

test('an import of the app, or of what it imports, that no package brings', async () => {
  expect(
    await undeclared({ 'main.py': `import store\n${app}`, 'store.py': 'import os\nimport opensearchpy\n' }),
  ).toEqual(['store.py:2']);
});

test.each([
  ['a string', `x = "import boto3"\n${app}`],
  ['a comment', `# import boto3\n${app}`],
  ['a handled failure', `try:\n    import boto3\nexcept ImportError:\n    boto3 = None\n${app}`],
  ['a function', `${app}def f():\n    import boto3\n`],
  ['type checking', `from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import boto3\n${app}`],
  ['its own module', `from helpers.x import y\n${app}`],
])('none for %s', async (_, source) => {
  expect(await undeclared({ 'main.py': source, 'helpers/x.py': 'y = 1\n' })).toEqual([]);
});

test('none in a file that the app does not import', async () => {
  expect(
    await undeclared({ 'main.py': app, 'tests/test_x.py': 'import pytest\n', 'tool.py': 'import boto3\n' }),
  ).toEqual([]);
});

test('of several requirements files above, the one that brings what the code imports', async () => {
  const folder = memoryFolder(
    {
      '../../requirements.txt': '-r requirements-web.txt\n',
      '../../requirements-web.txt': 'django\n',
      '../../requirements-ml.txt': 'fastapi\nredis\n',
      'main.py': `import redis\n${app}`,
    },
    { path: 'services/orders' },
  );
  const { facts, remarks } = await detect(folder);
  expect(facts.install?.value.files).toEqual(['../../requirements-ml.txt']);
  expect(facts.context?.value).toBe('../..');
  expect(remarks.map((one) => one.rule)).not.toContain('import-undeclared');
});

test('no manifest at all is said with what it should hold', async () => {
  const { remarks } = await detect(memoryFolder({ 'main.py': app }));
  expect(remarks).toContainEqual({
    rule: 'manifest-absent',
    severity: 'error',
    file: 'main.py',
    line: 1,
    message: 'no manifest declares what the code imports: fastapi',
  });
});
