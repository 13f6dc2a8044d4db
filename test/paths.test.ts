import { expect, test } from '@jest/globals';
import { candidatePath, climbs, isOutputId, pathFault } from '../core/paths.js';

test('paths of outputs: plain, and above the service only where that is allowed', () => {
  expect(pathFault('deploy/k8s/base/a.yaml', false)).toBeUndefined();
  expect(pathFault('.github/workflows/x.yml', false)).toBeUndefined();
  expect(pathFault('../../renovate.json', true)).toBeUndefined();
  expect(pathFault('../renovate.json', false)).toBe('outside the service');
  expect(pathFault('a/../../b', true)).toBe('outside the service');
  expect(pathFault('a//b', true)).toBe('no plain path');
  expect(pathFault('../..', true)).toBe('no path of a file');
});

test('ids are file names without a path in them', () => {
  expect(['dockerfile', 'k8s-base.deployment', 'cloud-run_production'].every(isOutputId)).toBe(true);
  expect(['', '.', '..', 'a/b', 'a\\b', '.hidden', 'a..b', 'a.', 'x'.repeat(200), 'a b'].some(isOutputId)).toBe(false);
});

test('candidates of repository outputs stay below the conflicts folder', () => {
  expect(climbs('../../a/b')).toBe(2);
  expect(candidatePath('Dockerfile')).toBe('.saasfactory/conflicts/Dockerfile');
  expect(candidatePath('../../a')).toBe('.saasfactory/conflicts/_repository/_repository/a');
});
