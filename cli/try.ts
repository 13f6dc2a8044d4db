import { resolve } from 'node:path';
import { ENGINE } from '../core/engine.js';
import { standing } from '../core/judge.js';
import { packageVersion } from '../core/package-root.js';
import { reportDocument } from '../core/report-json.js';
import { formatTry } from '../core/try/format.js';
import { tryService } from '../core/try/try.js';
import type { Run } from './commands.js';
import { shownFolder } from './folders.js';
import { spinner } from './spinner.js';

/** `saasfactory try`: builds the image of a scaffold and runs it here. Exit 2 where it does not run. */
export const tryHere: Run = async ({ folders, switches, values }, screen) => {
  const [folder = '.'] = folders;
  const generator = packageVersion();
  const { model, detection, answers } = await standing(folder, generator, ENGINE);
  const envFile = values.get('env-file')?.[0];
  const quiet = switches.has('json') || switches.has('quiet');
  const turning = quiet ? undefined : spinner('building');
  const report = await tryService({
    folder: resolve(folder),
    model,
    facts: detection.facts,
    env: process.env,
    ...(envFile === undefined ? {} : { envFile }),
    keep: switches.has('keep'),
    ...(turning ? { progress: (text: string) => turning.say(text) } : {}),
  }).finally(() => turning?.stop());
  if (switches.has('json')) {
    const { service, platform } = answers;
    const { name, exit, steps, failure, notes } = report;
    const entry = {
      folder: shownFolder(folder),
      name,
      service,
      platform,
      exit,
      steps,
      ...(failure ? { failure } : {}),
      notes,
    };
    screen.out(`${JSON.stringify(reportDocument(generator, exit, [entry]), null, 2)}\n`);
  } else if (!switches.has('quiet') || report.exit !== 0) {
    screen.out(`${formatTry(report)}\n`);
  }
  return report.exit;
};
