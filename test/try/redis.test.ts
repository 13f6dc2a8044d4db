import { expect, test } from '@jest/globals';
import type { Facts } from '../../core/detect/facts.js';
import type { Model } from '../../core/model/model.js';
import { redisVariables } from '../../core/try/redis.js';

const model = (...names: string[]): Model =>
  ({ environment: names.map((name) => ({ name })), secrets: [{ name: 'API_KEY' }] }) as unknown as Model;
const facts = (...names: string[]): Facts =>
  ({ dependencies: { value: names.map((name) => ({ name })) } }) as unknown as Facts;

test('a URL, a host and a port lead to Redis where the code has a client', () => {
  expect([...redisVariables(model('REDIS_URL', 'REDIS_HOST', 'REDIS_PORT', 'LOG_LEVEL'), facts('redis'))]).toEqual([
    ['REDIS_URL', 'redis://redis:6379/0'],
    ['REDIS_HOST', 'redis'],
    ['REDIS_PORT', '6379'],
  ]);
});

test('without a client nothing does, and nothing is started', () => {
  expect(redisVariables(model('REDIS_URL'), facts('fastapi')).size).toBe(0);
});
