import type { Facts } from '../detect/facts.js';
import { REDIS_IMAGE } from '../versions.js';
import type { Cache } from './neighbours.js';

const CLIENTS = new Set(
  'redis aioredis coredis arq rq django-redis fastapi-cache2 taskiq-redis ioredis bullmq'.split(' '),
);
const URL =
  /(?:REDIS|BROKER|RESULT_BACKEND|CACHE)\w*(?:URL|URI|DSN)$|^REDIS$|(?:^|_)(?:RESULT_BACKEND|CELERY_BACKEND|CELERY_BROKER)$/;
/** One Redis may serve several purposes, each with variables of its own: `REDIS_QUEUE_HOST`. */
const HOST = /(?:^|_)REDIS(?:_(?!SENTINEL|CLUSTER)\w+)?_?(?:HOST|SERVER|HOSTNAME)$/;
const PORT = /(?:^|_)REDIS(?:_(?!SENTINEL|CLUSTER)\w+)?_?PORT$/;

/** Redis beside the service: a client among the dependencies and a variable that leads to it; undefined without both. */
export function cacheOf(facts: Facts): Cache | undefined {
  const isUsed = (facts.dependencies?.value ?? []).some(
    ({ name, extras }) => CLIENTS.has(name) || (name === 'celery' && (extras ?? []).includes('redis')),
  );
  if (!isUsed) return undefined;
  const variables = (facts.variables?.value ?? []).flatMap(({ name, default: given = '' }) => {
    // `amqp://…`, `memory://` or `django-db`: what the name suggests is not what the code means.
    const isOther = name.includes('REDIS') ? /^(?!rediss?:)\w[\w+.-]*:\/\// : /^(?!rediss?:)./;
    if (URL.test(name) && !isOther.test(given)) {
      return [{ name, value: `redis://redis:6379/${/\/(\d+)$/.exec(given)?.[1] ?? '0'}` }];
    }
    if (HOST.test(name)) return [{ name, value: 'redis' }];
    return PORT.test(name) ? [{ name, value: '6379' }] : [];
  });
  const leads = variables.some(({ name }) => !PORT.test(name));
  return leads ? { image: REDIS_IMAGE, port: 6379, variables } : undefined;
}
