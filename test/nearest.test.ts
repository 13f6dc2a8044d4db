import { expect, test } from '@jest/globals';
import { edits, nearest } from '../core/nearest.js';

test('two neighbours that changed places are one edit', () => {
  expect(edits('buidl', 'build')).toBe(1);
  expect(edits('kitten', 'sitting')).toBe(3);
  expect(edits('', 'abc')).toBe(3);
});

test('a slip is near, another word is not', () => {
  expect(nearest('replcias', ['selector', 'replicas'])).toBe('replicas');
  expect(nearest('livenessprobe', ['livenessProbe'])).toBe('livenessProbe');
  expect(nearest('HOST', ['PORT'])).toBeUndefined();
  expect(nearest('same', ['same'])).toBeUndefined();
});
