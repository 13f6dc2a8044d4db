import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Model } from '../model/model.js';
import type { Engine } from './engine.js';
import { startRedis } from './redis.js';
import type { Room } from './room.js';

export interface Beside {
  /** Variables that lead the service to what was started. */
  readonly values: ReadonlyMap<string, string>;
  /** What runs, for people: `PostgreSQL (pgvector/pgvector:pg15)`. */
  readonly running: readonly string[];
  /** What could not be started and why; readiness is then not tried. */
  readonly missing: readonly string[];
}

/** Name of the database in compose.yaml, and in the addresses that the model gives. */
const ALIAS = 'database';
const SECONDS = 60;

/** The image that the scaffold's compose.yaml names for a service, so that a person's change of version counts. */
async function composeImage(folder: string, service: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(folder, 'compose.yaml'), 'utf8');
    const services: unknown = (parse(text) as { services?: unknown })?.services;
    const entry = (services as Record<string, { image?: unknown }> | undefined)?.[service];
    return typeof entry?.image === 'string' && /^[\w./:@-]+$/.test(entry.image) ? entry.image : undefined;
  } catch {
    return undefined;
  }
}

/** What the service needs beside it: its database, and Redis where the code has a client and a variable for it. */
export async function startBeside(
  engine: Engine,
  room: Room,
  { folder, model }: { readonly folder: string; readonly model: Model },
): Promise<Beside> {
  const database = await startDatabase(engine, room, folder, model);
  const { cache } = model;
  if (cache === undefined) return database;
  const redis = cache.variables.map(({ name, value }) => [name, value] as const);
  const missing = await startRedis(engine, room, cache);
  return {
    values: new Map([...database.values, ...(missing === undefined ? redis : [])]),
    running: [...database.running, ...(missing === undefined ? [`Redis (${cache.image})`] : [])],
    missing: [...database.missing, ...(missing === undefined ? [] : [`${cache.image}: ${missing}`])],
  };
}

/**
 * The database that compose.yaml would start, on the room's network, waited for. The same open settings as there: no
 * port is published and only this trial's network reaches it.
 */
async function startDatabase(engine: Engine, room: Room, folder: string, model: Model): Promise<Beside> {
  const { data } = model;
  const nothing: Beside = { values: new Map(), running: [], missing: [] };
  if (data === undefined || data.engine === 'sqlite') return nothing;
  if (data.local === undefined) return { ...nothing, missing: [`no image of ${data.engine} is known`] };

  const { local } = data;
  const owner = model.service.name;
  const image = (await composeImage(folder, ALIAS)) ?? local.image;
  const name = `${room.name}-${ALIAS}`;
  room.add('container', name);
  const started = await engine.run([
    ...['run', '--detach', '--name', name, '--network', room.name, '--network-alias', ALIAS],
    ...[
      '--env',
      `POSTGRES_USER=${owner}`,
      '--env',
      `POSTGRES_DB=${owner}`,
      '--env',
      'POSTGRES_HOST_AUTH_METHOD=trust',
      // Without a locale it would be made in SQL_ASCII, whose texts are bytes to psycopg.
      '--env',
      'LANG=C.UTF-8',
      image,
    ],
  ]);
  if (started.code !== 0) return { ...nothing, missing: [`${image}: ${lastLine(started.all)}`] };
  // Over TCP: while it initialises, the server listens on its socket only.
  const ready = ['exec', name, 'pg_isready', '--quiet', '--host', '127.0.0.1', '--username', owner];
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(250)) {
    if ((await engine.run(ready)).code === 0) {
      const values = new Map(local.variables.map((variable) => [variable.name, variable.value]));
      return {
        values,
        running: [`${image.includes('pgvector') ? 'PostgreSQL with pgvector' : 'PostgreSQL'} (${image})`],
        missing: [],
      };
    }
  }
  const { all } = await engine.run(['logs', '--tail', '5', name]);
  return { ...nothing, missing: [`${image} was not ready after ${SECONDS} s: ${lastLine(all)}`] };
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
