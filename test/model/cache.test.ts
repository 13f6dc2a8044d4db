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

  test('each purpose that it serves has a host and a port of its own', () => {
    const names = ['REDIS_CACHE_HOST', 'REDIS_CACHE_PORT', 'REDIS_QUEUE_HOST', 'APP_REDIS_RATE_LIMIT_PORT'];
    const found = cacheOf({ dependencies: redis, variables: fact(names.map((name) => variable(name))) });
    expect(found?.variables.map(({ value }) => value)).toEqual(['redis', '6379', 'redis', '6379']);
    const sentinel = fact([variable('REDIS_SENTINEL_HOST'), variable('REDIS_SENTINEL_PORT')]);
    expect(cacheOf({ dependencies: redis, variables: sentinel })).toBeUndefined();
  });

  test.each([
    ['CELERY_BROKER_URL', 'amqp://guest@localhost//'],
    ['CELERY_RESULT_BACKEND', 'django-db'],
    ['CELERY_RESULT_BACKEND', 'db+postgresql://localhost/results'],
    ['REDIS_URL', 'memory://'],
    ['CACHE_BACKEND', ''],
  ])('%s=%s leads elsewhere', (name, given) => {
    expect(cacheOf({ dependencies: redis, variables: fact([variable(name, { default: given })]) })).toBeUndefined();
  });
});
