import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isLeftOver, recover } from '../../core/apply.js';
import { openPlace } from '../../core/place.js';
import { failing, put, run, snapshot, temporary, text, treeOf } from './scaffold.js';

const V1 = treeOf({ Dockerfile: 'FROM a\n', 'old/gone.yaml': 'a: 1\n', 'kept.sh': { text: 'x\n', mode: 0o755 } });
const V2 = treeOf({ Dockerfile: 'FROM b\n', 'kept.sh': { text: 'y\n', mode: 0o755 }, 'new/more.yaml': 'b: 2\n' });
const NEXT = { run: { version: '2.0.0' } };
/** Above the largest process number of Linux: nobody's. */
const DEAD = `4194999 ${hostname()}\n`;

function scaffold(): string {
  const folder = temporary();
  run(folder, V1);
  return folder;
}

/** A run that stops at its n-th operation as if killed: nothing after it happens, the lock's owner is gone. */
function killed(folder: string, at: number): void {
  try {
    run(folder, V2, { ...NEXT, files: failing(at, 'EIO', 'dead').files });
  } catch {
    // As a kill would, it says nothing.
  }
  bury(folder);
}

function bury(folder: string): void {
  if (existsSync(join(folder, '.saasfactory/lock'))) put(folder, { '.saasfactory/lock': DEAD });
}

function without(tree: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => path !== name));
}

describe('recover', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const fresh = (): string => {
    const folder = scaffold();
    folders.push(folder);
    return folder;
  };

  test('a run killed at any operation leaves what recover makes the old or the new tree', () => {
    const old = snapshot(fresh());
    const done = fresh();
    const count = failing(0);
    run(done, V2, { ...NEXT, files: count.files });
    const next = snapshot(done);
    const outcomes = { old: 0, new: 0 };
    for (let at = 1; at <= count.calls(); at += 1) {
      const folder = fresh();
      killed(folder, at);
      recover(openPlace(folder));
      const after = without(snapshot(folder), '.saasfactory/lock');
      const isNew = after['new/more.yaml'] !== undefined;
      outcomes[isNew ? 'new' : 'old'] += 1;
      expect({ at, after }).toEqual({ at, after: isNew ? next : old });
      run(folder, V2, NEXT);
      // The lock of a dead run without a journal is in nobody's way; git ignores it.
      expect(without(snapshot(folder), '.saasfactory/lock')).toEqual(next);
    }
    expect(Math.min(outcomes.old, outcomes.new)).toBeGreaterThan(5);
  });

  test('recovering that is itself killed can be recovered', () => {
    const next = fresh();
    run(next, V2, NEXT);
    for (let at = 40; at <= 70; at += 10) {
      for (let second = 1; second <= 12; second += 2) {
        const folder = fresh();
        killed(folder, at);
        try {
          recover(openPlace(folder), failing(second, 'EIO', 'dead').files);
        } catch {
          // Likewise.
        }
        bury(folder);
        recover(openPlace(folder));
        run(folder, V2, NEXT);
        expect({ at, second, tree: snapshot(folder) }).toEqual({ at, second, tree: snapshot(next) });
      }
    }
  });

  test('an edit between the kill and the next run is not lost', () => {
    for (let at = 30; at <= 80; at += 5) {
      const folder = fresh();
      killed(folder, at);
      if (!isLeftOver(openPlace(folder))) continue;
      put(folder, { Dockerfile: 'FROM mine\n' });
      recover(openPlace(folder));
      expect({ at, text: text(folder, 'Dockerfile') }).toEqual({ at, text: 'FROM mine\n' });
    }
  });

  test('SIGKILL in another process', () => {
    const here = new URL('.', import.meta.url);
    for (const at of [15, 30, 45]) {
      const folder = fresh();
      const script = `
        const { nodeFiles } = await import(${JSON.stringify(new URL('../../core/apply/files.js', here).href)});
        const { run, treeOf } = await import(${JSON.stringify(new URL('scaffold.js', here).href)});
        let calls = 0;
        const files = Object.fromEntries(Object.entries(nodeFiles).map(([name, work]) => [name, (...words) => {
          calls += 1;
          if (calls === ${at}) process.kill(process.pid, 'SIGKILL');
          return work(...words);
        }]));
        run(${JSON.stringify(folder)}, treeOf({ Dockerfile: 'FROM b\\n' }), { run: { version: '2.0.0' }, files });
      `;
      const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
      expect({ signal: result.signal, stderr: result.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      expect(existsSync(join(folder, '.saasfactory/lock'))).toBe(true);
      run(folder, V2, NEXT);
      expect(text(folder, 'Dockerfile')).toBe('FROM b\n');
      expect(existsSync(join(folder, '.saasfactory/lock'))).toBe(false);
    }
  });

  test('a journal of a stranger is refused or dropped', () => {
    const folder = fresh();
    const hash = 'a'.repeat(64);
    const journal = { steps: [{ path: '../../../tmp/x', old: null, new: hash }], folders: [] };
    put(folder, { '.saasfactory/journal-commit.json': JSON.stringify(journal) });
    expect(() => recover(openPlace(folder))).toThrow(/journal-commit\.json names .*outside the service: refused/);
    put(folder, {
      '.saasfactory/journal-commit.json': JSON.stringify({
        ...journal,
        steps: [{ path: '.git/x', old: null, new: hash }],
      }),
    });
    expect(() => recover(openPlace(folder))).toThrow(/refused/);
    rmSync(join(folder, '.saasfactory/journal-commit.json'));
    put(folder, { '.saasfactory/journal-prepare.json': '{"steps": [' });
    expect(recover(openPlace(folder))).toBe(true);
    expect(existsSync(join(folder, '.saasfactory/journal-prepare.json'))).toBe(false);
    expect(recover(openPlace(folder))).toBe(false);
  });
});

describe('the lock', () => {
  const folder = scaffold();

  test('keeps two runs apart', () => {
    put(folder, { '.saasfactory/lock': `${process.ppid} ${hostname()}\n` });
    const before = snapshot(folder);
    expect(() => run(folder, V2, NEXT)).toThrow(
      /another run is writing here \(process \d+ on .*\): wait for it, or delete .saasfactory\/lock/,
    );
    expect(snapshot(folder)).toEqual(before);
    expect(run(folder, V1).wrote).toBe(false);
  });

  test('of another machine holds until it is old', () => {
    put(folder, { '.saasfactory/lock': '1 elsewhere\n' });
    expect(() => run(folder, V2, NEXT)).toThrow(/process 1 on elsewhere/);
    const longAgo = new Date(Date.now() - 11 * 60 * 1000);
    utimesSync(join(folder, '.saasfactory/lock'), longAgo, longAgo);
    expect(run(folder, V2, NEXT).wrote).toBe(true);
  });

  test.each([
    ['dead', DEAD],
    ['empty', ''],
    ['nonsense', 'x y z'],
  ])('is taken over when its owner is %s', (_name, owner) => {
    const other = scaffold();
    put(other, { '.saasfactory/lock': owner });
    if (owner === 'x y z') {
      const longAgo = new Date(Date.now() - 11 * 60 * 1000);
      utimesSync(join(other, '.saasfactory/lock'), longAgo, longAgo);
    }
    expect(run(other, V2, NEXT).wrote).toBe(true);
    expect(existsSync(join(other, '.saasfactory/lock'))).toBe(false);
    expect(readFileSync(join(other, 'Dockerfile'), 'utf8')).toBe('FROM b\n');
  });
});
