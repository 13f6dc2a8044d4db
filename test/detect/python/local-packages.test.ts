import { describe, expect, test } from '@jest/globals';
import { localPackages } from '../../../core/detect/python/local-packages.js';
import { detectPython } from '../../../core/detect/python/python.js';
import { memoryFolder } from '../memory-folder.js';

const MAIN = 'from fastapi import FastAPI\nfrom money.settings import S\napp = FastAPI()\n';
const SETTINGS = 'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    rate: int = 1\n';

describe('packages of the repository', () => {
  test('a path dependency', () => {
    const folder = memoryFolder(
      { 'pyproject.toml': '[tool.uv.sources]\nmoney = { path = "../libs/money" }\n' },
      { path: 'services/api' },
    );
    expect(localPackages(folder)).toEqual(['../libs/money/src', '../libs/money']);
  });

  test('members of the workspace above, and what they read', async () => {
    const files = {
      'main.py': MAIN,
      'pyproject.toml': '[project]\nname = "api"\n',
      '../pyproject.toml': '[tool.uv.workspace]\nmembers = ["*"]\n',
      '../money/pyproject.toml': '[project]\nname = "money"\n',
      '../money/src/money/__init__.py': '',
      '../money/src/money/settings.py': SETTINGS,
    };
    const { facts } = await detectPython(memoryFolder(files, { path: 'api' }), []);
    expect(facts.env?.value).toEqual(['RATE']);
    expect(facts.importRoots?.value).toEqual(['.']);
    expect(facts.shared?.value).toEqual(['../money']);
  });

  test('nothing without a manifest that says so', async () => {
    const files = { 'main.py': MAIN, '../money/src/money/settings.py': SETTINGS };
    const { facts } = await detectPython(memoryFolder(files, { path: 'api' }), []);
    expect(facts.env).toBeUndefined();
    expect(facts.shared).toBeUndefined();
  });

  test('a manifest that does not parse', () => {
    expect(localPackages(memoryFolder({ 'pyproject.toml': '[[[' }))).toEqual([]);
  });
});
