import { expect, test } from '@jest/globals';
import { found } from './found.js';

const APP =
  'import os\nfrom pyramid.config import Configurator\ndef main(global_config, **settings):\n    config = Configurator(settings=settings)\n    config.include("shop.routes")\n    key = os.environ["SECRET_KEY"]\n    return config.make_wsgi_app()\n';
const FILES = {
  'shop/__init__.py': APP,
  'shop/routes.py': 'def includeme(config):\n    config.add_route("status", "/_status")\n',
};

test.each([
  ['a call', '[app:main]\nuse = call:shop:main\n'],
  ['an egg', '[app:shop]\nuse = egg:shop\n'],
])('PasteDeploy makes the app by %s', async (_, ini) => {
  const { facts, remarks } = await found({ ...FILES, 'conf/production.ini': ini });
  expect(facts.service).toMatchObject({ value: 'backend', confidence: 'certain' });
  expect(facts.service?.evidence[0]).toMatchObject({ file: 'conf/production.ini', line: 2 });
  expect(facts.protocol?.value).toBe('wsgi');
  expect(facts.healthPath?.value).toBe('/_status');
  expect(facts.env?.value).toEqual(['SECRET_KEY']);
  expect(remarks).toEqual([expect.objectContaining({ rule: 'app-not-importable', file: 'conf/production.ini' })]);
});

test.each([
  ['a filter', '[filter:proxy]\nuse = egg:shop\n'],
  ['a comment', '[app:main]\n# use = call:shop:main\n'],
  ['another package', '[app:main]\nuse = egg:PasteDeploy#prefix\n'],
  ['a function that makes no app', '[app:main]\nuse = call:shop.routes:includeme\n'],
  ['a test', ''],
])('not by %s', async (what, ini) => {
  const files = what === 'a test' ? { 'tests/a.ini': '[app:main]\nuse = call:shop:main\n' } : { 'a.ini': ini };
  expect((await found({ ...FILES, ...files })).facts.service).toBeUndefined();
});

test('an app that can be imported comes first', async () => {
  const files = {
    ...FILES,
    'a.ini': '[app:main]\nuse = call:shop:main\n',
    'main.py': 'from flask import Flask\napp = Flask("x")\n',
  };
  expect((await found(files)).facts.app?.value).toBe('main:app');
});
