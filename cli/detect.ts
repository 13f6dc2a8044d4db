import { noService } from '../core/answers.js';
import { detect as readFacts } from '../core/detect/detect.js';
import { openFolder } from '../core/detect/disk.js';
import type { Confidence } from '../core/detect/facts.js';
import { EXIT } from '../core/errors.js';
import { packageVersion } from '../core/package-root.js';
import { detectionDocument, detectionLines, unmetLines } from '../core/report-detect.js';
import { explainDocument, explainLines, readFactName } from '../core/report-explain.js';
import { openScaffold } from '../core/scaffold.js';
import type { Run } from './commands.js';
import { shownFolder } from './folders.js';
import { printable } from './screen.js';

/** `saasfactory detect`: the facts of one folder, for people or as JSON. Exit 1 where there is no service. */
export const detect: Run = async ({ folders, switches, values }, screen) => {
  const [folder = '.'] = folders;
  const asked = values.get('explain')?.[0];
  const explained = asked === undefined ? undefined : readFactName(asked);
  const least = values.get('require')?.[0] as Confidence | undefined;
  const json = switches.has('json');
  const detection = await readFacts(openFolder(folder, { exclude: await scaffoldFiles(folder) }));
  const { service } = detection.facts;
  if (json) {
    if (!service) throw noService(detection);
    const document = detectionDocument(shownFolder(folder), detection);
    const explain = explained === undefined ? {} : { explain: explainDocument(detection, explained) };
    screen.out(`${JSON.stringify({ ...document, ...explain }, null, 2)}\n`);
  } else if (explained !== undefined && asked !== undefined) {
    // Why nothing was found is what a person asks most of all where there is no service.
    screen.out(`${explainLines(detection, explained, asked).map(printable).join('\n')}\n`);
  } else if (service) {
    const lines = detectionLines(detection).map(printable);
    screen.out(`${[screen.paint('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n')}\n`);
  }
  if (!service) throw noService(detection);
  const unmet = least === undefined ? [] : unmetLines(detection, least);
  for (const line of unmet) screen.err(`saasfactory: --require ${least}: ${printable(line)}\n`);
  return unmet.length > 0 ? EXIT.different : EXIT.done;
};

/** What the scaffold wrote is no evidence. State that cannot be read is for the commands that need it to refuse. */
async function scaffoldFiles(folder: string): Promise<readonly string[]> {
  try {
    return ['.yo-rc.json', ...(await openScaffold(folder, packageVersion(), false)).paths];
  } catch {
    return [];
  }
}
