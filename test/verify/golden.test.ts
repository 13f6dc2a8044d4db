import { describe, expect, test } from '@jest/globals';
import { detect } from '../../core/detect/detect.js';
import { openFolder } from '../../core/detect/disk.js';
import { verifyFiles } from '../../core/verify/verify.js';
import { filesBelow, goldenCases } from '../../scripts/golden-cases.js';

describe('an untouched scaffold', () => {
  test.each(goldenCases())('$name has notes at most', async ({ source, expected }) => {
    const { facts } = await detect(openFolder(source));
    const found = verifyFiles(filesBelow(expected), facts).filter(({ severity }) => severity !== 'note');
    expect(found).toEqual([]);
  });
});
