import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { render } from '../core/render.js';
import { makeFaults } from '../scripts/faults/make.js';
import { Oracle } from '../scripts/faults/oracle.js';
import { seeded } from '../scripts/faults/random.js';
import { runFaults, share } from '../scripts/faults/run.js';
import { askServer } from '../scripts/faults/server.js';
import { KINDS } from '../scripts/faults/sites.js';
import { matrixCases } from '../scripts/matrix-cases.js';

const trees = matrixCases()
  .slice(0, 4)
  .map(({ name, model, facts }) => ({
    name,
    facts,
    files: new Map([...render(model).values()].map(({ path, text }) => [path, text] as const)),
  }));
const [tree] = trees;
if (tree === undefined) throw new Error('the matrix is empty');

describe('faults by kind of field', () => {
  test('are the same for the same seed, of every kind equally often, one line or block each', () => {
    const faults = makeFaults(trees, 32, seeded(5));
    expect(makeFaults(trees, 32, seeded(5))).toEqual(faults);
    for (const kind of KINDS) expect(faults.filter((one) => one.kind === kind)).toHaveLength(4);
    for (const one of faults) {
      const before = trees.find(({ name }) => name === one.tree)?.files.get(one.path) ?? '';
      const [old, now] = [before, one.text].map((text) => text.split('\n'));
      if (one.after !== '')
        expect(now?.filter((line, at) => line !== old?.[at])).toEqual([expect.stringContaining(one.after)]);
      else expect(now?.length).toBeLessThan(old?.length ?? 0);
    }
  });

  test('change meaning where the model read back differs, and do not where it is the same', () => {
    const oracle = new Oracle(trees);
    const path = 'Dockerfile';
    const source = tree.files.get(path) ?? '';
    const fault = (text: string) => ({
      kind: 'name' as const,
      tree: tree.name,
      path,
      line: 1,
      before: '',
      after: '',
      text,
    });
    expect(oracle.judge(fault(source)).changed).toBe(false);
    expect(oracle.judge(fault(`${source}# a comment\n`)).changed).toBe(false);
    expect(oracle.judge(fault(source.replaceAll('EXPOSE 8080', 'EXPOSE 8081'))).changed).toBe(true);
    expect(oracle.judge(fault(source.replace(/\bAS runtime\b/, 'AS final'))).changed).toBe(false);
  });

  test('are reported, most of those that change what a platform reads', () => {
    const { changing, reported, alone } = share(runFaults(trees, 32, 2024));
    expect(changing).toBeGreaterThan(20);
    expect(reported / changing).toBeGreaterThan(0.95);
    // Without the note of a changed value: one seed and few trees are a warning sign, not the measure of `npm run faults`.
    expect(alone / changing).toBeGreaterThan(0.75);
  });
});

test('what an API server refuses changes something, what it takes or was never asked of does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saasfactory-faults-'));
  try {
    const check = join(folder, 'check');
    // Stands for the command that asks a server: it refuses a word that the fault brings in.
    writeFileSync(
      check,
      '#!/bin/sh\ngrep -rq REFUSED "$1/../.." || exit 0\necho "error: $1: no such thing"\nexit 2\n',
      {
        mode: 0o755,
      },
    );
    const tree = {
      name: 'a',
      facts: {},
      files: new Map([
        ['deploy/k8s/base/a.yaml', 'a: 1\n'],
        ['deploy/k8s/overlays/production/kustomization.yaml', ''],
      ]),
    };
    const outcome = (path: string, text: string) => ({
      fault: { kind: 'name' as const, tree: 'a', path, line: 1, before: 'a: 1', after: text, text },
      meaning: { changed: false, why: 'the same model' },
    });
    const all = [
      outcome('deploy/k8s/base/a.yaml', 'a: REFUSED\n'),
      outcome('deploy/k8s/base/a.yaml', 'a: 2\n'),
      outcome('compose.yaml', 'a: REFUSED\n'),
    ];
    const answered = await askServer(all, [tree], check);
    expect(answered.map(({ meaning }) => meaning.changed)).toEqual([true, false, false]);
    expect(answered[0]?.meaning.why).toContain('no such thing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
