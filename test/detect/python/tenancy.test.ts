import { expect, test } from '@jest/globals';
import { found } from './found.js';

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';

test('modules that keep tenants apart, not their tests and revisions', async () => {
  const { facts } = await found({
    'main.py': APP,
    'core/tenant_db.py': 'x = 1\n',
    'core/access_control.py': '',
    'tests/tenant_db.py': '',
    'migrations/versions/tenant_x.py': '',
    'core/lieutenant.py': '',
  });
  expect(facts.tenancy?.value).toEqual(['core/access_control.py', 'core/tenant_db.py']);
});

test.each([
  ['the package', 'from pgvector.sqlalchemy import Vector\n', true],
  ['the statement', 'q = "CREATE EXTENSION IF NOT EXISTS vector"\n', true],
  ['a comment', '# CREATE EXTENSION vector\n', undefined],
  ['another extension', 'q = "CREATE EXTENSION IF NOT EXISTS vectorscale"\n', undefined],
])('pgvector by %s', async (_, source, expected) => {
  expect((await found({ 'main.py': source + APP })).facts.pgvector?.value).toBe(expected);
});
