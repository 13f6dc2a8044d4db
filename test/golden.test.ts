import { describe, expect, test } from '@jest/globals';
import { differences, emitted, filesBelow, goldenCases } from '../scripts/golden-cases.js';

describe('golden cases', () => {
  const cases = goldenCases();

  test('cover backend, frontend and agent on each platform', () => {
    const names = cases.map(({ name }) => name);
    for (const kind of ['backend', 'frontend', 'agent']) {
      for (const platform of ['cloud-run', 'gke', 'hybrid']) expect(names).toContain(`${kind}-${platform}`);
    }
  });

  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const files = await emitted(golden);
    expect(filesBelow(golden.expected).size).toBeGreaterThan(0);
    expect(differences(golden, files)).toEqual([]);
  });

  test('end each text file with one newline and hold no carriage return', () => {
    for (const golden of cases) {
      for (const [path, text] of filesBelow(golden.expected)) {
        if (!/[^\n]\n$/.test(text)) throw new Error(`${golden.name}/${path} does not end with one newline`);
        expect(text.includes('\r')).toBe(false);
      }
    }
  });
});
