import { describe, expect, test } from '@jest/globals';
import type { DatabaseEngine } from '../../../core/detect/facts.js';
import { found } from './found.js';

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';

describe('the database', () => {
  const fires: readonly [string, Record<string, string>, DatabaseEngine][] = [
    ['a driver', { 'main.py': `import asyncpg\n${APP}` }, 'postgres'],
    ['an address', { 'main.py': `${APP}URL = "mysql+aiomysql://u:p@db/x"\n` }, 'mysql'],
    ['an address with a hole', { 'main.py': `${APP}URL = f"postgresql+asyncpg://{app}@db/x"\n` }, 'postgres'],
    ['a settings type', { 'main.py': `from pydantic import PostgresDsn\n${APP}` }, 'postgres'],
    [
      'a Django engine',
      { 'main.py': `${APP}DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}\n` },
      'mysql',
    ],
    ['an ODM', { 'main.py': `from beanie import Document\n${APP}` }, 'mongodb'],
    ['a declared package', { 'main.py': APP, 'requirements.txt': 'fastapi\npsycopg2-binary==2.9.9\n' }, 'postgres'],
    [
      'a declared package in pyproject.toml',
      { 'main.py': APP, 'pyproject.toml': '[project]\ndependencies = ["asyncpg>=0.29"]\n' },
      'postgres',
    ],
    [
      'the engine that is used, not one that is asked for',
      { 'main.py': `${APP}def f(url):\n    return url.startswith("postgresql://")\nURL = "sqlite:///x.db"\n` },
      'sqlite',
    ],
    [
      'an engine that is asked for, where no other is used',
      { 'main.py': `${APP}def f(url):\n    return url.startswith(("postgres://", "x"))\n` },
      'postgres',
    ],
    [
      'the engine whose driver is installed, not one that only a template names',
      {
        'main.py': `${APP}URL = "sqlite+aiosqlite:///x.db"\nPRIVATE = "postgresql+asyncpg://u@db/x"\n`,
        'requirements.txt': 'fastapi\naiosqlite\n',
      },
      'sqlite',
    ],
    [
      'an address whose driver comes as an extra',
      {
        'main.py': `${APP}URL = "sqlite+aiosqlite:///x.db"\nPRIVATE = "postgresql+asyncpg://u@db/x"\n`,
        'requirements.txt': 'fastapi\naiosqlite\ndatabases[asyncpg]\n',
      },
      'postgres',
    ],
    [
      'the engine that more of the code speaks of; an import is one sign, however much it names',
      {
        'main.py': `import asyncpg\nfrom pymongo import MongoClient\n${APP}A = "mongodb://h/x"\nB = f"postgresql://{app}/x"\n`,
        'requirements.txt': 'fastapi\npymongo\nasyncpg\npgvector\n',
      },
      'postgres',
    ],
    [
      "the engine of a library's own configuration",
      {
        'main.py': APP,
        'piccolo_conf.py': 'from piccolo.engine.postgres import PostgresEngine\nDB = PostgresEngine({})\n',
        'requirements.txt': 'fastapi\npiccolo[postgres]\n',
      },
      'postgres',
    ],
    [
      'an extra of what speaks to databases',
      { 'main.py': APP, 'requirements.txt': 'fastapi\ndatabases[postgresql]\n' },
      'postgres',
    ],
    [
      'an extra of tortoise',
      { 'main.py': APP, 'pyproject.toml': '[project]\ndependencies = ["fastapi", "tortoise-orm[asyncmy]>=0.20"]\n' },
      'mysql',
    ],
    ['SQLite alone', { 'main.py': `import sqlite3\n${APP}` }, 'sqlite'],
    ['SQLite as a fallback only', { 'main.py': `import psycopg\n${APP}URL = "sqlite:///x.db"\n` }, 'postgres'],
  ];
  test.each(fires)('%s', async (_name, files, engine) => {
    const { facts } = await found(files);
    expect(facts.database?.value).toBe(engine);
    expect(facts.database?.evidence[0]?.line).toBeGreaterThan(0);
  });

  const silent: readonly [string, Record<string, string>][] = [
    ['nothing', { 'main.py': APP }],
    ['a comment', { 'main.py': `${APP}# import asyncpg\n` }],
    ['a docstring', { 'main.py': `"""postgresql://u@db/x"""\n${APP}` }],
    ['a test', { 'main.py': APP, 'tests/test_db.py': 'import asyncpg\n' }],
    ['a word', { 'main.py': `${APP}x = "postgresql is a database"\n` }],
    [
      'a plugin for what is not installed',
      {
        'main.py': APP,
        'engines/mysql_server.py': 'import os\nimport mysql.connector\nos.getenv("X")\n',
        'requirements.txt': 'fastapi\n',
      },
    ],
    ['an extra of another package', { 'main.py': APP, 'requirements.txt': 'fastapi\nsentry-sdk[asyncpg]\n' }],
    [
      'an extra of the package before',
      { 'main.py': APP, 'pyproject.toml': '[project]\ndependencies = ["x[asyncpg]", "databases"]\n' },
    ],
    ['development requirements', { 'main.py': APP, 'requirements-dev.txt': 'psycopg2\n' }],
  ];
  test.each(silent)('not from %s', async (_name, files) => {
    expect((await found(files)).facts.database).toBeUndefined();
  });

  test('a plugin for what is installed', async () => {
    const { facts } = await found({
      'main.py': APP,
      'engines/mysql_server.py': 'import os\nimport mysql.connector\nos.getenv("X")\n',
      'requirements.txt': 'fastapi\nmysql-connector-python\n',
    });
    expect(facts.database?.evidence[0]).toMatchObject({ file: 'engines/mysql_server.py', rule: 'driver-import' });
  });
});
