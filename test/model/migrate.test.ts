import { describe, expect, test } from '@jest/globals';
import type { Migrations } from '../../core/detect/fact-values.js';
import { migrateOf } from '../../core/model/migrate.js';
import type { Answers } from '../../core/options.js';
import { fact } from './example.js';

const found = (migrations: Migrations, ...names: readonly string[]) => named('shop', migrations, ...names);
const named = (name: string, migrations: Migrations, ...names: readonly string[]) =>
  migrateOf(
    { name, app: 'shop:create_app()' } as Answers,
    { migrations: fact(migrations), dependencies: fact(names.map((name) => ({ name }))) },
    '/app',
  );

describe('migrateOf', () => {
  test('alembic runs where its configuration lies', () => {
    const alembic: Migrations = { tool: 'alembic', folder: 'db/versions', config: 'db/alembic.ini' };
    expect(found(alembic, 'alembic')).toEqual({
      tool: 'alembic',
      name: 'shop-migrate',
      seconds: 600,
      workdir: '/app/db',
      command: ['alembic', '--config', 'alembic.ini', 'upgrade', 'head'],
    });
    expect(found(alembic)).toBeUndefined();
    expect(found({ tool: 'alembic', folder: 'db' }, 'alembic')).toBeUndefined();
  });

  test('Django and Flask by their own commands', () => {
    expect(found({ tool: 'django', folder: 'site', config: 'site/manage.py' }, 'django')).toEqual({
      tool: 'django',
      name: 'shop-migrate',
      seconds: 600,
      workdir: '/app/site',
      command: ['python', 'manage.py', 'migrate', '--noinput'],
    });
    expect(found({ tool: 'flask-migrate', folder: 'migrations' }, 'flask-migrate')?.command).toEqual([
      'flask',
      '--app',
      'shop:create_app()',
      'db',
      'upgrade',
      '--directory',
      'migrations',
    ]);
  });

  test('its name is one that a CronJob may have, whatever the service is called', () => {
    const django: Migrations = { tool: 'django', folder: '.', config: 'manage.py' };
    expect(named('a'.repeat(49), django, 'django')?.name).toBe(`${'a'.repeat(44)}-migrate`);
    expect(named(`${'a'.repeat(43)}-bcdef`, django, 'django')?.name).toBe(`${'a'.repeat(43)}-migrate`);
  });

  test('a tool without a known command is left to its owner', () => {
    expect(found({ tool: 'sql', folder: 'migrations' })).toBeUndefined();
  });
});
