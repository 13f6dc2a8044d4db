import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { BROKEN, type Broken } from './e2e-broken.js';
import { BROKEN_INSTALLS } from './e2e-broken-install.js';
import { BROKEN_SITES } from './e2e-broken-sites.js';
import type { Part } from './e2e-part.js';
import { command, tool } from './shared.js';

interface Told {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly hint?: string;
}

const MAIN = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');

const ALL: readonly Broken[] = [...BROKEN, ...BROKEN_INSTALLS, ...BROKEN_SITES];

/** Each broken service through the generator and `try`: the cause must be told in one line, with its place. */
export async function failures(only = ''): Promise<Part> {
  const wanted = ALL.filter(({ name }) => name.includes(only));
  const rows: string[][] = [['fault', 'told', 'at', 'hint', 'by', 'seconds', '']];
  let failed = 0;
  for (const broken of wanted) {
    const begin = performance.now();
    const { told, by, all } = await tell(broken);
    const at = told?.file === undefined ? '' : `${told.file}${told.line === undefined ? '' : `:${told.line}`}`;
    const place = at === '' || told?.message.includes(at) ? '' : `${at}: `;
    const whole = told === undefined ? '' : `${place}${told.message}`;
    const right =
      told !== undefined &&
      by === broken.by &&
      broken.told.test(whole) &&
      !whole.includes('\n') &&
      (broken.at === undefined || (broken.at instanceof RegExp ? broken.at.test(at) : broken.at === at)) &&
      (broken.hint === undefined || broken.hint.test(told.hint ?? ''));
    if (!right) {
      failed += 1;
      console.log(
        `== ${broken.name}: expected ${broken.told} at ${broken.at ?? 'any place'} from ${broken.by}\n${all}`,
      );
    }
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    rows.push([broken.name, whole, at, told?.hint ?? '', by, seconds, right ? 'ok' : 'FAILED']);
    console.error(`${broken.name}: ${right ? 'passed' : 'failed'}`);
  }
  return {
    title: 'Failures told by their cause',
    about: 'Small services with one fault each, through `container --yes` and `try`: the one line that a person reads.',
    rows,
    passed: wanted.length - failed,
    failed,
    notRun: 0,
  };
}

async function tell(broken: Broken): Promise<{ told: Told | undefined; by: string; all: string }> {
  const root = mkdtempSync(join(tmpdir(), 'saasfactory-broken-'));
  try {
    const repository = join(root, 'broken');
    const folder = join(repository, broken.folder ?? '.');
    mkdirSync(join(repository, '.git', 'objects'), { recursive: true });
    mkdirSync(join(repository, '.git', 'refs'), { recursive: true });
    writeFileSync(join(repository, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    for (const [path, text] of Object.entries(broken.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const made = await command([process.execPath, MAIN, 'container', '--yes', '--json', ...(broken.flags ?? [])], {
      cwd: folder,
    });
    const refused = (JSON.parse(made.out) as { error?: Told }).error;
    if (made.code !== 0) return { told: refused, by: 'container', all: made.all };
    const { edit } = broken;
    if (edit !== undefined) {
      const path = join(folder, edit.file);
      const text = readFileSync(path, 'utf8');
      if (!edit.from.test(text)) throw new Error(`${broken.name}: ${edit.file} holds no ${edit.from}`);
      writeFileSync(path, text.replace(edit.from, edit.to));
    }
    const base = tool('engine/base');
    if (base !== undefined) await command([base, '--from', join(folder, 'Dockerfile')]);
    const tried = await command([process.execPath, MAIN, 'try', '--json'], { cwd: folder });
    const report = JSON.parse(tried.out) as { services?: { failure?: Told }[]; error?: Told };
    return { told: report.services?.[0]?.failure ?? report.error, by: 'try', all: tried.all };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
