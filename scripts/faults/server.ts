import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../shared.js';
import type { Outcome } from './run.js';
import type { Judged } from './verdict.js';

/** The overlay that takes a file of deploy/k8s in: its own, or the one of production, which takes in the most. */
const overlayOf = (path: string): string =>
  /^deploy\/k8s\/overlays\/[^/]+/.exec(path)?.[0] ?? 'deploy/k8s/overlays/production';

/**
 * Faults after which the model is the same: what a real API server refuses or warns of changes something too. `check`
 * is the command that asks one. Throws where it could not be asked.
 */
export async function askServer(
  all: readonly Outcome[],
  trees: readonly Judged[],
  check: string,
): Promise<readonly Outcome[]> {
  const untouched = new Map<string, ReadonlySet<string>>();
  const answered: Outcome[] = [];
  for (const one of all) {
    const { fault, meaning } = one;
    const tree = trees.find(({ name }) => name === fault.tree);
    if (meaning.changed || tree === undefined || !/^deploy\/k8s\/.*\.yaml$/.test(fault.path)) {
      answered.push(one);
      continue;
    }
    const overlay = overlayOf(fault.path);
    const key = `${tree.name} ${overlay}`;
    const before = untouched.get(key) ?? (await judge(tree.files, overlay, check));
    untouched.set(key, before);
    const after = await judge(new Map(tree.files).set(fault.path, fault.text), overlay, check);
    const said = [...after].find((line) => !before.has(line));
    answered.push(said === undefined ? one : { ...one, meaning: { changed: true, why: `the API server: ${said}` } });
  }
  return answered;
}

/** What the API server says of an overlay, without the names that differ from run to run. */
async function judge(files: Judged['files'], overlay: string, check: string): Promise<ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'saasfactory-fault-'));
  try {
    for (const [path, text] of files) {
      if (!path.startsWith('deploy/k8s/')) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const ran = await command([check, join(folder, overlay)]);
    if (ran.code !== 0 && ran.code !== 2) throw new Error(`the API server was not asked: ${ran.all.trim()}`);
    const lines = ran.out.split('\n').filter((line) => /^(?:error|warning): /.test(line));
    return new Set(lines.map((line) => line.replaceAll(folder, '').replace(/apply-check-[\d-]+/g, '')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
