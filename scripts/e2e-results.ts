import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { markdown, type Part } from './e2e-part.js';
import { command } from './shared.js';

const PATH = join(PACKAGE_ROOT, 'test', 'e2e', 'RESULTS.md');
const HEAD = [
  '# What real builds and real containers showed',
  '',
  'Each table was made by the command below it, as a whole. Base images are local stand-ins, so sizes over the base are comparable with each other and whole sizes are not. Seconds are those of one run on two shared cores.',
  '',
].join('\n');

/** Puts the table of a whole part into test/e2e/RESULTS.md in the place of the one before; the others stay. */
export async function keep(name: string, part: Part, engine: string): Promise<void> {
  const before = existsSync(PATH)
    ? readFileSync(PATH, 'utf8')
        .split(/^(?=## )/m)
        .slice(1)
    : [];
  const commit = (await command(['git', 'rev-parse', '--short', 'HEAD'], { cwd: PACKAGE_ROOT })).out.trim();
  const date = new Date().toISOString().slice(0, 10);
  const made = `\`npm run e2e -- ${name} --write\`, ${date}, commit ${commit}, engine ${engine}.\n`;
  const text = `${markdown(part)}\n${made}`;
  const at = before.findIndex((section) => section.startsWith(`## ${part.title}\n`));
  const after = at === -1 ? [...before, text] : before.with(at, text);
  writeFileSync(PATH, `${[HEAD, ...after].map((each) => each.trim()).join('\n\n')}\n`);
}
