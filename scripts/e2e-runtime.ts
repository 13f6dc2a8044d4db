import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { NGINX_IMAGE, POSTGRES_IMAGE, REDIS_IMAGE } from '../core/versions.js';
import type { Part } from './e2e-part.js';
import { command, tool } from './shared.js';

/** The checks of test/runtime: what the images run, against real servers, databases, queues and client libraries. */
export async function runtime(): Promise<Part> {
  const base = tool('engine/base');
  if (base !== undefined) await command([base, NGINX_IMAGE, POSTGRES_IMAGE, REDIS_IMAGE]);
  const script = join(PACKAGE_ROOT, 'scripts', 'runtime-check.sh');
  const env = [
    `NGINX_IMAGE=${NGINX_IMAGE}`,
    `CHECK_POSTGRES_IMAGE=${POSTGRES_IMAGE}`,
    `CHECK_REDIS_IMAGE=${REDIS_IMAGE}`,
  ];
  const ended = await command(['env', 'AGENTS=1', ...env, 'sh', script], { echo: true });
  const lines = [...ended.all.matchAll(/^(\w+)_check: (\d+) passed, (\d+) failed, (\d+) not run$/gm)];
  const count = (column: number): number => lines.reduce((sum, line) => sum + Number(line[column]), 0);
  // It ends with its sum; without it something kept the checks from coming to their end.
  const isWhole = /^\d+ passed, \d+ failed, \d+ not run$/m.test(ended.all);
  return {
    title: 'What runs inside',
    about:
      'The files of `deploy/runtime` and `deploy/nginx` under real uvicorn, gunicorn, aiohttp and nginx, with real PostgreSQL and Redis, the vendors’ own client libraries against a server that speaks their wire format, workers of each queue, restarts under load and hostile clients (`npm run e2e:runtime`).',
    rows: [['checks', 'passed', 'failed', 'not run'], ...lines.map((line) => line.slice(1))],
    passed: count(2),
    failed: count(3) + (isWhole ? 0 : 1),
    notRun: count(4),
  };
}
