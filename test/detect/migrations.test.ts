import { expect, test } from '@jest/globals';
import { findMigrations } from '../../core/detect/migrations.js';
import { memoryFolder } from './memory-folder.js';

const find = (files: Readonly<Record<string, string>>) => findMigrations(memoryFolder(files))?.value;

test.each([
  [
    'alembic.ini',
    { 'alembic.ini': '[alembic]\nscript_location = %(here)s/db/rev\n' },
    { tool: 'alembic', folder: 'db/rev', config: 'alembic.ini' },
  ],
  [
    'an ini further down',
    { 'b/alembic.ini': 'script_location = alembic\n' },
    { tool: 'alembic', folder: 'b/alembic', config: 'b/alembic.ini' },
  ],
  [
    'a location that is one of where the command runs',
    { 'conf/alembic.ini': 'script_location = shop/migrations\n', 'shop/migrations/env.py': '' },
    { tool: 'alembic', folder: 'shop/migrations', config: 'conf/alembic.ini' },
  ],
  [
    'a location beside the ini, whatever else has its name',
    { 'conf/alembic.ini': 'script_location = %(here)s/m\n', 'm/env.py': '', 'conf/m/env.py': '' },
    { tool: 'alembic', folder: 'conf/m', config: 'conf/alembic.ini' },
  ],
  [
    'a folder of a package',
    { 'alembic.ini': 'script_location = shop.db:migrations\n', 'src/shop/db/migrations/env.py': '' },
    { tool: 'alembic', folder: 'src/shop/db/migrations', config: 'alembic.ini' },
  ],
  [
    'a table of its own',
    {
      'alembic.ini': 'script_location = rev\n',
      'rev/env.py': 'context.configure(connection=c, version_table="shop_version")\n',
    },
    { tool: 'alembic', folder: 'rev', config: 'alembic.ini', ownTable: true },
  ],
  [
    'a schema of its own',
    {
      'alembic.ini': 'script_location = rev\n',
      'rev/env.py': 'context.configure(connection=c, version_table_schema="shop")\n',
    },
    { tool: 'alembic', folder: 'rev', config: 'alembic.ini' },
  ],
  [
    'an older Flask-Migrate, which names Flask alone',
    {
      'migrations/alembic.ini': '[alembic]\n# file_template = x\n',
      'migrations/env.py': 'from flask import current_app\n',
    },
    { tool: 'flask-migrate', folder: 'migrations', config: 'migrations/alembic.ini' },
  ],
  [
    'an ini beside env.py that names its place',
    { 'db/alembic.ini': '[alembic]\nscript_location = .\n', 'db/env.py': 'from alembic import context\n' },
    { tool: 'alembic', folder: 'db', config: 'db/alembic.ini' },
  ],
  [
    'env.py and versions',
    { 'm/env.py': 'from alembic import context\n', 'm/versions/a.py': '' },
    { tool: 'alembic', folder: 'm' },
  ],
  [
    'Django',
    { 'manage.py': 'import django\n', 'shop/migrations/0001_initial.py': '' },
    { tool: 'django', folder: '.', config: 'manage.py' },
  ],
  ['numbered SQL', { 'dev/migrations/001_users.sql': '' }, { tool: 'sql', folder: 'dev/migrations' }],
  [
    'aerich',
    { 'pyproject.toml': '[tool.aerich]\nlocation = "./migrations"\n' },
    { tool: 'aerich', folder: 'migrations', config: 'pyproject.toml' },
  ],
])('%s', (_, files, expected) => {
  expect(find(files)).toEqual(expected);
});

test.each([
  ['queries', { 'migrations/users.sql': '' }],
  ['a folder of another name', { 'sql/001_users.sql': '' }],
  ['a commented location', { 'alembic.ini': '# script_location = x\n' }],
  ['an example', { 'examples/migrations/001_a.sql': '' }],
  ['an environment of something else', { 'm/env.py': 'x = 1\n', 'm/versions/a.py': '' }],
])('none for %s', (_, files) => {
  expect(find(files)).toBeUndefined();
});
