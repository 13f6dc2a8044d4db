import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { editOneLine } from './e2e-edit.js';
import { build, docker, lastBase, markStages, overBase, spellBytes } from './e2e-image.js';
import { markdown, type Part } from './e2e-part.js';
import { generate } from './e2e-proof.js';
import { GOLDEN, placeApp } from './golden-cases.js';
import { closing, command, table, tool } from './shared.js';

// npm run e2e:compare [-- --write]: the same apps by Dockerfiles as tutorials write them, on this engine, in this run.

/** How somebody else would package the app: writes a Dockerfile; undefined says why it could not be made. */
interface Other {
  readonly name: string;
  readonly write: (folder: string) => Promise<string | undefined>;
}
interface Case {
  readonly app: string;
  readonly module?: string;
  readonly others: readonly Other[];
}

const written = (name: string, ...lines: readonly string[]): Other => ({
  name,
  write: async (folder) => {
    writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
    return undefined;
  },
});

/** What the Fly.io generator writes for a Node app; it is fetched from the registry. */
const fly: Other = {
  name: '@flydotio/dockerfile',
  write: async (folder) => {
    const ran = await command(['npx', '--yes', '@flydotio/dockerfile', '--force', '--skip'], { cwd: folder });
    if (!readdirSync(folder).includes('Dockerfile'))
      return `it wrote no Dockerfile: ${ran.all.trim().split('\n').at(-1)}`;
    const path = join(folder, 'Dockerfile');
    // The line names a frontend image, which this engine cannot pull; the built-in one reads the same syntax.
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^# syntax.*\n/, ''));
    return undefined;
  },
};

const PYTHON = ['FROM python:3.12-slim-trixie', 'WORKDIR /app', 'COPY . .'];
const CASES: readonly Case[] = [
  {
    app: 'backend',
    module: 'orders.api',
    others: [
      written(
        'tutorial',
        ...PYTHON,
        'RUN pip install -r requirements.txt',
        'ENV PYTHONPATH=/app/src',
        'CMD ["uvicorn", "orders.api:app", "--host", "0.0.0.0", "--port", "8093"]',
      ),
    ],
  },
  {
    app: 'agent-served',
    others: [
      written(
        'tutorial',
        ...PYTHON,
        'RUN pip install -r requirements.txt',
        'CMD ["uvicorn", "concierge.main:app", "--host", "0.0.0.0", "--port", "8000"]',
      ),
    ],
  },
  {
    app: 'frontend',
    others: [
      written(
        'tutorial',
        'FROM node:22-trixie-slim',
        'WORKDIR /app',
        'COPY . .',
        'RUN npm install',
        'RUN npm run build',
        'CMD ["npx", "serve", "dist"]',
      ),
      fly,
    ],
  },
];

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
    editOneLine(folder, app);
    const second = await build({ file, context: folder, image, cold: false });
    return { over, cold: first.seconds, rebuild: second.seconds };
  } finally {
    await docker('image', 'rm', '--force', image);
  }
}

/** Runs with a fresh copy of the app, removed afterwards. */
async function inCopy<T>(app: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = placeApp(join(GOLDEN, 'apps', app), app, mkdtempSync(join(tmpdir(), 'saasfactory-compare-')));
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
  for (const { app, others } of CASES) {
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
      'The same apps on the same engine in the same run. Size is over the base of each one’s last stage (a site: nginx for ours, Node for theirs); the rebuild follows one more line in a source file.',
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
