import { expect, test } from '@jest/globals';
import { detectNode } from '../../../core/detect/node/node.js';
import { memoryFolder } from '../memory-folder.js';

const site = (scripts: Record<string, string>) =>
  detectNode(
    memoryFolder({
      'package.json': JSON.stringify({ name: 'x', scripts, devDependencies: { vite: '7.0.0' } }),
      'index.html': '<div id="root"></div>',
      'vite.config.js': 'export default {}',
    }),
    [],
  );

// The model reads it to know whether an argument after the script's name reaches `vite build`.
test('the text of the build script is a fact', async () => {
  const { facts } = await site({ build: 'tsc -b && vite build' });
  expect(facts.buildCommand?.value).toBe('tsc -b && vite build');
});

test('a folder without a build script has none', async () => {
  const { facts } = await site({ lint: 'eslint .' });
  expect(facts.buildCommand).toBeUndefined();
});
