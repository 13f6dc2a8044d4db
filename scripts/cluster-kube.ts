import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, type Ended } from './shared.js';

export const kubectl = (...words: readonly string[]): Promise<Ended> => command(['kubectl', ...words]);

/** Standard output of kubectl; throws an Error with the end of what it said when it fails. */
export async function kube(...words: readonly string[]): Promise<string> {
  const ran = await kubectl(...words);
  if (ran.code !== 0) throw new Error(`kubectl ${words.join(' ')}: ${ran.all.trim().split('\n').slice(-6).join('\n')}`);
  return ran.out;
}

/** Applies objects that only the proof needs. */
export async function applyObjects(folder: string, objects: readonly unknown[]): Promise<void> {
  const file = join(folder, `objects-${objects.length}.json`);
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  await kube('apply', '--filename', file);
}

/** Asks again each second until the answer holds; throws when it does not within the seconds. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  while (!(await holds())) {
    if (performance.now() - begin > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(1000);
  }
  return Math.round((performance.now() - begin) / 1000);
}

export interface Load {
  readonly requests: number;
  readonly failed: number;
  readonly failures: unknown;
  readonly p99: string;
}

/** Sends requests while something is done; the counts of shared/cluster's own tool, which must be on the PATH. */
export async function underLoad(url: string, perSecond: number, action: () => Promise<void>): Promise<Load> {
  const child = spawn('requests', [url, '1000000', String(perSecond)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const ended = new Promise<void>((done, failed) => {
    child.on('error', failed);
    child.on('close', () => done());
  });
  try {
    await sleep(2000);
    await action();
    await sleep(1000);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  return JSON.parse(out) as Load;
}
