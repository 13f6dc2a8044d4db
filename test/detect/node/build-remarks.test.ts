import { expect, test } from '@jest/globals';
import { found, manifest } from './read.js';

const rules = async (source: string): Promise<readonly unknown[]> => {
  const files = { 'package.json': manifest({ build: 'next build' }, { next: '15' }), 'app/layout.tsx': source };
  return (await found(files)).remarks.map((remark) => [remark.rule, remark.file, remark.line]);
};

test('fonts that the build fetches', async () => {
  expect(await rules("import x from 'x';\nimport { Inter } from 'next/font/google';")).toEqual([
    ['fonts-at-build', 'app/layout.tsx', 2],
  ]);
  expect(
    await rules(
      "import local from 'next/font/local';\n// import { Inter } from 'next/font/google'\nconst a = 'next/font/google';",
    ),
  ).toEqual([]);
});
