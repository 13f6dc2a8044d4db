import { relative, sep } from 'node:path';
import { EXIT, Failure } from '../core/errors.js';
import { packageVersion } from '../core/package-root.js';
import { count } from '../core/report.js';
import { conflictLines } from '../core/report-conflicts.js';
import { reportDocument, resolvedEntry } from '../core/report-json.js';
import { type How, type Resolved, resolveConflict } from '../core/resolve.js';
import type { Run } from './commands.js';
import type { ControlName } from './controls.js';
import { viewOf } from './printer.js';

const SIDES: readonly How[] = ['yours', 'new', 'edited', 'tool'];

/** `saasfactory resolve PATH`: ends the conflict of one file. Exit 0 also where other files still have one. */
export const resolve: Run = async ({ folders, switches }, screen) => {
  const [path = ''] = folders;
  const generator = packageVersion();
  const done = resolveConflict(path, sideOf(path, switches), generator);
  const folder = relative(process.cwd(), done.folder).split(sep).join('/') || '.';
  if (switches.has('json')) {
    screen.out(`${JSON.stringify(reportDocument(generator, EXIT.done, [resolvedEntry(folder, done)]), null, 2)}\n`);
  } else if (!switches.has('quiet')) {
    const lines = [said(path, done), ...conflictLines(done.conflicts, screen.paint, viewOf({ screen }, { folder }))];
    screen.out(`${lines.join('\n')}\n`);
  }
  return EXIT.done;
};

function sideOf(path: string, switches: ReadonlySet<ControlName>): How {
  const [side, ...more] = SIDES.filter((name) => switches.has(name as ControlName));
  if (side !== undefined && more.length === 0) return side;
  const why = side === undefined ? 'say what it shall be' : `--${side} and --${more[0]} exclude each other`;
  const hint = `saasfactory resolve ${path} --yours, --new, --edited or --tool`;
  throw new Failure(`resolve: ${why}: ${hint}`, { code: 'bad-words', file: path, hint });
}

function said(path: string, { action, conflicts }: Resolved): string {
  const words = {
    keep: 'ended, your file stays as it is',
    merge: 'ended, the file was written',
    create: 'ended, the file was written',
    delete: 'ended, the file was removed',
    move: `ended, the file is now ${action.path}`,
  } as const;
  const what = action.action in words ? words[action.action as keyof typeof words] : 'ended';
  const rest = conflicts.length === 0 ? 'no conflict is left' : `${count(conflicts.length, 'conflict')} left`;
  return `${path}: ${what}; ${rest}.`;
}
