import { noService } from '../core/answers.js';
import { detect as readFacts } from '../core/detect/detect.js';
import { openFolder } from '../core/detect/disk.js';
import { EXIT } from '../core/errors.js';
import { packageVersion } from '../core/package-root.js';
import { detectionDocument, detectionLines } from '../core/report-detect.js';
import { openScaffold } from '../core/scaffold.js';
import type { Run } from './commands.js';
import { askedFolders, shownFolder } from './folders.js';
import { printable } from './screen.js';

/** `saasfactory detect`: the facts of one folder, for people or as JSON. Exit 1 where there is no service. */
export const detect: Run = async ({ folders, switches }, screen) => {
  const [folder = '.'] = askedFolders(folders);
  const detection = await readFacts(openFolder(folder, { exclude: await scaffoldFiles(folder) }));
  if (!detection.facts.service) throw noService(detection);
  if (switches.has('json')) {
    screen.out(`${JSON.stringify(detectionDocument(shownFolder(folder), detection), null, 2)}\n`);
    return EXIT.done;
  }
  const lines = detectionLines(detection).map(printable);
  screen.out(`${[screen.paint('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n')}\n`);
  return EXIT.done;
};

/** What the scaffold wrote is no evidence. State that cannot be read is for the commands that need it to refuse. */
async function scaffoldFiles(folder: string): Promise<readonly string[]> {
  try {
    return ['.yo-rc.json', ...(await openScaffold(folder, packageVersion(), false)).paths];
  } catch {
    return [];
  }
}
