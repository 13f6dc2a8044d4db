import { expect, test } from '@jest/globals';
import { findBuilds } from '../../../core/detect/launch/builds.js';
import { readProject } from '../../../core/detect/packaging/pyproject.js';
import { findPythonVersion } from '../../../core/detect/packaging/python-version.js';
import { accepts, lowerBound } from '../../../core/detect/packaging/version-range.js';
import { memoryFolder } from '../memory-folder.js';

function version(files: Readonly<Record<string, string>>, path = '.') {
  const folder = memoryFolder(files, { path });
  return findPythonVersion(folder, findBuilds(folder).builds, readProject(folder, 'pyproject.toml'), '.');
}

test.each([
  ['>=3.11,<4.0', '3.11'],
  ['^3.10', '3.10'],
  ['~=3.12', '3.12'],
  ['==3.12.*', '3.12'],
  ['>3.10', '3.11'],
  ['<3.13', undefined],
  ['>=3', undefined],
])('the lower bound of %s', (text, expected) => {
  expect(lowerBound(text)).toBe(expected);
});

test.each([
  ['>=3.11,<3.13', '3.12', true],
  ['>=3.11,<3.13', '3.13', false],
  ['^3.11', '3.10', false],
  ['>=3.9,!=3.11', '3.11', false],
  ['~=3.11.2', '3.12', false],
])('%s and %s', (text, wanted, expected) => {
  expect(accepts(text, wanted)).toBe(expected);
});

test.each([
  ['python:3.12-slim', '3.12'],
  ['python:3.12.1-alpine3.19@sha256:00', '3.12'],
  ['ghcr.io/astral-sh/uv:python3.13-bookworm-slim', '3.13'],
  ['tiangolo/uvicorn-gunicorn-fastapi:python3.11', '3.11'],
  ['docker.io/langchain/langgraph-api:3.11', '3.11'],
  ['public.ecr.aws/lambda/python:3.12', '3.12'],
  ['registry.redhat.io/ubi9/python-311', '3.11'],
  ['python:slim', undefined],
  ['python:3', undefined],
  ['alpine:3.19', undefined],
])('FROM %s', (image, expected) => {
  expect(version({ Dockerfile: `FROM ${image}\n` })?.value).toBe(expected);
});

test('the image outranks a lower bound, a pin does too, and the loser is named', () => {
  const found = version({
    Dockerfile: 'FROM python:3.12\n',
    'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.10"\n',
  });
  expect(found?.value).toBe('3.12');
  expect(found?.others).toMatchObject([{ value: '3.10', reason: 'outranked by dockerfile-from' }]);
  expect(
    version({ '.python-version': '3.13.1\n', 'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.10"\n' })
      ?.value,
  ).toBe('3.13');
});

test('a pin that the project refuses is passed over', () => {
  const found = version({
    Dockerfile: 'FROM python:3.9\n',
    'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.11"\n',
  });
  expect(found?.value).toBe('3.11');
  expect(found?.others[0]?.reason).toBe('>=3.11 refuses it');
});

test('other files that pin, also above the folder; a linter comes last', () => {
  expect(version({ 'runtime.txt': 'python-3.11.4\n' })?.value).toBe('3.11');
  expect(version({ Pipfile: '[requires]\npython_version = "3.10"\n' })?.value).toBe('3.10');
  expect(version({ '../.tool-versions': 'nodejs 20\npython 3.12.0\n', 'x.py': '' }, 'api')?.value).toBe('3.12');
  expect(version({ 'pyproject.toml': '[tool.ruff]\ntarget-version = "py312"\n' })).toMatchObject({
    value: '3.12',
    confidence: 'guess',
  });
  expect(version({ 'main.py': '' })).toBeUndefined();
});
