import { expect, test } from '@jest/globals';
import { detectNode } from '../../../core/detect/node/node.js';
import { memoryFolder } from '../memory-folder.js';

const manifest = (name: string, dependencies: readonly string[], scripts: Record<string, string> = {}): string =>
  JSON.stringify({ name, scripts, dependencies: Object.fromEntries(dependencies.map((one) => [one, 'workspace:*'])) });

test('local packages with a build are built after those that they need, the others never', async () => {
  const { facts } = await detectNode(
    memoryFolder(
      {
        '../../package.json': JSON.stringify({ private: true }),
        '../../pnpm-workspace.yaml': 'packages:\n  - "apps/*"\n  - "packages/*"\n',
        '../../pnpm-lock.yaml': "lockfileVersion: '6.0'\n",
        'package.json': manifest('web', ['a', 'plain'], { build: 'vite build' }),
        'index.html': '<div></div>',
        '../../packages/a/package.json': manifest('a', ['b'], { build: 'tsc' }),
        '../../packages/b/package.json': manifest('b', [], { build: 'tsc' }),
        '../../packages/plain/package.json': manifest('plain', []),
        '../../packages/unused/package.json': manifest('unused', [], { build: 'tsc' }),
      },
      { path: 'apps/web' },
    ),
    [],
  );
  expect(facts.install?.value.builds).toEqual(['../../packages/b', '../../packages/a']);
  expect(facts.install?.value.lockVersion).toBe('6.0');
});
