import { expect, test } from '@jest/globals';
import { findBuilds } from '../../../core/detect/launch/builds.js';
import { memoryFolder } from '../memory-folder.js';

const dockerfile = (copies: string, start: string): string =>
  `FROM python:3.13 AS builder\nCOPY pyproject.toml ./\n${copies}RUN uv sync\nFROM python:3.13-slim\nCOPY --from=builder /opt/venv /opt/venv\nENV MODULE=shop.orders.main\n${start}\n`;
const builds = (
  text: string,
  more: Readonly<Record<string, string>> = {},
  own = 'shop/orders/main.py',
): readonly string[] =>
  findBuilds(
    memoryFolder(
      { [own]: 'app = 1\n', '../../../dockerfiles/Dockerfile': text, '../../../pyproject.toml': '', ...more },
      { path: 'src/shop/orders' },
    ),
  ).builds.map((build) => build.file);
const COPY = 'COPY src/shop/ ./src/shop/\n';
const FILE = '../../../dockerfiles/Dockerfile';
const CMD = 'CMD ["uvicorn", "shop.orders.main:app"]';

test.each([
  ['by its command', dockerfile(COPY, CMD)],
  ['by a variable', dockerfile(COPY, 'CMD gunicorn ${MODULE}:app')],
  ['from a copy of the whole repository', dockerfile('COPY . .\n', CMD)],
])('an image above that installs the folder and starts a module of it: %s', (_name, text) => {
  expect(builds(text)).toEqual([FILE]);
});

test('by the command of a compose file', () => {
  const compose =
    'services:\n  web:\n    build: {context: ., dockerfile: dockerfiles/Dockerfile}\n    command: uvicorn shop.orders.main:app\n';
  expect(builds(dockerfile(COPY, ''), { '../../../compose.yaml': compose })).toEqual([FILE]);
});

test.each([
  ['of another service', dockerfile(COPY, 'CMD ["uvicorn", "shop.users.main:app"]')],
  ['that holds another folder', dockerfile('COPY src/other/ ./src/other/\n', CMD)],
  ['that starts nothing', dockerfile(COPY, '')],
])('not an image %s', (_name, text) => {
  expect(builds(text)).toEqual([]);
});

test('not by a name that any service may have', () => {
  expect(builds(dockerfile(COPY, 'CMD ["uvicorn", "app.main:app"]'), {}, 'app/main.py')).toEqual([]);
});

test('a Dockerfile of another project that copies a part of the folder is not of the folder', () => {
  const files = {
    'tasks/work.py': 'x = 1\n',
    '../api/Dockerfile':
      'FROM python:3.13\nWORKDIR /app/packages/api\nCOPY packages/worker/tasks ./tasks\nCOPY packages/api ./\nCMD ["uvicorn", "app.main:app"]\n',
    '../../pyproject.toml': '',
  };
  const of = (more: Readonly<Record<string, string>>): readonly string[] =>
    findBuilds(
      memoryFolder(
        {
          ...files,
          ...more,
          '../../compose.yaml': 'services:\n  api:\n    build: {context: ., dockerfile: packages/api/Dockerfile}\n',
        },
        { path: 'packages/worker' },
      ),
    ).builds.map((build) => build.file);
  expect(of({ '../api/pyproject.toml': '[project]\nname = "api"\n' })).toEqual([]);
  // In a folder that is no project a Dockerfile may be of any.
  expect(of({})).toEqual(['../api/Dockerfile']);
});
