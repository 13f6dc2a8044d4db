import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { POSTGRES_IMAGE, REDIS_IMAGE } from '../core/versions.js';
import { setAside } from './e2e-matrix.js';
import type { Part } from './e2e-part.js';
import { command, SAMPLES, SHARED, tool } from './shared.js';

interface Sample {
  readonly id: string;
  readonly repo: string;
  readonly folder: string;
  readonly facts: { readonly service?: { readonly value: unknown } };
}
interface Tried {
  readonly services?: readonly {
    readonly exit: number;
    readonly notes?: readonly string[];
    readonly steps?: readonly { readonly name: string; readonly detail: string }[];
    readonly failure?: {
      readonly message: string;
      readonly file?: string;
      readonly line?: number;
      readonly evidence?: readonly string[];
    };
  }[];
  readonly error?: { readonly message: string };
}

/** What only their owner has and no fact can tell: one of several keys, a key in place of an empty one, a path. */
const OWNERS: Readonly<Record<string, string>> = {
  'agent-service-toolkit': 'USE_FAKE_MODEL=true\nSQLITE_DB_PATH=/tmp/checkpoints.db\n',
  'rag-api': 'OPENAI_API_KEY=sk-none\n',
};

const MAIN = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');

/** Public services from `--yes` alone through `try`: built and booted, or why not. */
export async function samples(only = ''): Promise<Part> {
  const rows: string[][] = [['service', 'result', 'over base and start', 'why']];
  const path = join(SHARED, 'samples.yaml');
  const all = existsSync(path) ? (parse(readFileSync(path, 'utf8')) as { services: Sample[] }).services : [];
  const base = tool('engine/base');
  if (base !== undefined) await command([base, POSTGRES_IMAGE, REDIS_IMAGE]);
  const count = { passed: 0, failed: 0, notRun: 0 };
  for (const sample of all) {
    if (!sample.id.includes(only)) continue;
    const [result, detail, why] = await outcome(sample, base);
    count[result === 'runs' || result === 'alive' ? 'passed' : result === 'not run' ? 'notRun' : 'failed'] += 1;
    rows.push([sample.id, result, detail, why]);
    console.error(`${sample.id}: ${result} ${why}`);
  }
  return {
    title: 'Public services',
    about:
      'Each service of the samples as it was found, generated with `--yes` alone and put through `saasfactory try`; its own Dockerfile and .dockerignore are set aside. `with`: what its owner sets. `alive`: its database has no image here, so that it was not asked whether it is ready. Where it does not run, the last column is what `try` says.',
    rows,
    ...count,
  };
}

async function outcome(sample: Sample, base: string | undefined): Promise<readonly [string, string, string]> {
  const repository = join(SAMPLES, sample.repo.replace('/', '+'));
  if (!existsSync(repository)) return ['not run', '', 'its repository is not laid out'];
  const kind = String(sample.facts.service?.value ?? 'absent');
  if (kind === 'absent') return ['not run', '', 'no service'];
  const root = mkdtempSync(join(tmpdir(), 'saasfactory-sample-'));
  try {
    const to = join(root, basename(repository));
    cpSync(repository, to, {
      recursive: true,
      filter: (path) => basename(dirname(path)) !== '.git' || /HEAD$|objects$|refs$|config$/.test(path),
    });
    const folder = join(to, sample.folder);
    setAside(folder);
    const made = await command([process.execPath, MAIN, 'container', '--yes', '--json'], { cwd: folder });
    if (made.code !== 0) return ['refused', '', read(made.out).error?.message ?? made.all.trim().slice(0, 300)];
    if (base !== undefined) await command([base, '--from', join(folder, 'Dockerfile')]);
    const owners = OWNERS[sample.id];
    const file = join(root, 'owner.env');
    if (owners !== undefined) writeFileSync(file, owners);
    const more = owners === undefined ? [] : ['--env-file', file];
    const tried = read((await command([process.execPath, MAIN, 'try', '--json', ...more], { cwd: folder })).out);
    const entry = tried.services?.[0];
    if (entry === undefined) return ['failed', '', tried.error?.message ?? 'no report'];
    const detail = (entry.steps ?? [])
      .filter(({ name }) => name === 'building' || name === 'starting')
      .map((step) => step.detail)
      .join('; ');
    const given = owners === undefined ? [] : [`with ${owners.trim().replaceAll('\n', ' ')}`];
    const note = [...given, ...(entry.notes ?? [])].join('; ');
    // It starts, stays up and ends as it should; whether it would be ready, its database alone could tell.
    if (entry.exit === 0) return [/readiness was not tried/.test(note) ? 'alive' : 'runs', detail, note];
    const { failure } = entry;
    const place =
      failure?.file === undefined ? '' : `${failure.file}${failure.line === undefined ? '' : `:${failure.line}`}`;
    const message = failure?.message ?? '';
    const shown = place === '' || message.includes(place) ? message : `${place}: ${message}`;
    return [
      'failed',
      detail,
      [shown, ...(failure?.evidence ?? []).slice(-1), note].filter((part) => part !== '').join(' — '),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function read(text: string): Tried {
  try {
    return JSON.parse(text) as Tried;
  } catch {
    return {};
  }
}
