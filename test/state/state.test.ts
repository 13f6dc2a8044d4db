import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../core/errors.js';
import { openPlace } from '../../core/place.js';
import { readState } from '../../core/state.js';
import { planOnly, put, run, snapshot, temporary, text, treeOf } from '../apply/scaffold.js';

const TREE = treeOf({ Dockerfile: 'FROM a\n', 'deploy/x.yaml': 'a: 1\n' });

interface Raw {
  schema: unknown;
  generator: unknown;
  answers: unknown;
  outputs: Record<string, Record<string, unknown>>;
}

/** A scaffold whose manifest was changed by a stranger. */
function tampered(change: (raw: Raw) => unknown): string {
  const folder = temporary({ 'src/keep.py': 'FROM a\n' });
  run(folder, TREE);
  const raw = JSON.parse(text(folder, '.saasfactory/manifest.json')) as Raw;
  put(folder, { '.saasfactory/manifest.json': JSON.stringify(change(raw) ?? raw) });
  return folder;
}

function refusal(folder: string, version = '1.0.0'): Failure {
  const before = snapshot(folder);
  try {
    readState(openPlace(folder), version);
  } catch (error) {
    expect(snapshot(folder)).toEqual(before);
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).exit).toBe(1);
    expect((error as Failure).message).not.toMatch(/\n/);
    return error as Failure;
  }
  throw new Error('was not refused');
}

const entry = (raw: Raw): Record<string, unknown> => raw.outputs.Dockerfile as Record<string, unknown>;

describe('readState', () => {
  test('a folder without state has none', () => {
    expect(readState(openPlace(temporary()), '1.0.0')).toEqual({ given: {}, bases: new Map(), pending: new Map() });
  });

  test('a manifest that was only laid out anew keeps its facts; one that says something else does not', () => {
    expect(readState(openPlace(tampered(() => undefined)), '1.0.0').manifest).not.toHaveProperty('touched');
    const folder = tampered((raw) => ({ ...raw, answers: { port: 1 } }));
    const { manifest } = readState(openPlace(folder), '1.0.0');
    expect(manifest).toMatchObject({ touched: true, answers: { port: 1 } });
    expect(manifest).not.toHaveProperty('facts');
  });

  test('reads back what a run wrote', () => {
    const folder = temporary();
    run(folder, TREE, { run: { given: { port: 8083, environments: ['a', 'b'] } } });
    const state = readState(openPlace(folder), '1.0.0');
    expect(state.given).toEqual({ port: 8083, environments: ['a', 'b'] });
    expect(state.manifest).toMatchObject({ generator: '1.0.0', answers: { port: 8080 } });
    expect(state.manifest?.outputs.get('Dockerfile')).toMatchObject({ path: 'Dockerfile', mode: 0o644 });
    expect(state.bases).toEqual(
      new Map([
        ['Dockerfile', 'FROM a\n'],
        ['deploy-x-yaml', 'a: 1\n'],
      ]),
    );
  });

  test.each([
    ['absolute', '/etc/passwd'],
    ['above', '../../etc/passwd'],
    ['in the middle', 'deploy/../../x'],
    ['backslash', '..\\..\\x'],
    ['drive letter', 'C:/x'],
    ['stream', 'Dockerfile:x'],
    ['NUL', 'Docker\u0000file'],
    ['escape sequence', '\u001b[2Jx'],
    ['empty', ''],
    ['the folder', '..'],
    ['git', '.git/hooks/pre-commit'],
    ['git in capitals', 'deploy/.GIT/config'],
    ['our own state', '.saasfactory/manifest.json'],
    ['answers', '.yo-rc.json'],
    ['dot part', './Dockerfile'],
    ['trailing dot', 'Dockerfile.'],
    ['very long', 'x'.repeat(2000)],
  ])('refuses a manifest with a hostile path: %s', (_name, path) => {
    const { message } = refusal(tampered((raw) => void Object.assign(entry(raw), { path: path })));
    expect(message).toMatch(/^\.saasfactory\/manifest\.json names .*: refused\. Nothing was written\.$/);
    expect(message.length).toBeLessThan(300);
  });

  test('the message for a path above is the one that ux.md shows', () => {
    expect(refusal(tampered((raw) => void Object.assign(entry(raw), { path: '../../etc/passwd' }))).message).toBe(
      '.saasfactory/manifest.json names ../../etc/passwd, outside the service: refused. Nothing was written.',
    );
  });

  test.each<[string, (raw: Raw) => unknown, RegExp]>([
    [
      'two outputs over one path',
      (raw) => void Object.assign(entry(raw), { path: 'deploy/x.yaml' }),
      /names deploy\/x.yaml twice/,
    ],
    [
      'an id with a path in it',
      (raw) => ({ ...raw, outputs: { '../x': entry(raw) } }),
      /output \.\.\/x, which is no id/,
    ],
    [
      'an entry of other types',
      (raw) => void Object.assign(entry(raw), { mode: '420' }),
      /damaged entry for the output Dockerfile/,
    ],
    ['a set-user-id mode', (raw) => void Object.assign(entry(raw), { mode: 0o4755 }), /damaged entry/],
    ['no hash', (raw) => void Object.assign(entry(raw), { sha256: 'x' }), /damaged entry/],
    ['no outputs', (raw) => ({ ...raw, outputs: [] }), /holds no outputs/],
    ['no object', () => [1], /is no JSON object/],
    ['no version', (raw) => ({ ...raw, generator: '1.0.0; rm -rf' }), /names no generator version/],
    ['no schema', (raw) => ({ ...raw, schema: 'x' }), /names no schema/],
  ])('refuses a manifest with %s', (_name, change, message) => {
    expect(refusal(tampered(change)).message).toMatch(message);
  });

  test('refuses newer state and names the version to install', () => {
    const wording =
      'this scaffold was written by 2.1.0, newer than this 1.4.0: npm install --global generator-saasfactory@2.1.0';
    expect(
      refusal(
        tampered((raw) => ({ ...raw, generator: '2.1.0' })),
        '1.4.0',
      ).message,
    ).toBe(wording);
    expect(refusal(tampered((raw) => ({ ...raw, schema: 2 }))).message).toMatch(/newer than this/);
  });

  test('refuses a manifest that is cut off, huge or a folder', () => {
    const folder = tampered(() => undefined);
    put(folder, { '.saasfactory/manifest.json': text(folder, '.saasfactory/manifest.json').slice(0, 100) });
    expect(refusal(folder).message).toMatch(/manifest\.json is not JSON at line 1; restore/);
    put(folder, { '.saasfactory/manifest.json': ' '.repeat(6 * 1024 * 1024) });
    expect(refusal(folder).message).toMatch(/larger than 5 MB/);
    rmSync(join(folder, '.saasfactory/manifest.json'));
    mkdirSync(join(folder, '.saasfactory/manifest.json'));
    expect(refusal(folder).message).toMatch(/is no file/);
  });

  test('refuses links that lead out: of the state folder and of a path in the manifest', () => {
    const outside = temporary({ x: 'FROM a\n' });
    const folder = tampered((raw) => void Object.assign(entry(raw), { path: 'out/x' }));
    symlinkSync(outside, join(folder, 'out'));
    expect(refusal(folder).message).toMatch(/^out\/x leads outside the repository: refused/);
    const other = temporary();
    symlinkSync(outside, join(other, '.saasfactory'));
    expect(refusal(other).message).toMatch(/leads outside/);
  });

  test('facts of another shape are worth nothing and no reason to stop', () => {
    const folder = tampered((raw) => ({ ...raw, facts: { fingerprint: 1 } }));
    expect(readState(openPlace(folder), '1.0.0').manifest?.facts).toBeUndefined();
  });

  test('a checkout that turned the bases to CRLF has lost nothing', () => {
    const folder = tampered(() => undefined);
    put(folder, { '.saasfactory/base/Dockerfile.txt': 'FROM a\r\n' });
    expect(readState(openPlace(folder), '1.0.0').bases.get('Dockerfile')).toBe('FROM a\n');
    expect(planOnly(folder, TREE).actions).toMatchObject([{ action: 'unchanged' }, { action: 'unchanged' }]);
  });

  test('a service folder that is missing or a dangling link', () => {
    const folder = temporary();
    symlinkSync('nowhere', join(folder, 'link'));
    expect(() => openPlace(join(folder, 'link'))).toThrow(/a link to nowhere\. Nothing was written\.$/);
    expect(() => openPlace(join(folder, 'none'))).toThrow(/no such folder/);
  });
});
