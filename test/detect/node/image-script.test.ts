import { expect, test } from '@jest/globals';
import { detectNode } from '../../../core/detect/node/node.js';
import { memoryFolder } from '../memory-folder.js';

const scripts = {
  build: 'run-s check-db build-app',
  'build-app': 'next build',
  'build-docker': 'next build',
  lint: 'x',
};
const next = (run: string) =>
  detectNode(
    memoryFolder({
      'package.json': JSON.stringify({ name: 'x', scripts, dependencies: { next: '15.0.0' } }),
      Dockerfile: `FROM node:22\nCOPY . .\nRUN npm ci && ${run}\nCMD ["node", "server.js"]\n`,
    }),
    [],
  );

test('the script that the Dockerfile builds with is a fact where it is another one', async () => {
  const { facts } = await next('npm run build-docker');
  expect(facts.imageScript).toMatchObject({ value: 'build-docker', evidence: [{ file: 'Dockerfile', line: 3 }] });
  expect(facts.buildScript?.value).toBe('build');
});

test.each(['npm run build', 'npm run lint', 'npm run absent', 'echo build-docker'])('%s is none', async (run) => {
  expect((await next(run)).facts.imageScript).toBeUndefined();
});
