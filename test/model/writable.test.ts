import { expect, test } from '@jest/globals';
import { cacheEnvironment } from '../../core/model/writable.js';

test('every service has a home that can be written, and a cache of a library only where it is there', () => {
  expect(cacheEnvironment([{ name: 'fastapi' }])).toEqual([['HOME', '/tmp']]);
  expect(cacheEnvironment([{ name: 'matplotlib' }, { name: 'transformers' }])).toEqual([
    ['HOME', '/tmp'],
    ['HF_HOME', '/tmp/huggingface'],
    ['MPLCONFIGDIR', '/tmp/matplotlib'],
  ]);
});
