import { ENGINE } from '../core/engine.js';
import { EXIT } from '../core/errors.js';
import { type Judgement, judgeDisk } from '../core/judge.js';
import { packageVersion } from '../core/package-root.js';
import { count, findingLines, tally } from '../core/report.js';
import { type Entry, judgementEntry, refusedEntry, reportDocument, worst } from '../core/report-json.js';
import type { Run } from './commands.js';
import { exitOf, failureEntry, failureLine } from './failures.js';
import { askedFolders, shownFolder } from './folders.js';
import type { Screen } from './screen.js';

/** `saasfactory verify`: judges the files as they lie on disk. Exit 2 where a finding is an error. */
export const verify: Run = async (invocation, screen) => {
  const { switches } = invocation;
  const asked = await askedFolders(invocation, ENGINE, true);
  const generator = packageVersion();
  const entries: Entry[] = [];
  for (const folder of asked) {
    const shown = shownFolder(folder);
    try {
      const judgement = await judgeDisk(folder, generator, ENGINE);
      const failed = judgement.findings.some(({ severity }) => severity === 'error');
      entries.push(judgementEntry(shown, failed ? EXIT.different : EXIT.done, judgement));
      if (!switches.has('json') && !switches.has('quiet')) print(screen, shown, judgement);
    } catch (error) {
      if (asked.length === 1 && !switches.has('all')) throw error;
      entries.push(refusedEntry(shown, exitOf(error), failureEntry(error)));
      if (!switches.has('json')) screen.err(`saasfactory: ${shown}: ${failureLine(error)}\n`);
    }
  }
  const exit = worst(entries.map((entry) => entry.exit));
  if (switches.has('json')) screen.out(`${JSON.stringify(reportDocument(generator, exit, entries), null, 2)}\n`);
  return exit;
};

function print(screen: Screen, folder: string, { answers, findings, files }: Judgement): void {
  const found = tally(findings);
  const title = folder === '.' ? answers.name : folder;
  const text = `${count(files, 'file')} judged, ${found.length === 0 ? 'nothing found' : found.join(', ')}`;
  screen.out(`${[`${title}: ${text}`, ...findingLines(findings, screen.paint)].join('\n')}\n`);
}
