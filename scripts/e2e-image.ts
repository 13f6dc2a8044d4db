import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { command, type Ended } from './shared.js';
import { type Entry, entriesOf } from './tar.js';

export const docker = (...args: string[]): Promise<Ended> => command(['docker', ...args]);

export interface Build {
  readonly image: string;
  readonly seconds: number;
  /** Bytes of the context that went to the engine, as its progress says; NaN when it does not. */
  readonly sent: number;
  /** Digests of the uncompressed layers, in their order. */
  readonly layers: readonly string[];
}

/** The end of a command's output: what a person needs to see of a failure. */
export const tail = (ran: Ended, lines = 25): string => ran.all.trim().split('\n').slice(-lines).join('\n');

export interface Request {
  readonly file: string;
  readonly context: string;
  readonly image: string;
  /** No layer is reused; cache mounts of package managers stay as they are. */
  readonly cold: boolean;
}

/** Builds an image; throws an Error with the end of the log when that fails. */
export async function build({ file, context, image, cold }: Request): Promise<Build> {
  const begin = performance.now();
  const ran = await docker(
    ...['build', '--platform', 'linux/amd64', '--progress', 'plain', ...(cold ? ['--no-cache'] : [])],
    ...['--file', file, '--tag', image, context],
  );
  const seconds = (performance.now() - begin) / 1000;
  if (ran.code !== 0) throw new Error(`the build fails\n${tail(ran)}`);
  const layers = JSON.parse(
    (await docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', image)).out,
  ) as string[];
  return { image, seconds, sent: bytesSent(ran.all), layers };
}

/**
 * Marks the file system of each stage for this run: the engine finds layers again by what they hold, whenever they were
 * made, and would mix those of an earlier run with new ones. Returns what takes the marks out again.
 */
export function markStages(file: string): () => void {
  const text = readFileSync(file, 'utf8');
  const mark = `RUN : > /tmp/.run-${randomBytes(6).toString('hex')}`;
  writeFileSync(
    file,
    text.replace(/^FROM .*$/gim, (from) => `${from}\n${mark}`),
  );
  return () => writeFileSync(file, text);
}

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** The last `transferring context` of the plain progress, in bytes; that of the ignore file (2B when absent) comes before it. */
export function bytesSent(log: string): number {
  const step = /^#(\d+) \[internal\] load build context/m.exec(log)?.[1];
  const lines = [...log.matchAll(/^#(\d+) transferring context: ([\d.]+)(B|kB|MB|GB)/gm)].filter((m) => m[1] === step);
  const last = lines.at(-1);
  return last === undefined ? Number.NaN : Math.round(Number(last[2]) * (UNITS[last[3] ?? 'B'] ?? 1));
}

/** Layers of the second that the first has not. */
export const layersChanged = (first: Build, second: Build): number =>
  second.layers.filter((layer) => !first.layers.includes(layer)).length +
  Math.max(0, first.layers.length - second.layers.length);

/** The image of the last FROM, through the names of stages and the defaults of arguments. */
export function lastBase(dockerfile: string): string {
  const text = readFileSync(dockerfile, 'utf8');
  const defaults = new Map(
    [...text.matchAll(/^ARG\s+(\w+)=(\S+)/gim)].map(([, name = '', value = '']) => [name, value]),
  );
  const stages = new Map<string, string>();
  let last = '';
  for (const match of text
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => defaults.get(name) ?? whole)
    .matchAll(/^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)) {
    last = stages.get(match[1] ?? '') ?? match[1] ?? '';
    if (match[2] !== undefined) stages.set(match[2], last);
  }
  return last;
}

const sizeOf = async (image: string): Promise<number> =>
  Number((await docker('image', 'inspect', '--format', '{{.Size}}', image)).out.trim() || Number.NaN);

/** Bytes of an image beyond its base; NaN when one of them is not here. */
export async function overBase(image: string, base: string): Promise<number> {
  return (await sizeOf(image)) - (await sizeOf(base));
}

/** The whole file system of an image, as a container of it would see it. */
export async function filesOf(image: string): Promise<ReadonlyMap<string, Entry>> {
  const made = await docker('create', image, 'none');
  if (made.code !== 0) throw new Error(`docker create ${image}: ${tail(made, 3)}`);
  const id = made.out.trim();
  try {
    const child = spawn('docker', ['export', id], { stdio: ['ignore', 'pipe', 'ignore'] });
    return await entriesOf(child.stdout);
  } finally {
    await docker('rm', '--force', id);
  }
}

const bases = new Map<string, Promise<ReadonlyMap<string, Entry>>>();

/** The file system of a base image, read once a run. */
export function filesOfBase(base: string): Promise<ReadonlyMap<string, Entry>> {
  const known = bases.get(base) ?? filesOf(base);
  bases.set(base, known);
  return known;
}

/** `1.2 MB`, `34 kB`. */
export function spellBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'unknown';
  return Math.abs(bytes) >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
