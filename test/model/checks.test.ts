import { describe, expect, test } from '@jest/globals';
import { cacheOf } from '../../core/model/cache.js';
import { checksOf } from '../../core/model/checks.js';
import type { Data } from '../../core/model/neighbours.js';
import { fact, variable } from './example.js';

const data = (variables: Readonly<Record<string, string>>): Data => ({
  engine: 'postgres',
  kind: 'external',
  local: {
    image: 'postgres',
    port: 5432,
    variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
  },
});

describe('checksOf', () => {
  test('nothing without an address', () => {
    expect(checksOf(undefined, undefined)).toEqual([]);
    expect(checksOf(data({ POSTGRES_DB: 'orders', DB_PORT: '5432' }), undefined)).toEqual([]);
    expect(checksOf({ engine: 'mysql', kind: 'external' }, undefined)).toEqual([]);
  });

  test('the URL before host and port', () => {
    const parts = { DB_PORT: '5432', DB_HOST: 'database' };
    expect(checksOf(data(parts), undefined)).toEqual([
      { name: 'database', kind: 'postgres', variables: ['DB_HOST', 'DB_PORT'] },
    ]);
    expect(checksOf(data({ ...parts, DATABASE_URL: 'postgresql://database' }), undefined)[0]?.variables).toEqual([
      'DATABASE_URL',
    ]);
  });

  test('Redis by its own name', () => {
    const cache = cacheOf({ dependencies: fact([{ name: 'redis' }]), variables: fact([variable('REDIS_HOST')]) });
    expect(checksOf(undefined, cache)).toEqual([{ name: 'redis', kind: 'redis', variables: ['REDIS_HOST'] }]);
  });
});
