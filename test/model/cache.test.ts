import { describe, expect, test } from '@jest/globals';
import { cacheOf } from '../../core/model/cache.js';
import { fact, variable } from './example.js';

const redis = fact([{ name: 'redis' }]);

describe('cacheOf', () => {
  test('wants both a client and a variable', () => {
    expect(cacheOf({ dependencies: redis })).toBeUndefined();
    expect(cacheOf({ variables: fact([variable('REDIS_URL')]) })).toBeUndefined();
    expect(cacheOf({ dependencies: redis, variables: fact([variable('REDIS_PORT')]) })).toBeUndefined();
  });

  test('leads each variable to it and keeps the number of the database', () => {
    const found = cacheOf({
      dependencies: fact([{ name: 'celery', extras: ['redis'] }]),
      variables: fact([
        variable('CELERY_BROKER_URL', { default: 'redis://localhost:6379/2' }),
        variable('REDIS_HOST', { default: 'localhost' }),
        variable('REDIS_PORT', { default: '6379' }),
        variable('CACHE_TTL', { default: '60' }),
      ]),
    });
    expect(found?.variables).toEqual([
      { name: 'CELERY_BROKER_URL', value: 'redis://redis:6379/2' },
      { name: 'REDIS_HOST', value: 'redis' },
      { name: 'REDIS_PORT', value: '6379' },
    ]);
  });

  test('a broker of another kind is none', () => {
    const variables = fact([variable('CELERY_BROKER_URL', { default: 'amqp://guest@localhost//' })]);
    expect(cacheOf({ dependencies: redis, variables })).toBeUndefined();
  });
});
