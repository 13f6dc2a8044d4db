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
