import { expect, test } from '@jest/globals';
import type { Neighbour } from '../../core/detect/fact-values.js';
import { findNeighbours } from '../../core/detect/neighbours.js';
import { memoryFolder } from './memory-folder.js';

const OURS = '{"generator-saasfactory": {}}';
const COMPOSE = `name: orders
services:
  app:
    build:
      context: .
    ports:
      - '127.0.0.1:\${HOST_PORT:-8001}:8000'
  database:
    image: postgres:15
    volumes:
      - database:/var/lib/postgresql/data
volumes:
  database:
`;

const found = (files: Readonly<Record<string, string>>, path = 'web'): readonly Neighbour[] =>
  findNeighbours(memoryFolder(files, { path }))?.value ?? [];

const scaffold = (folder: string, compose = COMPOSE) => ({
  [`${folder}/.yo-rc.json`]: OURS,
  [`${folder}/compose.yaml`]: compose,
});

test('what a scaffold beside the service publishes and starts', () => {
  expect(found(scaffold('../api'))).toEqual([
    {
      folder: '../api',
      name: 'orders',
      kind: 'server',
      ports: [8001],
      port: 8000,
      published: 8001,
      beside: [{ name: 'database', publishes: false }],
      volumes: ['database'],
    },
  ]);
});

test.each([
  ['apps/web', '../../services/api'],
  ['apps/web', '../..'],
  ['.', 'api'],
])('from %s, %s is seen', (path, folder) => {
  expect(found(scaffold(folder), path).map((one) => one.folder)).toEqual([folder]);
});

test('three levels below the repository is too far', () => {
  expect(found(scaffold('../../libs/a/api'), 'apps/web')).toEqual([]);
});

test('no neighbour: a compose file without our answers, another shape, the service itself', () => {
  expect(found({ '../api/compose.yaml': COMPOSE })).toEqual([]);
  expect(found({ ...scaffold('../api'), '../api/.yo-rc.json': '{"generator-node": {}}' })).toEqual([]);
  expect(found({ ...scaffold('../api'), '../api/.yo-rc.json': '{' })).toEqual([]);
  expect(found(scaffold('../api', 'services: [app]'))).toEqual([]);
  expect(found(scaffold('../api', COMPOSE.replace('orders', '"a: b"')))).toEqual([]);
  expect(found(scaffold('.'))).toEqual([]);
});

test('a site, a worker, and what cannot be taken over service by service', () => {
  const one = (compose: string, more: Readonly<Record<string, string>> = {}) =>
    found({ ...scaffold('../api', compose), ...more })[0];
  expect(one(COMPOSE, { '../api/deploy/nginx/nginx.conf': '' })?.kind).toBe('site');
  expect(one(COMPOSE.replace(/ {4}ports:\n.*\n/, ''))).toMatchObject({ kind: 'worker', ports: [] });
  expect(one(COMPOSE)?.whole).toBeUndefined();
  for (const extra of ['networks: {back: {}}', 'include: [other.yaml]', 'secrets: {a: {file: a}}'])
    expect(one(`${COMPOSE}\n${extra}\n`)?.whole).toBe(true);
  expect(one(COMPOSE.replace(/ {2}database:\n$/, '  database:\n    external: true\n'))?.whole).toBe(true);
  expect(found(scaffold("../it's"))[0]?.whole).toBe(true);
});

test('ports of this machine: the default of a variable, the long form, those of added services', () => {
  const compose = `name: x
services:
  app:
    build: {context: .}
    ports: [{target: 8000, published: '9000'}]
  mail:
    image: mailpit
    ports: ['8025:8025', '\${MAIL_PORT}:25', '70000:1']
`;
  expect(found(scaffold('../api', compose))[0]).toMatchObject({
    ports: [8025, 9000],
    beside: [{ name: 'mail', publishes: true }],
  });
});

test.each([
  ['cors_origins: list[str] = []', 'list'],
  ['cors_origins: Annotated[list[str], NoDecode] = []', 'text'],
  ['ORIGINS = os.environ.get("CORS_ORIGINS", "").split(",")', 'text'],
  ['ORIGINS = json.loads(os.environ["CORS_ORIGINS"])', 'list'],
  ['cors_origins: str = ""', 'text'],
  ['cors_origins: Origins', undefined],
])('allowed origins, read by %s', (line, form) => {
  const files = {
    ...scaffold('../api'),
    '../api/.env.example': '# settings.py:2\n# LOG_LEVEL=\n\n# settings.py:1, required\n# CORS_ORIGINS=\n',
    '../api/settings.py': `${line}\nlevel: str\n`,
  };
  expect(found(files)[0]?.origins).toEqual(form === undefined ? undefined : { name: 'CORS_ORIGINS', form });
});

test('a variable that only mentions origins is none of them', () => {
  const files = {
    ...scaffold('../api'),
    '../api/.env.example': '# settings.py:1\n# ORIGINS_CACHE=\n\n# settings.py:1\n# SHOP_ORIGIN=\n',
    '../api/settings.py': 'a: str\n',
  };
  expect(found(files)[0]?.origins).toBeUndefined();
});
