import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Model } from '../model/model.js';
import type { Engine } from './engine.js';
import type { Room } from './room.js';

export interface Beside {
  /** Variables that lead the service to what was started. */
  readonly values: ReadonlyMap<string, string>;
  /** What runs, for people: `PostgreSQL (pgvector/pgvector:pg15)`. */
  readonly running: readonly string[];
  /** What could not be started and why; readiness is then not tried. */
  readonly missing: readonly string[];
}

/** The database's name in compose.yaml and in the variables that lead to it. */
const HOST = 'database';
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

/** The database of the model, started on the room's network and waited for. Only PostgreSQL is known so far. */
export async function startBeside(engine: Engine, room: Room, folder: string, model: Model): Promise<Beside> {
  const { data } = model;
  const nothing: Beside = { values: new Map(), running: [], missing: [] };
  if (data === undefined || data.engine === 'sqlite') return nothing;
  if (data.engine !== 'postgres') return { ...nothing, missing: [`${data.engine}: no image of it is known`] };

  const { local } = data;
  if (local === undefined) return { ...nothing, missing: [`${data.engine}: compose.yaml starts none`] };
  const user = model.service.name;
  const image = (await composeImage(folder, HOST)) ?? local.image;
  const name = `${room.name}-database`;
  room.add('container', name);
  const started = await engine.run([
    ...['run', '--detach', '--name', name, '--network', room.name, '--network-alias', HOST],
    // As in compose.yaml: nothing but this private network reaches it, so it asks for no password.
    ...[
      '--env',
      `POSTGRES_USER=${user}`,
      '--env',
      `POSTGRES_DB=${user}`,
      '--env',
      'POSTGRES_HOST_AUTH_METHOD=trust',
      image,
    ],
  ]);
  if (started.code !== 0) return { ...nothing, missing: [`${image}: ${lastLine(started.all)}`] };
  const values = new Map(local.variables.map(({ name: variable, value }) => [variable, value]));
  // Over TCP: while it initialises, the server listens on its socket only.
  const ready = ['exec', name, 'pg_isready', '--quiet', '--host', '127.0.0.1', '--username', user];
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(250)) {
    if ((await engine.run(ready)).code === 0) {
      const label = image.includes('pgvector') ? `PostgreSQL with pgvector (${image})` : `PostgreSQL (${image})`;
      return { values, running: [label], missing: [] };
    }
  }
  const { all } = await engine.run(['logs', '--tail', '5', name]);
  return { ...nothing, missing: [`${image} was not ready after ${SECONDS} s: ${lastLine(all)}`] };
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
