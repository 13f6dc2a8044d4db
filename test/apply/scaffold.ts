import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Files, nodeFiles } from '../../core/apply/files.js';
import { apply, recover } from '../../core/apply.js';
import { openDisk } from '../../core/disk.js';
import type { MergeKind, Rendered, Tree } from '../../core/output.js';
import { openPlace } from '../../core/place.js';
import { type Plan, planRun, type RunInput } from '../../core/plan/run.js';
import type { Action, PlanInput } from '../../core/plan.js';
import { readState } from '../../core/state.js';

/** An output of a test: text alone, or with mode, path or kind. */
export type Part =
  | string
  | { readonly text: string; readonly path?: string; readonly mode?: 0o644 | 0o755; readonly merge?: MergeKind };

/** A tree whose ids are the paths with hyphens, unless the part says another path. */
export function treeOf(parts: Readonly<Record<string, Part>>): Tree {
  return new Map(
    Object.entries(parts).map(([name, part]) => {
      const whole = typeof part === 'string' ? { text: part } : part;
      const id = name.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, '');
      const rendered: Rendered = { id, path: name, mode: 0o644, merge: 'lines', about: '', ...whole };
      return [id, rendered];
    }),
  );
}

export const RUN: RunInput = {
  version: '1.0.0',
  given: {},
  answers: { port: 8080 },
  facts: { fingerprint: 'f', outside: [], detection: { facts: { port: { value: 8080 } } } },
};

const made: string[] = [];
// A test that kills a process runs this file in one where no test runner is.
const { afterAll } = globalThis as { readonly afterAll?: (tidy: () => void) => void };
afterAll?.(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder with files, removed when the tests of its file are done. */
export function temporary(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'saasfactory-test-')));
  made.push(folder);
  put(folder, files);
  return folder;
}

export function put(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export interface Options extends Partial<Pick<PlanInput, 'conflict' | 'restore' | 'adopt'>> {
  readonly run?: Partial<RunInput>;
  readonly files?: Files;
}

/** One run of the engine's lower half over a real folder. */
export function run(folder: string, tree: Tree, options: Options = {}): Plan & { readonly wrote: boolean } {
  const place = openPlace(folder);
  recover(place);
  const plan = planOnly(folder, tree, options);
  return { ...plan, wrote: apply(place, plan.actions, plan.next, options.files ?? failing(0).files) };
}

export function planOnly(folder: string, tree: Tree, { run: input, files: _files, ...rest }: Options = {}): Plan {
  const place = openPlace(folder);
  const whole = { ...RUN, ...input };
  const state = readState(place, whole.version);
  return planRun({ tree, state, disk: openDisk(place), conflict: 'keep', ...rest }, whole);
}

export function verdicts(actions: readonly Action[]): Readonly<Record<string, string>> {
  return Object.fromEntries(actions.map((one) => [one.path, one.action === 'keep' ? `keep ${one.why}` : one.action]));
}

/** Everything below a folder: kind, mode and bytes, by path. */
export function snapshot(folder: string, under = ''): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(folder, under)).sort()) {
    const path = under === '' ? name : `${under}/${name}`;
    const status = lstatSync(join(folder, path));
    const mode = (status.mode & 0o7777).toString(8);
    if (status.isDirectory()) Object.assign(found, { [path]: `folder ${mode}` }, snapshot(folder, path));
    else if (status.isSymbolicLink()) found[path] = `link ${readlinkSync(join(folder, path))}`;
    else found[path] = `file ${mode} ${readFileSync(join(folder, path)).toString('base64')}`;
  }
  return found;
}

export function text(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/**
 * File operations of which the n-th call, counted over all of them, fails with a code; and how many there were.
 * `then`: what happens to later calls: they work, writes go on failing (a full disk), or nothing works (a killed run).
 */
export function failing(
  at: number,
  code = 'ENOSPC',
  then: 'works' | 'full' | 'dead' = 'works',
): { readonly files: Files; readonly calls: () => number } {
  let calls = 0;
  const wrapped = Object.fromEntries(
    OPERATIONS.map((name) => {
      const operation = nodeFiles[name] as (...all: readonly unknown[]) => unknown;
      const work = (...words: readonly unknown[]): unknown => {
        calls += 1;
        const later = calls > at && at > 0 && (then === 'dead' || (then === 'full' && name === 'writeSync'));
        if (calls === at || later)
          throw Object.assign(new Error(`${code}: injected in ${name}`), { code, path: words[0] });
        // Flushing for real would make up most of a test's time and shows nothing.
        return name === 'fsyncSync' ? undefined : operation(...words);
      };
      return [name, work];
    }),
  );
  return { files: wrapped as unknown as Files, calls: () => calls };
}

const OPERATIONS: readonly (keyof Files)[] = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'closeSync',
  'chmodSync',
  'renameSync',
  'unlinkSync',
  'linkSync',
  'copyFileSync',
  'mkdirSync',
  'rmdirSync',
];

export { chmodSync };
