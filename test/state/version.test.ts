import { expect, test } from '@jest/globals';
import { compareVersions, isVersion } from '../../core/state/version.js';

test('versions compare by number, a pre-release before its release', () => {
  const sorted = ['0.9.0', '0.10.0-rc.1', '0.10.0', '1.0.0', '1.0.10', '2.0.0'];
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
  expect(compareVersions('1.2.3', '1.2.3')).toBe(0);
  expect(['1.2', '1.2.3 ', 'v1.2.3', '1.2.3\n', 1, `1.2.3-${'a'.repeat(50)}`].map(isVersion)).not.toContain(true);
});
