import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache } from '../model/neighbours.js';
import type { Engine } from './engine.js';
import type { Room } from './room.js';

/** Name of Redis in compose.yaml, and in the addresses that the model gives. */
const ALIAS = 'redis';
const SECONDS = 20;

/** Starts Redis on the room's network and waits for it; the reason when it does not answer. */
export async function startRedis(engine: Engine, room: Room, { image }: Cache): Promise<string | undefined> {
  const name = `${room.name}-${ALIAS}`;
  room.add('container', name);
  const started = await engine.run([
    ...['run', '--detach', '--name', name, '--network', room.name, '--network-alias', ALIAS],
    image,
  ]);
  if (started.code !== 0) return started.all.trim().split('\n').at(-1) ?? 'it does not start';
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(250))
    if ((await engine.run(['exec', name, 'redis-cli', 'ping'])).out.includes('PONG')) return undefined;
  return `it was not ready after ${SECONDS} s`;
}
