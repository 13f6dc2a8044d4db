import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { COMPARED } from './e2e-compared.js';
import { editOneLine } from './e2e-edit.js';
import { build, docker, lastBase, markStages, overBase, spellBytes } from './e2e-image.js';
import { markdown, type Part } from './e2e-part.js';
import { generate } from './e2e-proof.js';
import { SERVICES } from './e2e-services.js';
import { placeApp } from './golden-cases.js';
import { closing, command, table, tool } from './shared.js';

// npm run e2e:compare [-- --write]: the same apps by Dockerfiles as tutorials write them, on this engine, in this run.

/** Of these the median counts: an odd number. */
const REBUILDS = 3;

interface Measured {
  readonly over: number;
  readonly cold: number;
  readonly rebuild: number;
}

async function measure(folder: string, app: string | undefined): Promise<Measured> {
  const image = `saasfactory-compare-${randomBytes(4).toString('hex')}:local`;
  const file = join(folder, 'Dockerfile');
  try {
    const base = tool('engine/base');
    if (base !== undefined) await command([base, '--from', file]);
    markStages(file);
    const first = await build({ file, context: folder, image, cold: true });
    const over = await overBase(image, lastBase(file));
    const rebuilds: number[] = [];
    while (rebuilds.length < REBUILDS) {
      editOneLine(folder, app);
      rebuilds.push((await build({ file, context: folder, image, cold: false })).seconds);
    }
    rebuilds.sort((a, b) => a - b);
    return { over, cold: first.seconds, rebuild: rebuilds[REBUILDS >> 1] ?? Number.NaN };
  } finally {
    await docker('image', 'rm', '--force', image);
  }
}

/** Runs with a fresh copy of the app, removed afterwards. */
async function inCopy<T>(app: string, work: (folder: string) => Promise<T>): Promise<T> {
  const service = SERVICES.find((one) => one.name === app);
  if (service === undefined) throw new Error(`no app is called ${app}`);
  const folder = placeApp(service.repository, app, mkdtempSync(join(tmpdir(), 'saasfactory-compare-')));
  try {
    return await work(folder);
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true });
  }
}

const ratio = (ours: number, theirs: number): string => (ours / theirs).toFixed(2);

async function compare(): Promise<Part> {
  const rows: string[][] = [
    [
      'app',
      'by',
      'over base',
      'cold build',
      'rebuild',
      'our size ÷ theirs',
      'our rebuild ÷ theirs',
      'both at most half',
    ],
  ];
  const count = { passed: 0, failed: 0, notRun: 0 };
  for (const { app, others } of COMPARED) {
    const line = (by: string, seen: Measured): string[] => [
      app,
      by,
      spellBytes(seen.over),
      `${seen.cold.toFixed(0)} s`,
      `${seen.rebuild.toFixed(1)} s`,
    ];
    const ours = await inCopy(app, async (folder) => {
      const answers = await generate(folder);
      return measure(folder, typeof answers.app === 'string' ? answers.app : undefined);
    });
    rows.push(line('saasfactory', ours));
    for (const other of others) {
      try {
        await inCopy(app, async (folder) => {
          const problem = await other.write(folder);
          if (problem !== undefined) throw new Error(problem);
          const theirs = await measure(folder, undefined);
          const half = ours.over <= theirs.over / 2 && ours.rebuild <= theirs.rebuild / 2;
          count[half ? 'passed' : 'failed'] += 1;
          rows.push([
            ...line(other.name, theirs),
            ratio(ours.over, theirs.over),
            ratio(ours.rebuild, theirs.rebuild),
            half ? 'yes' : 'no',
          ]);
        });
      } catch (error) {
        count.notRun += 1;
        rows.push([
          app,
          other.name,
          `not run: ${error instanceof Error ? error.message.split('\n').slice(-2).join(' ') : error}`,
        ]);
      }
      console.error(`${app}, ${other.name}: measured`);
    }
  }
  return {
    title: 'Side by side',
    about:
      'The same apps on the same engine in the same run. Size is over the base of each one’s last stage (a site: nginx for ours, Node for theirs); a rebuild follows one more line in a source file, the median of three. The most of it is for a site or a Node server the framework’s own build, which every row has; @flydotio/dockerfile tells Next to render no page in it.',
    rows,
    ...count,
  };
}

const up = tool('engine/up');
if (up !== undefined) await command([up]);
const part = await compare();
console.log(`${part.title}\n${table(part.rows)}`);
if (process.argv.includes('--write'))
  writeFileSync(
    join(PACKAGE_ROOT, 'test', 'e2e', 'COMPARED.md'),
    `# Beside what tutorials and another generator write\n\nMade by \`npm run e2e:compare -- --write\`.\n\n${markdown(part)}`,
  );
closing(part.passed, part.failed, part.notRun);
