import { expect, test } from '@jest/globals';
import { GIB, MIB, quantity } from '../../core/verify/quantity.js';

test.each([
  ['250m', 0.25],
  ['1', 1],
  ['.5', 0.5],
  ['512Mi', 512 * MIB],
  ['1.5Gi', 1.5 * GIB],
  ['1e3', 1000],
  ['1G', 1e9],
])('%s', (text, value) => {
  expect(quantity(text)).toBeCloseTo(value);
});

test.each(['512MB', 'Mi', '', '1 Gi', '1gi', '--1'])('"%s" is none', (text) => {
  expect(quantity(text)).toBeUndefined();
});
