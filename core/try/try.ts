import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Model } from '../model/model.js';
import { parseEnvFile } from './dotenv.js';
import { findEngine, interrupted } from './engine.js';
import type { TryReport } from './report.js';
import { openRoom } from './room.js';
import { Trial } from './trial.js';

export interface TryInput {
  /** Absolute path of the service folder. */
  readonly folder: string;
  readonly model: Model;
  readonly facts: Facts;
  /** The person's environment: $DOCKER, and values of variables that the service reads. */
  readonly env: NodeJS.ProcessEnv;
  /** Path of a file with NAME=value lines. */
  readonly envFile?: string;
  /** Leaves image, containers and network where they are. */
  readonly keep: boolean;
  /** What is going on, for a spinner; never part of the report. */
  readonly progress?: (text: string) => void;
}

/**
 * Builds the scaffold's image and runs it as the platforms would. Whatever it starts is removed, also on Ctrl-C.
 * Throws Failure: 1 without an engine, a Dockerfile or a readable env file, 130 when interrupted.
 */
export async function tryService(input: TryInput): Promise<TryReport> {
  if (!existsSync(join(input.folder, 'Dockerfile'))) {
    throw new Failure('no Dockerfile here', { code: 'no-scaffold', file: 'Dockerfile', hint: 'saasfactory container' });
  }
  const file = readEnvFile(input.envFile);
  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  // A listener that ends the process at once would leave containers behind: until they are gone, this one alone counts.
  const others = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT').on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const engine = await findEngine(input.env, abort.signal);
    const room = openRoom(engine);
    let kept = false;
    try {
      const report = await new Trial(engine, room, input, file, abort.signal).run();
      if (abort.signal.aborted) throw interrupted();
      kept = input.keep;
      return report;
    } finally {
      if (!kept) await room.clear();
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    for (const other of others) process.on('SIGINT', other);
  }
}

function readEnvFile(path: string | undefined): ReadonlyMap<string, string> {
  if (path === undefined) return new Map();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Failure(`--env-file ${path}: cannot be read`, { code: 'env-file', file: path, hint: 'check the path' });
  }
  return parseEnvFile(text, path);
}
