import { expect, test } from '@jest/globals';
import { found } from './found.js';

async function pool(source: string) {
  const { facts } = await found({
    'main.py': `${source}\nfrom fastapi import FastAPI\napp = FastAPI()\nU = "postgresql://db/x"\n`,
  });
  return facts.pool?.value;
}

test('size and overflow of SQLAlchemy add up; the missing one is its own default', async () => {
  const engine = 'from sqlalchemy import create_engine\ne = create_engine';
  expect(await pool(`${engine}("postgresql://x/y", pool_size=7, max_overflow=3)`)).toEqual({ size: 7, most: 10 });
  expect(await pool(`${engine}("postgresql://x/y", pool_size=7)`)).toEqual({ size: 7, most: 17 });
  expect(await pool(`O = {"pool_size": 2}\n${engine}("postgresql://x/y", **O)`)).toEqual({ size: 2, most: 12 });
});

test('least and most of asyncpg and psycopg, with the variable that sets one', async () => {
  expect(await pool('import asyncpg\nasync def f():\n    await asyncpg.create_pool(min_size=1, max_size=9)')).toEqual({
    size: 1,
    most: 9,
  });
  expect(
    await pool(
      'import os\nfrom psycopg_pool import ConnectionPool\np = ConnectionPool("", max_size=int(os.getenv("MOST", "4")))',
    ),
  ).toEqual({ most: 4, variables: ['MOST'] });
});

test('none without a size, for a function of its own, in a string', async () => {
  expect(await pool('from sqlalchemy import create_engine\ne = create_engine("postgresql://x/y")')).toBeUndefined();
  expect(await pool('def create_engine(**k): pass\ne = create_engine(pool_size=7)')).toBeUndefined();
  expect(await pool('s = "create_engine(pool_size=7)"')).toBeUndefined();
});
