import type { Facts } from '../detect/facts.js';
import { REDIS_IMAGE } from '../versions.js';
import type { Cache } from './neighbours.js';

const CLIENTS = new Set(['redis', 'aioredis', 'arq', 'rq', 'django-redis', 'ioredis', 'bullmq']);
const URL = /(?:REDIS|BROKER|RESULT_BACKEND|CACHE)\w*(?:URL|URI|DSN)$|^(?:REDIS|CELERY_BROKER|CELERY_RESULT_BACKEND)$/;
const HOST = /(?:^|_)REDIS_?(?:HOST|SERVER|HOSTNAME)$/;
const PORT = /(?:^|_)REDIS_?PORT$/;

/** Redis beside the service: a client among the dependencies and a variable that leads to it; undefined without both. */
export function cacheOf(facts: Facts): Cache | undefined {
  const isUsed = (facts.dependencies?.value ?? []).some(
    ({ name, extras }) => CLIENTS.has(name) || (name === 'celery' && (extras ?? []).includes('redis')),
  );
  if (!isUsed) return undefined;
  const variables = (facts.variables?.value ?? []).flatMap(({ name, default: given = '' }) => {
    // `amqp://…` or `memory://`: what the name suggests is not what the code means.
    if (URL.test(name) && !/^(?!rediss?:)\w[\w+.-]*:\/\//.test(given)) {
      return [{ name, value: `redis://redis:6379/${/\/(\d+)$/.exec(given)?.[1] ?? '0'}` }];
    }
    if (HOST.test(name)) return [{ name, value: 'redis' }];
    return PORT.test(name) ? [{ name, value: '6379' }] : [];
  });
  const leads = variables.some(({ name }) => !PORT.test(name));
  return leads ? { image: REDIS_IMAGE, port: 6379, variables } : undefined;
}
