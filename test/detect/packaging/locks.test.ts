import { expect, test } from '@jest/globals';
import { readPdmLock, readPipfileLock, readPoetryLock, readUvLock } from '../../../core/detect/packaging/locks.js';

const uv = `
[[package]]
name = "orders"
source = { editable = "services/orders" }
dependencies = [{ name = "uvicorn", extra = ["standard"] }, { name = "money" }]
[package.optional-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "money"
source = { editable = "libs/money" }
dependencies = [{ name = "attrs" }]
[[package]]
name = "uvicorn"
version = "0.30.0"
source = { registry = "x" }
[package.optional-dependencies]
standard = [{ name = "httptools" }]
[[package]]
name = "httptools"
version = "0.6.0"
[[package]]
name = "attrs"
version = "23.1.0"
[[package]]
name = "pytest"
version = "8.0.0"
`;

test('uv: the closure of one member, its extras and its local projects', () => {
  const found = readUvLock(uv, { name: 'orders', folder: 'services/orders' }, [{ name: 'uvicorn' }, { name: 'redis' }]);
  expect(found?.dependencies.map((one) => one.name).sort()).toEqual(['attrs', 'httptools', 'uvicorn']);
  expect(found?.local).toEqual(['libs/money']);
  expect(found?.absent).toEqual(['redis']);
});

test('poetry: groups where they are named, else what the direct dependencies lead to', () => {
  const groups =
    '[[package]]\nname = "Flask"\nversion = "3"\ngroups = ["main"]\n[[package]]\nname = "pytest"\nversion = "8"\ngroups = ["dev"]\n';
  expect(readPoetryLock(groups, [{ name: 'flask' }])?.dependencies).toEqual([{ name: 'flask', version: '3' }]);
  const plain =
    '[[package]]\nname = "flask"\nversion = "3"\n[package.dependencies]\njinja2 = ">=3"\n[[package]]\nname = "jinja2"\nversion = "3.1"\n[[package]]\nname = "pytest"\nversion = "8"\n';
  expect(
    readPoetryLock(plain, [{ name: 'flask' }])
      ?.dependencies.map((one) => one.name)
      .sort(),
  ).toEqual(['flask', 'jinja2']);
});

test('pdm and pipenv', () => {
  const pdm =
    '[[package]]\nname = "a"\nversion = "1"\ngroups = ["default"]\n[[package]]\nname = "b"\nversion = "2"\ngroups = ["dev"]\n';
  expect(readPdmLock(pdm, [{ name: 'a' }])?.dependencies).toEqual([{ name: 'a', version: '1' }]);
  const pipfile = '{"default": {"Django": {"version": "==5.0"}, "x": {"path": "./x"}}, "develop": {"pytest": {}}}';
  expect(readPipfileLock(pipfile, [{ name: 'django' }])).toEqual({
    dependencies: [{ name: 'django', version: '5.0' }, { name: 'x' }],
    local: ['./x'],
    absent: [],
  });
});

test('what does not parse is undefined', () => {
  expect(readUvLock('[', { folder: '.' }, [])).toBeUndefined();
  expect(readPipfileLock('{', [])).toBeUndefined();
});
