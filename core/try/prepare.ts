import { type Beside, startBeside } from './beside.js';
import { explain } from './cause.js';
import type { Engine } from './engine.js';
import { logEvidence } from './evidence.js';
import type { Built } from './image.js';
import { migrate } from './migrations.js';
import type { Room } from './room.js';
import { RUN_CAUSES } from './run-causes.js';
import type { Source } from './source.js';
import { Stopped } from './stopped.js';
import type { TryInput } from './try.js';
import { type Variables, variablesOf } from './variables.js';

/** What stands beside the image before it starts. */
export interface Prepared {
  readonly variables: Variables;
  /** Something is missing, so only liveness can be asked for. */
  readonly live: boolean;
  readonly notes: readonly string[];
  /** What was started, as the report says it; empty where there was nothing to do. */
  readonly detail: string;
}

/** Makes the network, starts the side images, applies migrations and finds a value for every variable. */
export async function prepare(
  engine: Engine,
  room: Room,
  input: TryInput,
  built: Built,
  file: ReadonlyMap<string, string>,
  source: Source,
): Promise<Prepared> {
  const { model, env } = input;
  room.add('network', room.name);
  const network = await engine.run(['network', 'create', room.name]);
  if (network.code !== 0) throw new Stopped({ message: `no network could be made: ${network.all.trim()}` });
  const beside: Beside = await startBeside(engine, room, input);
  const variables = variablesOf(model, beside.values, env, file);
  const untried = model.work?.job === undefined ? 'readiness was not tried' : 'it was not run';
  const notes = beside.missing.map((missing) => `${untried}: ${missing}`);
  const applied = beside.missing.length === 0 && model.data !== undefined && model.migrate !== undefined;
  const failed = applied ? await migrate(engine, room, built.image, model, variables.values) : undefined;
  if (failed !== undefined) {
    const cause = explain(RUN_CAUSES, failed.log, source) ?? { message: failed.message };
    throw new Stopped({
      ...cause,
      message: `the migrations fail: ${cause.message}`,
      evidence: logEvidence(failed.log),
    });
  }
  const { dummies } = variables;
  const models = dummies.filter((name) =>
    model.runtime?.checks.some(({ kind, variables: [asked] }) => kind === 'http' && asked === name),
  );
  if (models.length > 0)
    notes.push(`readiness was not tried: no model answers at ${models.join(', ')}; set it or use --env-file`);
  const live = beside.missing.length > 0 || models.length > 0;
  const parts = [
    ...beside.running,
    ...(applied ? ['migrations applied'] : []),
    ...(dummies.length === 0
      ? []
      : [`${dummies.join(', ')} ${dummies.length === 1 ? 'is a dummy value' : 'are dummy values'}`]),
    ...(live ? ['not everything could be started'] : []),
  ];
  return { variables, live, notes, detail: parts.join('; ') };
}
