import { setTimeout as sleep } from 'node:timers/promises';
import type { Facts } from '../detect/facts.js';
import type { Model } from '../model/model.js';
import { REDIS_IMAGE } from '../versions.js';
import type { Engine } from './engine.js';
import type { Room } from './room.js';

const CLIENTS = new Set(['redis', 'aioredis', 'arq', 'rq', 'django-redis', 'fastapi-cache2', 'ioredis', 'bullmq']);
const ALIAS = 'redis';
const SECONDS = 20;

/** Variables that lead to Redis, by name: a URL, or host and port one by one. */
export function redisVariables(model: Model, facts: Facts): ReadonlyMap<string, string> {
  const clients = (facts.dependencies?.value ?? []).some(
    ({ name, extras }) => CLIENTS.has(name) || (name === 'celery' && (extras ?? []).includes('redis')),
  );
  const values = new Map<string, string>();
  if (!clients) return values;
  for (const { name } of [...model.environment, ...model.secrets]) {
    if (
      /(?:REDIS|BROKER|RESULT_BACKEND|CACHE).*(?:URL|URI|DSN|BACKEND|BROKER)$|^(?:REDIS|CELERY_BROKER|CELERY_RESULT_BACKEND)$/.test(
        name,
      )
    )
      values.set(name, `redis://${ALIAS}:6379/0`);
    else if (/REDIS_?(?:HOST|SERVER|HOSTNAME)$/.test(name)) values.set(name, ALIAS);
    else if (/REDIS_?PORT$/.test(name)) values.set(name, '6379');
  }
  return values;
}

/** Starts Redis on the room's network and waits for it; the reason when it does not answer. */
export async function startRedis(engine: Engine, room: Room): Promise<string | undefined> {
  const name = `${room.name}-${ALIAS}`;
  room.add('container', name);
  const started = await engine.run([
    ...['run', '--detach', '--name', name, '--network', room.name, '--network-alias', ALIAS],
    REDIS_IMAGE,
  ]);
  if (started.code !== 0) return started.all.trim().split('\n').at(-1) ?? 'it does not start';
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(250))
    if ((await engine.run(['exec', name, 'redis-cli', 'ping'])).out.includes('PONG')) return undefined;
  return `it was not ready after ${SECONDS} s`;
}
