import { setTimeout as sleep } from 'node:timers/promises';
import { lastLine } from './beside.js';
import { explain } from './cause.js';
import { hardening, type State, stateOf } from './container.js';
import type { Engine } from './engine.js';
import { logEvidence } from './evidence.js';
import { spell } from './format.js';
import type { Built } from './image.js';
import type { Room } from './room.js';
import { RUN_CAUSES } from './run-causes.js';
import type { Source } from './source.js';
import { Stopped } from './stopped.js';
import type { TryInput } from './try.js';
import type { Variables } from './variables.js';

/** How long a run may take here; the platforms wait longer. */
const SECONDS = 300;

/** Runs a job to its end as the platforms would. Throws Stopped unless it ends with 0 in time. */
export async function runJob(
  engine: Engine,
  room: Room,
  built: Built,
  { model }: TryInput,
  variables: Variables,
  source: Source,
): Promise<{ readonly detail: string; readonly value: undefined }> {
  const id = `${room.name}-service`;
  room.add('container', id);
  const ran = await engine.run([
    ...['run', '--detach', '--name', id, '--network', room.name, '--platform', model.image.platform],
    ...hardening(model),
    ...[...variables.values].flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    built.image,
  ]);
  if (ran.code !== 0) throw new Stopped({ message: `the engine cannot start it: ${lastLine(ran.all)}` });
  const begin = performance.now();
  const past = (): number => (performance.now() - begin) / 1000;
  let state = await stateOf(engine, id);
  for (; state.running && past() < SECONDS; state = await stateOf(engine, id)) await sleep(200);
  const seconds = past();
  if (!state.running && state.code === 0)
    return {
      detail: `as ${built.user.split(':')[0]}, read-only, no capabilities, exit 0 after ${spell(seconds)}`,
      value: undefined,
    };
  const log = (await engine.run(['logs', '--tail', '400', id])).all;
  throw new Stopped({
    ...failureOf(state, seconds, log, variables, model.resources.memoryMiB, source),
    evidence: logEvidence(log),
  });
}

function failureOf(
  state: State,
  seconds: number,
  log: string,
  { dummies }: Variables,
  memoryMiB: number,
  source: Source,
): { readonly message: string; readonly hint?: string } {
  if (state.running)
    return {
      message: `it still runs after ${SECONDS} s`,
      hint: 'what runs for ever is a worker (--process worker); give one that takes long less to do (--env-file)',
    };
  if (state.outOfMemory)
    return {
      message: `it needs more than ${memoryMiB} MiB of memory`,
      hint: 'take a larger --tier, or do less at once',
    };
  const ended = `it ended with code ${state.code} after ${spell(seconds)}`;
  const cause = explain(RUN_CAUSES, log, source);
  if (cause !== undefined) return { ...cause, message: `${ended}: ${cause.message}` };
  const hint =
    dummies.length === 0 ? {} : { hint: `${dummies.join(', ')} had no real value: set it, or use --env-file FILE` };
  return { message: `${ended}: ${said(log) || 'its log is empty'}`, ...hint };
}

/** What the last line of a log says; of one in the scaffold's own form its message. */
function said(log: string): string {
  const line = lastLine(log);
  try {
    const { message } = JSON.parse(line) as { readonly message?: unknown };
    return typeof message === 'string' ? lastLine(message) : line;
  } catch {
    return line;
  }
}
