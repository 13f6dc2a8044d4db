import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import type { Migrate } from './neighbours.js';

/** A CronJob's name holds 52 characters, so that its jobs' names fit into 63 (Kubernetes documentation, CronJob). */
const LONGEST = 52;
const SUFFIX = '-migrate';
const nameOf = (service: string): string => `${service.slice(0, LONGEST - SUFFIX.length).replace(/-+$/, '')}${SUFFIX}`;

/** Ten minutes, Cloud Run's own limit of a task that names none. */
const SECONDS = 600;

/**
 * The command that brings the schema up to date, run in the service's own image; undefined where the tool is not among
 * the locked dependencies, or its configuration was not found.
 */
export function migrateOf(answers: Answers, facts: Facts, workdir: string): Migrate | undefined {
  const found = facts.migrations?.value;
  if (found === undefined) return undefined;
  const installed = new Set(facts.dependencies?.value.map(({ name }) => name) ?? []);
  const { tool, config, folder } = found;
  if (tool === 'alembic' && config?.endsWith('.ini') === true && installed.has('alembic')) {
    // Its script_location counts from where it is called.
    const at = posix.join(workdir, posix.dirname(config));
    return {
      tool,
      name: nameOf(answers.name),
      seconds: SECONDS,
      workdir: at,
      command: ['alembic', '--config', posix.basename(config), 'upgrade', 'head'],
    };
  }
  if (tool === 'django' && config !== undefined && installed.has('django')) {
    return {
      tool,
      name: nameOf(answers.name),
      seconds: SECONDS,
      workdir: posix.join(workdir, folder),
      command: ['python', 'manage.py', 'migrate', '--noinput'],
    };
  }
  if (tool === 'flask-migrate' && installed.has('flask-migrate') && answers.app !== undefined) {
    return {
      tool,
      name: nameOf(answers.name),
      seconds: SECONDS,
      workdir,
      command: ['flask', '--app', answers.app, 'db', 'upgrade', '--directory', folder],
    };
  }
  return undefined;
}
