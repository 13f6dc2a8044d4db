import { expect, test } from '@jest/globals';
import { buildEvidence, logEvidence } from '../../core/try/evidence.js';

test('a traceback is shown with its head and its end', () => {
  const frames = Array.from({ length: 40 }, (_, index) => `  File "/app/${index}.py", line 1`);
  const lines = logEvidence(
    ['starting', 'Traceback (most recent call last):', ...frames, 'KeyError: 1', ''].join('\n'),
  );
  expect(lines).toHaveLength(12);
  expect(lines[0]).toContain('Traceback');
  expect(lines.at(-1)).toBe('KeyError: 1');
});

test('without one, the last lines', () => {
  expect(logEvidence('a\n\nb\n')).toEqual(['a', 'b']);
});

test('of a build, what the failing step printed', () => {
  const log = '#5 1.0 noise\n------\n > [build 4/6] RUN npm ci:\n1.234 npm error code EUSAGE\n------\nDockerfile:9\n';
  expect(buildEvidence(log)).toEqual(['npm error code EUSAGE']);
});

test('control characters do not reach a terminal', () => {
  expect(logEvidence('\u001b[31mred\u001b[0m\u0007')).toEqual(['red']);
});
