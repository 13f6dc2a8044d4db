import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DEMANDS } from '../../../core/verify/rules/runtime-versions.js';
import { verifyFiles } from '../../../core/verify/verify.js';
import { fact } from '../../model/example.js';

const PATH = 'deploy/runtime/requirements.txt';
const TEMPLATE = readFileSync(join(import.meta.dirname, '../../../../templates/runtime/requirements.txt.ejs'), 'utf8');
const PINS = TEMPLATE.replaceAll(/^<%.*\n/gm, '');

const judged = (own: Readonly<Record<string, string>>, pins = PINS) => {
  const dependencies = fact(
    Object.entries(own).map(([name, version]) => ({ name, version })),
    'uv.lock',
  );
  return verifyFiles(new Map([[PATH, pins]]), { dependencies }).filter(({ rule }) => rule === 'runtime-versions');
};

test('a version of the service that a pinned package cannot live with, at its line', () => {
  const [found, ...more] = judged({ 'typing-extensions': '4.12.2', httpx: '0.28.1' });
  expect(more).toEqual([]);
  expect(found).toMatchObject({ path: PATH, severity: 'warning' });
  expect(found?.message).toBe(
    'typing-extensions 4.12.2 of uv.lock is used in place of this one, and anyio 4.16.0 needs typing-extensions>=4.16.0',
  );
  expect(PINS.split('\n')[(found?.line ?? 0) - 1]).toMatch(/^typing-extensions==/);
});

test.each([
  ['too old', 'anyio', '3.7.1', 1],
  ['too new', 'anyio', '5.0.0', 1],
  ['another that fits', 'anyio', '4.1.0', 0],
  ['older, and the demand is older still', 'click', '8.1.0', 0],
  ['not the very one', 'pydantic-core', '2.50.3', 1],
  ['a version that nobody can compare', 'anyio', '3.7.1rc1', 0],
])('%s', (_, name, version, count) => {
  expect(judged({ [name]: version })).toHaveLength(count);
});

test('silent where the service has the package that demands it, and where no version is known', () => {
  expect(judged({ pydantic: '2.9.2', 'pydantic-core': '2.23.4' })).toEqual([]);
  expect(judged({})).toEqual([]);
  expect(judged({ anyio: '3.7.1' }, 'uvicorn==0.54.0\n')).toEqual([]);
});

test('the demands are those of the versions that the template pins', () => {
  const pinned = new Set([...PINS.matchAll(/^([\w.-]+)==([\w.]+)/gm)].map(([, name, version]) => `${name} ${version}`));
  expect(Object.keys(DEMANDS).filter((one) => !pinned.has(one))).toEqual([]);
});
