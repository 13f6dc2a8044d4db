import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Model } from '../model/model.js';
import type { Engine } from './engine.js';
import type { Room } from './room.js';

export interface Built {
  readonly ok: boolean;
  readonly log: string;
  readonly image: string;
  /** The user that the image names. */
  readonly user: string;
  /** The image of the last FROM, as the Dockerfile names it. */
  readonly base?: string;
  /** Bytes over the base of the last stage, and what of it are dependencies; absent when the base is not on this machine. */
  readonly size?: { readonly over: number; readonly dependencies: number };
}

/** Builds with the scaffold's own Dockerfile and context, for the platform that the model names. */
export async function buildImage(
  engine: Engine,
  room: Room,
  folder: string,
  model: Model,
  env: NodeJS.ProcessEnv,
  line?: (text: string) => void,
): Promise<Built> {
  const image = `${room.name}:local`;
  const dockerfile = join(folder, 'Dockerfile');
  room.add('image', image);
  const args = ['build', '--platform', model.image.platform, '--file', dockerfile, '--tag', image];
  // podman's build takes no --progress; docker's plain form is the one that can be read.
  const plain = /podman/.test(engine.command) ? [] : ['--progress', 'plain'];
  const ran = await engine.run(
    [...args, ...secretsOf(model, env), ...plain, resolve(folder, model.image.context)],
    line === undefined ? {} : { line },
  );
  if (ran.code !== 0) return { ok: false, log: ran.all, image, user: '' };
  const user = (await engine.run(['image', 'inspect', '--format', '{{.Config.User}}', image])).out.trim();
  const base = await lastBase(dockerfile);
  const size = await sizeOf(engine, image, base);
  const more = { ...(base === undefined ? {} : { base }), ...(size === undefined ? {} : { size }) };
  return { ok: true, log: ran.all, image, user, ...more };
}

/** The secrets that the build reads, as far as this machine has them. */
function secretsOf(model: Model, env: NodeJS.ProcessEnv): readonly string[] {
  return model.build.secrets.flatMap(({ id, variable, file }) => {
    if (file === undefined) return env[variable] === undefined ? [] : ['--secret', `id=${id},env=${variable}`];
    const path = env[variable] ?? file.replace(/^~/, env.HOME ?? homedir());
    return existsSync(path) ? ['--secret', `id=${id},src=${path}`] : [];
  });
}

/** Image of the last FROM; an earlier stage's name is followed to its own image. */
async function lastBase(dockerfile: string): Promise<string | undefined> {
  if (!existsSync(dockerfile)) return undefined;
  const stages = new Map<string, string>();
  let last: string | undefined;
  for (const line of (await readFile(dockerfile, 'utf8')).split('\n')) {
    const match = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i.exec(line);
    if (match?.[1] === undefined) continue;
    last = stages.get(match[1]) ?? match[1];
    if (match[2] !== undefined) stages.set(match[2], last);
  }
  return last;
}

/** Layers that hold packages: copied from the build stage, or of the system. */
const INSTALLED = /COPY.*(?:\/opt\/(?:venv|runtime)|site-packages|node_modules)|apt-get install/;

async function sizeOf(engine: Engine, image: string, base: string | undefined): Promise<Built['size']> {
  if (base === undefined) return undefined;
  const size = async (name: string): Promise<number> =>
    Number((await engine.run(['image', 'inspect', '--format', '{{.Size}}', name])).out.trim() || Number.NaN);
  const over = (await size(image)) - (await size(base));
  if (!Number.isFinite(over)) return undefined;
  const history = await engine.run([
    'history',
    '--no-trunc',
    '--human=false',
    '--format',
    '{{.Size}}\t{{.CreatedBy}}',
    image,
  ]);
  // The newest layer first: those of the base, which may install packages too, come after all that lies over it.
  let [left, dependencies] = [over, 0];
  for (const line of history.out.split('\n')) {
    const bytes = Number(line.split('\t')[0]) || 0;
    if (left <= 0) break;
    left -= bytes;
    if (INSTALLED.test(line)) dependencies += bytes;
  }
  return { over, dependencies };
}

/** Megabytes as people say them: 84, 0.4. */
export function megabytes(bytes: number): string {
  const value = bytes / 1_000_000;
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1);
}
