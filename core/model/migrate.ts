import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import type { Migrate } from './neighbours.js';

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
    return { tool, workdir: at, command: ['alembic', '--config', posix.basename(config), 'upgrade', 'head'] };
  }
  if (tool === 'django' && config !== undefined && installed.has('django')) {
    return { tool, workdir: posix.join(workdir, folder), command: ['python', 'manage.py', 'migrate', '--noinput'] };
  }
  if (tool === 'flask-migrate' && installed.has('flask-migrate') && answers.app !== undefined) {
    return { tool, workdir, command: ['flask', '--app', answers.app, 'db', 'upgrade', '--directory', folder] };
  }
  return undefined;
}
