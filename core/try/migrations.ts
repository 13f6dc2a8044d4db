import type { Model } from '../model/model.js';
import { lastLine } from './beside.js';
import { hardening } from './container.js';
import type { Engine } from './engine.js';
import type { Room } from './room.js';

/**
 * Brings the database beside the service up to date in the built image, as deploy.sh does before a release takes
 * traffic. `values` are the service's own variables. Gives its last line and its log where it failed.
 */
export async function migrate(
  engine: Engine,
  room: Room,
  image: string,
  model: Model,
  values: ReadonlyMap<string, string>,
): Promise<{ readonly message: string; readonly log: string } | undefined> {
  const [program, ...words] = model.migrate?.command ?? [];
  if (model.migrate === undefined || program === undefined) return undefined;
  const id = `${room.name}-migrate`;
  room.add('container', id);
  const ran = await engine.run([
    ...['run', '--name', id, '--network', room.name, '--platform', model.image.platform],
    ...hardening(model),
    ...[...values].flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['--workdir', model.migrate.workdir, '--entrypoint', program, image, ...words],
  ]);
  return ran.code === 0
    ? undefined
    : { message: `${model.migrate.command.join(' ')}: ${lastLine(ran.all)}`, log: ran.all };
}
