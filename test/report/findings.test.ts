import { expect, test } from '@jest/globals';
import { findingLines } from '../../core/report.js';
import type { Finding } from '../../core/verify/finding.js';

const plain = (_style: string, text: string): string => text;
const note = (path: string, message: string): Finding => ({ rule: 'r', severity: 'note', path, line: 3, message });

test('the same finding over several files is said once', () => {
  const lines = findingLines(
    [note('a.yaml', 'no digest'), note('b.yaml', 'no digest'), note('c.yaml', 'other')],
    plain,
  );
  expect(lines).toEqual(['  note    a.yaml:3: no digest (and 1 more)', '  note    c.yaml:3: other']);
});
