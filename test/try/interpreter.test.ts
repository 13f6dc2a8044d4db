import { expect, test } from '@jest/globals';
import type { Engine } from '../../core/try/engine.js';
import { otherVersion } from '../../core/try/interpreter.js';

const engine = (all: string, code = 0): Engine => ({
  command: 'docker',
  platform: 'linux/amd64',
  run: async () => ({ code, out: all, all }),
});

test('an interpreter that the tag names is no remark', async () => {
  expect(await otherVersion(engine('Python 3.12.1'), 'x', 'python:3.12-slim-trixie')).toBeUndefined();
  expect(await otherVersion(engine('v22.1.0'), 'x', 'mirror.example/node:22-trixie-slim')).toBeUndefined();
});

test('another one is, also where the tag is a beginning of it', async () => {
  expect(await otherVersion(engine('Python 3.13.5'), 'x', 'python:3.14-slim')).toContain('holds Python 3.13.5');
  expect(await otherVersion(engine('Python 3.12.1'), 'x', 'python:3.1')).toContain('3.12.1');
});

test('nothing is said of bases without an interpreter, or that cannot be asked', async () => {
  expect(await otherVersion(engine('x'), 'x', 'nginx:1.30')).toBeUndefined();
  expect(await otherVersion(engine('', 127), 'x', 'python:3.12')).toBeUndefined();
});
