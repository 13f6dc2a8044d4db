import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tree } from '../core/output.js';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { CHANGES, casesOf, newTemplates, rendered, WHOLE } from '../test/simulator/cases.js';
import { byGit, byUs, VERDICTS, type Verdict } from '../test/simulator/judge.js';
import { released, releasedTree } from './released.js';

// npm run simulate [PLACES]: edits as people make them × changes of the generator, against git merge-file.
const most = Number(process.argv[2] ?? 4);
const APPS = ['backend', 'frontend', 'agent'].map((name) => join(PACKAGE_ROOT, 'test/golden/apps', name));
const scratch = mkdtempSync(join(tmpdir(), 'saasfactory-simulate-'));
type Row = Record<Verdict, number>;
const none = (): Row => Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Row;
const rows = new Map<string, { readonly us: Row; readonly git: Row }>();
const bad: string[] = [];
let gitBetter = 0;
for await (const [change, before, after] of changes()) {
  for (const one of casesOf(change, before, after, most)) {
    const [us, git] = [byUs(one), byGit(one, scratch)];
    for (const key of [one.kind, 'all']) {
      const row = rows.get(key) ?? { us: none(), git: none() };
      rows.set(key, row);
      row.us[us] += 1;
      row.git[git] += 1;
    }
    if (us !== 'clean' && git === 'clean') gitBetter += us === 'conflict' ? 0 : 1;
    if (us !== 'clean' && us !== 'merged')
      bad.push(`${us} (git ${git}): ${one.id}, ${one.change}, ${one.edit}\n${one.yours}\n=====\n${one.next}\n-----`);
  }
}
rmSync(scratch, { recursive: true });

/** Answers changed, templates changed, and each release against what this version writes for the same folder. */
async function* changes(): AsyncGenerator<readonly [string, Tree, Tree]> {
  for (const app of APPS) {
    const before = await rendered(app, WHOLE);
    yield ['new templates', before, newTemplates(before)];
    for (const [name, flags] of Object.entries(CHANGES))
      yield [name, before, await rendered(app, { ...WHOLE, ...flags })];
  }
  for (const one of released()) {
    const next = await rendered(one.source, { platform: 'hybrid' });
    yield [one.version, releasedTree(one, next), next];
  }
}

const line = (name: string, row: Row): string =>
  `${name.padEnd(18)}${VERDICTS.map((verdict) => String(row[verdict]).padStart(11)).join('')}`;
console.log(`${''.padEnd(18)}${VERDICTS.map((verdict) => verdict.padStart(11)).join('')}`);
for (const [kind, { us, git }] of rows) console.log(`${line(kind, us)}\n${line(`  git merge-file`, git)}`);
console.log(`wrong where git was right: ${gitBetter}`);
if (process.env.SIMULATE_BAD) writeFileSync(process.env.SIMULATE_BAD, bad.join('\n\n'));
const all = rows.get('all');
const failed = all === undefined || all.us.lost + all.us.unparsable + gitBetter > 0;
process.exitCode = failed || all.us.conflict * 2 > all.git.conflict ? 1 : 0;
