import { expect, test } from '@jest/globals';
import { compareExample } from '../../core/detect/env-example.js';
import type { Variable } from '../../core/detect/fact-values.js';
import { memoryFolder } from './memory-folder.js';

const reads = (name: string, required = false): Variable => ({ name, required, secret: false, file: 'a.py', line: 3 });
const compare = (example: string, variables: readonly Variable[], more: Readonly<Record<string, string>> = {}) =>
  compareExample(memoryFolder({ '.env.example': example, ...more }), variables).map((one) => `${one.rule}:${one.line}`);

test('a name that is slightly wrong', () => {
  expect(compare('A_SETTING=1\nDATABSE_URL=x\n', [reads('A_SETTING'), reads('DATABASE_URL', true)])).toEqual([
    'env-example-misspelt:2',
  ]);
});

test('a name that nothing reads, and a required one that is left out', () => {
  expect(compare('OLD_FLAG=1\n', [reads('NEW_THING', true)])).toEqual(['env-example-dead:1', 'env-example-missing:1']);
});

test.each([
  ['a compose file uses it', 'OLD_FLAG=1\n', { 'compose.yaml': 'x: ${OLD_FLAG}\n' }],
  ['a settings field behind a prefix', 'APP_OLD_FLAG=1\n', { 'a.py': 'x = "APP_OLD_FLAG"\n' }],
  ['a library reads it', 'OPENAI_API_KEY=1\n', {}],
  ['a comment', '# OLD_FLAG: none\n', {}],
])('nothing when %s', (_, example, more) => {
  expect(compare(example, [reads('OTHER')], more)).toEqual([]);
});

test('short names that differ are no slips, and no example is no fault', () => {
  expect(compare('DB_HOST=1\n', [reads('DB_PORT')])).toEqual(['env-example-dead:1']);
  expect(compareExample(memoryFolder({ 'a.py': '' }), [reads('X', true)])).toEqual([]);
});
