import { expect, test } from '@jest/globals';
import { detect } from '../../core/detect/detect.js';
import type { Folder } from '../../core/detect/folder.js';
import { memoryFolder } from './memory-folder.js';

const backend = {
  'pyproject.toml': '[project]\nname = "orders"\nrequires-python = ">=3.12"\ndependencies = ["fastapi"]\n',
  'main.py': 'from fastapi import FastAPI\napp = FastAPI()\n',
  Dockerfile: 'FROM python:3.13\nCOPY . /app\nWORKDIR /app\nCMD ["uvicorn", "main:app", "--port", "8093"]\n',
};

test('joins code, packaging and the image into one set of facts with evidence', async () => {
  const { facts, candidates } = await detect(memoryFolder(backend));
  expect(facts).toMatchObject({
    service: { value: 'backend' },
    name: { value: 'orders' },
    app: { value: 'main:app' },
    port: { value: 8093 },
    packageManager: { value: 'pip' },
    pythonVersion: { value: '3.13' },
    context: { value: '.' },
  });
  expect(candidates.app).toEqual(['main:app']);
  for (const fact of Object.values(facts)) expect(fact?.evidence.length).toBeGreaterThan(0);
});

test('facts of the other language are left out', async () => {
  const { facts } = await detect(
    memoryFolder({ ...backend, 'package.json': '{"scripts": {"lint": "eslint ."}}', '.nvmrc': '22\n' }),
  );
  expect(facts.service?.value).toBe('backend');
  expect([facts.nodeVersion, facts.buildScript, facts.outputDir]).toEqual([undefined, undefined, undefined]);
});

test.each([
  [{}, 'the folder is empty, or git ignores all that is in it'],
  [{ 'readme.md': '' }, 'no package.json, no Python file and no langgraph.json'],
  [
    { 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["click"]\n', 'x.py': 'import click\n' },
    'pyproject.toml names no web framework and no app was found in 1 Python file',
  ],
])('a folder without a service says why: %#', async (files, why) => {
  const found = await detect(memoryFolder(files as unknown as Record<string, string>));
  expect(found.facts.service).toBeUndefined();
  expect(found.facts.app).toBeUndefined();
  expect(found.refusal).toContain(why);
});

test('the order in which files are listed changes nothing', async () => {
  const folder = memoryFolder(backend);
  const backwards: Folder = {
    ...folder,
    list: () => [...folder.list()].reverse(),
    listAt: (at, depth) => [...folder.listAt(at, depth)].reverse(),
  };
  expect(JSON.stringify(await detect(backwards))).toBe(JSON.stringify(await detect(folder)));
});

test('a reader that fails costs its own facts only', async () => {
  const folder = memoryFolder(backend);
  const broken: Folder = {
    ...folder,
    read: (path) => {
      if (path === 'Dockerfile') throw new Error('disk on fire\nat x');
      return folder.read(path);
    },
  };
  const found = await detect(broken);
  expect(found.facts.app?.value).toBe('main:app');
  expect(found.remarks).toContainEqual({
    rule: 'reader-failed',
    file: '.',
    line: 1,
    message: 'launches: disk on fire',
  });
});
