import { existsSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apply } from '../../core/apply.js';
import { Failure } from '../../core/errors.js';
import { openPlace } from '../../core/place.js';
import { chmodSync, failing, planOnly, put, run, snapshot, temporary, text, treeOf } from './scaffold.js';

const V1 = treeOf({
  Dockerfile: 'FROM a\nUSER 1\n',
  'deploy/old/gone.yaml': 'a: 1\n',
  'deploy/run.sh': { text: '#!/bin/sh\n', mode: 0o755 },
});
const V2 = treeOf({
  Dockerfile: 'FROM b\nUSER 1\n',
  'deploy/run.sh': { text: '#!/bin/sh\nset -e\n', mode: 0o755 },
  'deploy/new/deep/more.yaml': 'b: 2\n',
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('apply', () => {
  test('writes outputs, bases, answers and the manifest', () => {
    const folder = temporary();
    run(folder, V1, { run: { given: { port: 8083 } } });
    expect(text(folder, 'Dockerfile')).toBe('FROM a\nUSER 1\n');
    expect(text(folder, '.saasfactory/base/Dockerfile.txt')).toBe('FROM a\nUSER 1\n');
    expect(text(folder, '.saasfactory/.gitattributes')).toContain('linguist-generated');
    expect(text(folder, '.saasfactory/.gitignore')).toContain('conflicts/');
    expect(JSON.parse(text(folder, '.yo-rc.json'))).toEqual({ 'generator-saasfactory': { port: 8083 } });
    expect(JSON.parse(text(folder, '.saasfactory/manifest.json'))).toMatchObject({ schema: 1, generator: '1.0.0' });
    expect(statSync(join(folder, 'deploy/run.sh')).mode & 0o111).not.toBe(0);
    expect(readdirSync(join(folder, '.saasfactory')).sort()).toEqual([
      '.gitattributes',
      '.gitignore',
      'base',
      'manifest.json',
    ]);
  });

  test('writes nothing when nothing changes', () => {
    const folder = temporary();
    run(folder, V1);
    const before = snapshot(folder);
    const times = [join(folder, 'Dockerfile'), join(folder, '.saasfactory'), folder].map(
      (path) => statSync(path).mtimeMs,
    );
    expect(run(folder, V1).wrote).toBe(false);
    expect(snapshot(folder)).toEqual(before);
    expect(
      [join(folder, 'Dockerfile'), join(folder, '.saasfactory'), folder].map((path) => statSync(path).mtimeMs),
    ).toEqual(times);
  });

  test('removes a dropped file with the folders that it empties', () => {
    const folder = temporary();
    run(folder, V1);
    run(folder, V2, { run: { version: '2.0.0' } });
    expect(existsSync(join(folder, 'deploy/old'))).toBe(false);
    expect(existsSync(join(folder, '.saasfactory/base/deploy-old-gone-yaml.txt'))).toBe(false);
    expect(text(folder, 'deploy/new/deep/more.yaml')).toBe('b: 2\n');
  });

  test('a failure at any operation leaves the tree as it was, or the whole new one', () => {
    const run2 = { run: { version: '2.0.0', given: { port: 1234 } } };
    const start = (): string => {
      const folder = temporary({ '.yo-rc.json': '{"other": 1}' });
      run(folder, V1);
      chmodSync(join(folder, 'Dockerfile'), 0o600);
      return folder;
    };
    const done = start();
    const count = failing(0);
    run(done, V2, { ...run2, files: count.files });
    const after = snapshot(done);
    expect(count.calls()).toBeGreaterThan(40);
    let rolledBack = 0;
    for (let at = 1; at <= count.calls(); at += 1) {
      const folder = start();
      const before = snapshot(folder);
      const error = thrownBy(() => run(folder, V2, { ...run2, files: failing(at).files }));
      expect({ at, tree: snapshot(folder) }).toEqual({ at, tree: error === undefined ? after : before });
      if (error !== undefined) {
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).message).toMatch(/disk is full.*Nothing was written\.$/);
        rolledBack += 1;
      }
      run(folder, V2, run2);
      expect(snapshot(folder)).toEqual(after);
    }
    expect(rolledBack).toBeGreaterThan(30);
  });

  test('a first run that fails leaves no folder behind', () => {
    const count = failing(0);
    run(temporary(), V1, { files: count.files });
    for (let at = 1; at <= count.calls(); at += 1) {
      const folder = temporary({ 'main.py': '' });
      const before = snapshot(folder);
      const error = thrownBy(() => run(folder, V1, { files: failing(at, 'EACCES').files }));
      if (error === undefined) expect(existsSync(join(folder, '.saasfactory/manifest.json'))).toBe(true);
      else expect({ at, tree: snapshot(folder) }).toEqual({ at, tree: before });
    }
  });

  test('a disk that stays full ends with one line and the tree as it was', () => {
    const folder = temporary();
    run(folder, V1);
    const before = snapshot(folder);
    for (const at of [1, 5, 9, 20]) {
      expect(() => run(folder, V2, { run: { version: '2.0.0' }, files: failing(at, 'ENOSPC', 'full').files })).toThrow(
        /disk is full/,
      );
      expect(snapshot(folder)).toEqual(before);
    }
  });

  test('refuses a read-only file and an edit made while it planned', () => {
    const folder = temporary();
    run(folder, V1);
    const plan = planOnly(folder, V2, { run: { version: '2.0.0' } });
    writeFileSync(join(folder, 'Dockerfile'), 'FROM mine\n');
    expect(() => apply(openPlace(folder), plan.actions, plan.next)).toThrow(/Dockerfile changed while/);
    expect(text(folder, 'Dockerfile')).toBe('FROM mine\n');
    put(folder, { Dockerfile: 'FROM a\nUSER 1\n' });
    chmodSync(join(folder, 'Dockerfile'), 0o444);
    expect(() => run(folder, V2, { run: { version: '2.0.0' } })).toThrow(/Dockerfile is read-only: chmod u\+w/);
    expect(text(folder, 'Dockerfile')).toBe('FROM a\nUSER 1\n');
  });

  test('writes through a link within the repository and keeps it, refuses one that leaves it', () => {
    const outside = temporary({ 'target.txt': 'FROM a\nUSER 1\n' });
    const folder = temporary({ 'real/Dockerfile': '' });
    put(folder, { 'real/Dockerfile': 'FROM a\nUSER 1\n' });
    symlinkSync('nowhere', join(folder, 'link'));
    symlinkSync(join(outside), join(folder, 'out'));
    expect(() => run(folder, treeOf({ 'out/x.yaml': 'a' }))).toThrow(
      /out\/x.yaml leads outside the repository: refused/,
    );
    expect(() => run(folder, treeOf({ link: 'a' }))).toThrow(/link goes through a link to nowhere: refused/);
    expect(readdirSync(outside)).toEqual(['target.txt']);
    symlinkSync('real/Dockerfile', join(folder, 'Containerfile'));
    const adopted = { adopt: true } as const;
    run(folder, treeOf({ Containerfile: 'FROM a\nUSER 1\n' }), adopted);
    run(folder, treeOf({ Containerfile: 'FROM z\nUSER 1\n' }), { run: { version: '2.0.0' } });
    expect(lstatSync(join(folder, 'Containerfile')).isSymbolicLink()).toBe(true);
    expect(text(folder, 'real/Dockerfile')).toBe('FROM z\nUSER 1\n');
  });

  test('works in a folder that is reached through a link and in a repository around it', () => {
    const repository = temporary({ 'services/api/main.py': '' });
    mkdirSync(join(repository, '.git'));
    symlinkSync(join(repository, 'services/api'), join(repository, 'alias'));
    run(join(repository, 'alias'), treeOf({ Dockerfile: 'x\n', '../../.github/workflows/api.yml': 'on: push\n' }));
    expect(text(repository, 'services/api/Dockerfile')).toBe('x\n');
    expect(text(repository, '.github/workflows/api.yml')).toBe('on: push\n');
    expect(() => run(join(repository, 'alias'), treeOf({ '../../../x': 'x' }))).toThrow(/outside the repository/);
  });
});
