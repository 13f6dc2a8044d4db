import { describe, expect, test } from '@jest/globals';
import { render } from '../core/render.js';
import { verifyFiles } from '../core/verify/verify.js';
import { matrixCases } from '../scripts/matrix-cases.js';
import { pairwise } from '../scripts/pairwise.js';

describe('pairwise', () => {
  const dimensions = { a: ['1', '2', '3'], b: ['x', 'y'], c: ['p', 'q', 'r'] };

  test('holds every pair of values, in fewer cases than all', () => {
    const cases = pairwise(dimensions);
    for (const a of dimensions.a)
      for (const c of dimensions.c) expect(cases.some((one) => one.a === a && one.c === c)).toBe(true);
    for (const a of dimensions.a)
      for (const b of dimensions.b) expect(cases.some((one) => one.a === a && one.b === b)).toBe(true);
    expect(cases.length).toBeLessThan(18);
  });

  test('leaves out cases that do not exist', () => {
    const cases = pairwise(dimensions, (one) => one.a !== '1' || one.b === 'x');
    expect(cases.filter((one) => one.a === '1' && one.b === 'y')).toEqual([]);
    expect(cases.filter((one) => one.a === '1').length).toBeGreaterThan(0);
  });
});

describe('the matrix of kind, platform, rollout, tier, exposure, database and environments', () => {
  test.each(matrixCases())('$name has no error and no warning', ({ model, facts }) => {
    const files = new Map([...render(model).values()].map(({ path, text }) => [path, text]));
    expect(verifyFiles(files, facts).filter(({ severity }) => severity !== 'note')).toEqual([]);
    const kind = model.rollout.kind === 'rolling' ? 'Deployment' : 'Rollout';
    // Two that answer nothing differ in whether they stay.
    expect(files.has('deploy/k8s/base/cronjob.yaml')).toBe(model.platforms.gke && model.work?.job !== undefined);
    const hpa = files.get('deploy/k8s/base/hpa.yaml');
    expect(hpa === undefined || hpa.includes(`kind: ${kind}\n`)).toBe(true);
  });
});
