import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openFolder } from '../../core/detect/disk.js';
import { readFingerprint } from '../../core/detect/fingerprint.js';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  mkdirSync(join(home, '.git'));
  mkdirSync(join(home, 'api'));
  writeFileSync(join(home, 'api', 'main.py'), 'x = 1\n');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const hash = (outside: readonly string[] = []): string => readFingerprint(openFolder(join(home, 'api')), outside);

test('changes with content, with names and with a line moved between files', () => {
  const before = hash();
  expect(hash()).toBe(before);
  writeFileSync(join(home, 'api', 'main.py'), 'x = 2\n');
  const edited = hash();
  writeFileSync(join(home, 'api', 'logo.png'), 'p');
  const added = hash();
  expect(new Set([before, edited, added]).size).toBe(3);
});

test('counts a picture by its name only and a CRLF checkout not at all', () => {
  writeFileSync(join(home, 'api', 'logo.png'), 'p');
  const before = hash();
  writeFileSync(join(home, 'api', 'logo.png'), 'other');
  writeFileSync(join(home, 'api', 'main.py'), 'x = 1\r\n');
  expect(hash()).toBe(before);
});

test('follows files and listings outside, present or absent', () => {
  const outside = ['../uv.lock', '../*'];
  const before = hash(outside);
  writeFileSync(join(home, 'uv.lock'), 'version = 1\n');
  const appeared = hash(outside);
  expect(appeared).not.toBe(before);
  writeFileSync(join(home, 'uv.lock'), 'version = 2\n');
  expect(hash(outside)).not.toBe(appeared);
});

test('follows files of a name by where they are, and not what lies beside them', () => {
  const outside = ['../*/*/compose.yaml'];
  const before = hash(outside);
  mkdirSync(join(home, 'services', 'billing'), { recursive: true });
  writeFileSync(join(home, 'services', 'billing', 'other.yaml'), '');
  expect(hash(outside)).toBe(before);
  writeFileSync(join(home, 'services', 'billing', 'compose.yaml'), '');
  expect(hash(outside)).not.toBe(before);
});
