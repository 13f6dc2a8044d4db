import { expect, test } from '@jest/globals';
import { detectContext } from '../../core/detect/context.js';
import type { Evidence, Facts } from '../../core/detect/facts.js';
import { memoryFolder } from './memory-folder.js';

const evidence: Evidence = { file: 'main.py', line: 1, rule: 'x', text: '' };
const fact = <T>(value: T) => ({ value, confidence: 'certain' as const, evidence: [evidence], others: [] });
const service = { service: fact('backend' as const) };
const folder = memoryFolder({ 'main.py': '' }, { path: 'services/orders' });
const context = (facts: Facts) => detectContext(folder, { ...service, ...facts });

test('the folder itself when nothing leads out of it', () => {
  expect(context({ install: fact({ files: ['requirements.txt'] }) })?.value).toBe('.');
});

test('the nearest folder that holds the lock, the shared folders and local projects', () => {
  expect(context({ install: fact({ files: ['pyproject.toml', '../../uv.lock'], lock: '../../uv.lock' }) })?.value).toBe(
    '../..',
  );
  expect(context({ shared: fact(['../money']) })?.value).toBe('..');
  expect(context({ install: fact({ files: ['r.txt'], local: ['../../libs/money'] }) })?.value).toBe('../..');
});

test('the folder above where the service folder is a package', () => {
  expect(context({ importRoots: fact(['..']) })?.value).toBe('..');
  expect(context({ importRoots: fact(['.', '../shared']) })?.value).toBe('.');
});

test('never above the repository, and then only as a guess', () => {
  expect(context({ shared: fact(['../../../outside']) })).toMatchObject({ value: '../..', confidence: 'guess' });
});

test('no fact without evidence', () => {
  expect(detectContext(folder, {})).toBeUndefined();
});
