import { existsSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../errors.js';
import type { Place } from '../place.js';
import { codeOf } from '../system-error.js';
import { drop, type Files, writeNew } from './files.js';

/** Writing takes well under a second; a lock of another machine, or of a process number used again, ends by age. */
const STALE_MS = 10 * 60 * 1000;

/** Takes the lock of a service folder, whose .saasfactory must be there. Throws Failure while another run holds it. */
export function lock(files: Files, place: Place): { readonly release: () => void } {
  const path = join(place.folder, '.saasfactory', 'lock');
  const own = Buffer.from(`${process.pid} ${hostname()}\n`);
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeNew(files, path, own, 0o644);
      if (existsSync(`${path}-stale`)) drop(files, `${path}-stale`);
      return { release: () => drop(files, path) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        releaseOwn(files, path, own);
        throw error;
      }
    }
    const owner = readOwner(path);
    if (attempt >= 3 || (owner !== undefined && isAlive(owner, path))) throw taken(owner);
    takeOver(files, path, owner);
  }
}

/** A write that failed halfway has left a lock that says nothing. */
function releaseOwn(files: Files, path: string, own: Uint8Array): void {
  const text = readOwner(path);
  if (text !== undefined && own.toString().startsWith(text)) drop(files, path);
}

function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').slice(0, 300).trim();
  } catch {
    return undefined;
  }
}

function isAlive(owner: string, path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return false;
  } catch {
    return false;
  }
  const [pid, host] = owner.split(' ');
  if (host !== hostname()) return host !== undefined;
  const number = Number(pid);
  if (!Number.isSafeInteger(number) || number <= 0) return false;
  if (number === process.pid) return true;
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Moves the dead lock aside first: of two runs that find it, one moves it, the other finds a new one or nothing. */
function takeOver(files: Files, path: string, owner: string | undefined): void {
  const aside = `${path}-stale`;
  try {
    files.renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (owner !== undefined && readOwner(aside) !== owner) {
    files.renameSync(aside, path);
    throw taken(owner);
  }
  drop(files, aside);
}

function taken(owner: string | undefined): Failure {
  const [pid, host] = (owner ?? '').split(' ');
  const who = pid !== undefined && /^\d+$/.test(pid) ? ` (process ${pid} on ${(host ?? '').slice(0, 80)})` : '';
  const hint = 'wait for it, or delete .saasfactory/lock if it is gone';
  return new Failure(`another run is writing here${who}: ${hint}. Nothing was written.`, {
    code: 'locked',
    file: '.saasfactory/lock',
    hint,
  });
}
