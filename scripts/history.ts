import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { goldenCases, placeApp, saasfactory } from './golden-cases.js';
import { keepReleased, released } from './released.js';

// npm run history: a release keeps what it writes for the hybrid golden cases under test/history/<version>, once.
const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
if (released().some((one) => one.version === version)) {
  console.error(`test/history/${version} is there already; what was released does not change.`);
  process.exit(1);
}
for (const golden of goldenCases().filter(({ name }) => name.endsWith('-hybrid'))) {
  const folder = placeApp(golden.source, golden.app);
  await saasfactory(['container', '--yes', '--quiet', '--answers', golden.answers], folder);
  keepReleased(version, golden.name.replace(/-hybrid$/, ''), golden.source, folder);
  rmSync(dirname(folder), { recursive: true, force: true });
  console.log(`test/history/${version}/${golden.name.replace(/-hybrid$/, '')}`);
}
