import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '../core/package-root.js';

export interface GoldenCase {
  readonly name: string;
  readonly app: string;
  /** Folder of the app's own files. */
  readonly source: string;
  readonly answers: string;
  readonly expected: string;
}

export const GOLDEN = join(PACKAGE_ROOT, 'test', 'golden');
const APPS = join(GOLDEN, 'apps');
/** State has tests of its own; what a golden case holds is what people read. */
const STATE = /^(?:\.git|\.saasfactory)\/|^\.yo-rc\.json$/;

const folders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => (a < b ? -1 : 1));

/** Every case; its app is the longest name under apps/ with which the case's name begins. */
export function goldenCases(): readonly GoldenCase[] {
  const apps = [...folders(APPS)].sort((a, b) => b.length - a.length);
  return folders(GOLDEN)
    .filter((name) => name !== 'apps')
    .map((name) => {
      const app = apps.find((each) => name.startsWith(`${each}-`));
      if (app === undefined) throw new Error(`test/golden/${name}: no app under test/golden/apps begins its name`);
      const at = join(GOLDEN, name);
      return { name, app, source: join(APPS, app), answers: join(at, 'answers.yaml'), expected: join(at, 'expected') };
    });
}

/** Files below a folder with their text, `/` in paths; empty when there is no such folder. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((path): [string, string] => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A copy of an app as a repository without history; the caller removes the folder above it. */
export function placeApp(source: string, name: string, parent = mkdtempSync(join(tmpdir(), 'saasfactory-'))): string {
  const folder = join(parent, name);
  cpSync(source, folder, { recursive: true });
  mkdirSync(join(folder, '.git', 'objects'), { recursive: true });
  mkdirSync(join(folder, '.git', 'refs'), { recursive: true });
  writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  return folder;
}

/** Runs the command of this checkout; rejects with its standard error when it ends with another code than 0. */
export async function saasfactory(args: readonly string[], cwd: string): Promise<string> {
  const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { cwd, maxBuffer: 1 << 26 });
  return stdout;
}

/** What is emitted for a case, by path; throws when a file of the app itself was changed. */
export async function emitted(golden: GoldenCase): Promise<ReadonlyMap<string, string>> {
  const folder = placeApp(golden.source, golden.app);
  try {
    await saasfactory(['container', '--yes', '--quiet', '--answers', golden.answers], folder);
    const own = filesBelow(golden.source);
    const files = [...filesBelow(folder)].filter(([path]) => !STATE.test(path));
    for (const [path, text] of files) {
      if (own.has(path) && own.get(path) !== text) throw new Error(`${golden.name}: ${path} of the app was changed`);
    }
    return new Map(files.filter(([path]) => !own.has(path)));
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true });
  }
}

/** Makes `expected/` hold exactly these files. */
export function writeExpected(golden: GoldenCase, files: ReadonlyMap<string, string>): void {
  rmSync(golden.expected, { recursive: true, force: true });
  for (const [path, text] of files) {
    const to = join(golden.expected, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
}

/** Paths that differ between what is expected and what was emitted, each with how. */
export function differences(golden: GoldenCase, files: ReadonlyMap<string, string>): readonly string[] {
  const expected = filesBelow(golden.expected);
  const paths = [...new Set([...expected.keys(), ...files.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return paths.flatMap((path) => {
    const [before, after] = [expected.get(path), files.get(path)];
    if (before === after) return [];
    if (before === undefined) return [`${path}: new`];
    if (after === undefined) return [`${path}: gone`];
    const [old, now] = [before.split('\n'), after.split('\n')];
    const line = old.findIndex((text, index) => text !== now[index]);
    const at = line < 0 ? old.length : line;
    return [`${path}:${at + 1}: expected ${JSON.stringify(old[at])}, emitted ${JSON.stringify(now[at])}`];
  });
}
