import { detect } from '../../core/detect/detect.js';
import { openFolder } from '../../core/detect/disk.js';
import { render } from '../../core/render.js';
import { filesBelow, goldenCases } from '../golden-cases.js';
import { matrixCases } from '../matrix-cases.js';
import type { Judged } from './verdict.js';

/** Every golden folder and every case of the matrix, each with the facts that it was made from. */
export async function judgedTrees(): Promise<readonly Judged[]> {
  const golden = await Promise.all(
    goldenCases().map(async ({ name, source, expected }) => {
      const { facts } = await detect(openFolder(source));
      return { name, facts, files: filesBelow(expected) };
    }),
  );
  const matrix = matrixCases().map(({ name, model, facts }) => {
    return { name, facts, files: new Map([...render(model).values()].map(({ path, text }) => [path, text] as const)) };
  });
  return [...golden, ...matrix];
}
