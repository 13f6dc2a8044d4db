import { expect, test } from '@jest/globals';
import { formatTry } from '../../core/try/format.js';
import type { TryReport } from '../../core/try/report.js';

const report: TryReport = {
  name: 'orders',
  verdict: 'runs',
  exit: 0,
  steps: [
    { name: 'building', ok: true, seconds: 41, detail: '41 s' },
    { name: 'beside it', ok: true, seconds: 2, detail: 'REDIS_URL is a dummy value' },
  ],
  notes: [],
};

test('a service that runs', () => {
  expect(formatTry(report)).toBe('building      41 s\nbeside it     REDIS_URL is a dummy value\norders runs.');
});

test('a service whose readiness was not tried does not run', () => {
  const text = formatTry({ ...report, verdict: 'live', notes: ['readiness was not tried: mysql'] });
  expect(text).toMatch(/alive; whether it gets ready was not tried\.$/);
  expect(text).not.toMatch(/runs/);
});

test('a failure names its place once', () => {
  const failed = { ...report, verdict: 'failed', exit: 2 } as const;
  const said = { message: 'a.py:5 imports b, which no manifest declares', file: 'a.py', line: 5, hint: 'add b' };
  expect(formatTry({ ...failed, failure: said })).toMatch(/orders cannot run: a\.py:5 imports b, [^\n]*\.\n {2}add b$/);
  expect(formatTry({ ...failed, failure: { message: 'it fails', file: 'a.py', line: 5 } })).toMatch(
    /: a\.py:5: it fails\.$/,
  );
});
