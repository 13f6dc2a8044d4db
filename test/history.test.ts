import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow, placeApp, saasfactory } from '../scripts/golden-cases.js';
import { placeReleased, type Released, released } from '../scripts/released.js';

interface Entry {
  readonly exit: number;
  readonly actions: readonly { readonly action: string; readonly path: string }[];
  readonly conflicts: readonly { readonly path: string }[];
  readonly findings: readonly { readonly severity: string; readonly rule: string }[];
}

/** Edits as people make them, by file: a part that every version wrote and what they made of it. */
const EDITS: Readonly<Record<string, readonly (readonly [from: RegExp, to: string])[]>> = {
  Dockerfile: [[/^(WORKDIR .*)$/m, '$1\nENV OWN_SETTING=1']],
  '.dockerignore': [[/$/, 'our-data\n']],
  'deploy/cloud-run/production/service.yaml': [[/timeoutSeconds: (\d+)$/m, 'timeoutSeconds: 299']],
  'deploy/k8s/base/pdb.yaml': [[/^metadata:$/m, 'metadata:\n  # agreed with the platform team']],
  'deploy/README.md': [[/$/, '\n## Ours\n\nAsk the platform team.\n']],
};
const MARKS = [
  'OWN_SETTING=1',
  'our-data',
  'timeoutSeconds: 299',
  '# agreed with the platform team',
  'Ask the platform team.',
];

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'saasfactory-history-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

async function upgrade(folder: string, ...words: string[]): Promise<Entry> {
  const text = await saasfactory(['container', '--yes', '--json', ...words], folder);
  return (JSON.parse(text) as { readonly services: readonly [Entry] }).services[0];
}

const written = (folder: string): ReadonlyMap<string, string> =>
  new Map([...filesBelow(folder)].filter(([path]) => !path.startsWith('.git/')));

describe.each(released().map((one): [string, Released] => [`${one.version} ${one.app}`, one]))('%s', (_name, one) => {
  test('untouched, becomes what this version writes anew, and running again changes nothing', async () => {
    const folder = placeReleased(one, parent);
    const { exit, conflicts, findings } = await upgrade(folder);
    expect([exit, conflicts, findings.filter(({ severity }) => severity === 'error')]).toEqual([0, [], []]);
    const upgraded = written(folder);
    expect((await upgrade(folder)).actions.filter(({ action }) => action !== 'unchanged')).toEqual([]);
    expect(written(folder)).toEqual(upgraded);
    const fresh = placeApp(one.source, one.app, mkdtempSync(join(parent, 'fresh-')));
    rmSync(join(fresh, '.saasfactory'), { recursive: true });
    await upgrade(fresh);
    expect([...upgraded].filter(([path]) => !path.startsWith('.saasfactory/manifest'))).toEqual(
      [...written(fresh)].filter(([path]) => !path.startsWith('.saasfactory/manifest')),
    );
  });

  test('edited, keeps every edit', async () => {
    const folder = placeReleased(one, parent);
    for (const [path, edits] of Object.entries(EDITS)) {
      const at = join(folder, path);
      const text = edits.reduce((old, [from, to]) => old.replace(from, to), readFileSync(at, 'utf8'));
      writeFileSync(at, text);
    }
    const { exit, actions } = await upgrade(folder);
    expect(exit).toBe(0);
    const all = Object.keys(EDITS).map((path) => readFileSync(join(folder, path), 'utf8'));
    expect(MARKS.filter((mark) => !all.some((text) => text.includes(mark)))).toEqual([]);
    expect(actions.some(({ action }) => action === 'merge')).toBe(true);
    expect(existsSync(join(folder, '.saasfactory/conflicts'))).toBe(false);
  });
});
