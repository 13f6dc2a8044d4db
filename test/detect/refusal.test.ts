import { describe, expect, test } from '@jest/globals';
import { detect } from '../../core/detect/detect.js';
import { memoryFolder } from './memory-folder.js';

describe('a folder that is no service', () => {
  test.each([
    ['documents', { 'README.md': 'x', 'docs/a.rst': 'y' }, 'it looks like documents (2 files)'],
    [
      'a command-line tool',
      { 'pyproject.toml': '[project]\nname = "c"\n[project.scripts]\nc = "c:main"\n', 'c.py': 'import click\n' },
      'it looks like a command-line tool ([project.scripts] in pyproject.toml)',
    ],
    [
      'a library',
      { 'pyproject.toml': '[build-system]\nrequires = []\n[project]\nname = "l"\n', 'l/__init__.py': '' },
      'pyproject.toml names no web framework and no app was found in 1 Python file; it looks like a library ([build-system] in pyproject.toml)',
    ],
    [
      'a package',
      { 'package.json': '{\n  "name": "x",\n  "main": "i.js"\n}' },
      'a library (its entry for importers in package.json)',
    ],
    [
      'a Node tool',
      { 'package.json': '{\n  "name": "x",\n  "bin": "i.js"\n}' },
      'a command-line tool ("bin" in package.json)',
    ],
  ])('%s is called that', async (_, files, reason) => {
    const { facts, refusal } = await detect(memoryFolder(files as unknown as Record<string, string>));
    expect(facts.service).toBeUndefined();
    expect(refusal).toContain(reason);
    expect(refusal).not.toContain('\n');
  });

  test('the reason of the reader is said, and the root of a workspace names its packages', async () => {
    const library = { 'package.json': '{ "scripts": { "build": "vite build" }, "devDependencies": { "vite": "6" } }' };
    const said = async (files: Record<string, string>): Promise<string | undefined> =>
      (await detect(memoryFolder(files))).refusal;
    expect(await said({ ...library, 'vite.config.ts': "export default { build: { lib: { entry: 'a.ts' } } }" })).toBe(
      'vite builds a library (build.lib)',
    );
    const root = {
      'package.json': '{ "workspaces": ["apps/*", "libs/*"], "scripts": { "build": "turbo run build" } }',
      'apps/web/package.json': '{ "scripts": { "build": "next build" } }',
      'libs/ui/package.json': '{ "scripts": { "lint": "eslint" } }',
    };
    expect(await said(root)).toBe(
      'no script of package.json builds a site or starts a server; it is the root of a workspace: name one of its packages (apps/web)',
    );
  });

  test('code of another kind is called nothing', async () => {
    const { refusal } = await detect(memoryFolder({ 'main.go': 'package main' }));
    expect(refusal).toBe('no package.json, no Python file and no langgraph.json');
  });
});
