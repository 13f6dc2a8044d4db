import { describe, expect, test } from '@jest/globals';
import { manifest, value } from './read.js';

const page = { 'index.html': '' };
const build = (
  scripts: Record<string, string>,
  dependencies: Record<string, string> = { vite: '6' },
): Promise<unknown> => value('buildScript', { ...page, 'package.json': manifest(scripts, dependencies) });

describe('the script that builds', () => {
  test.each([
    [{ build: 'tsc -b && vite build' }, 'build'],
    [{ build: 'cross-env NODE_ENV=production vite build' }, 'build'],
    [{ build: 'NODE_OPTIONS=--max-old-space-size=4096 npx vite build' }, 'build'],
    [{ build: 'node --max-old-space-size=4096 node_modules/vite/bin/vite.js build' }, 'build'],
    [{ build: 'dotenv -e .env.prod -- vite build' }, 'build'],
    [{ build: 'run-s type-check build-only', 'build-only': 'vite build', 'type-check': 'vue-tsc' }, 'build'],
    [{ build: 'npm run compile', compile: 'vite build' }, 'build'],
    [{ build: 'run-p "build:*"', 'build:site': 'vite build', 'build:worker': 'esbuild w.ts' }, 'build'],
    [{ 'build:dev': 'vite build --mode development', 'build:prod': 'vite build' }, 'build:prod'],
    [{ compile: 'vite build', 'test:e2e': 'vite build && playwright test' }, 'compile'],
    [{ build: 'vite --config config/vite.config.ts build' }, 'build'],
  ])('%j: %s', async (scripts, name) => {
    expect(await build(scripts)).toBe(name);
  });
  test.each([
    [{ dev: 'vite', preview: 'vite preview' }],
    [{ 'test:e2e': 'vite build && playwright test' }],
    [{ build: 'npm run build' }],
    [{ build: 'yarn workspace web build' }],
  ])('%j: none', async (scripts) => {
    expect(await build(scripts)).toBeUndefined();
  });
  test('a program of the project builds what the configuration shows', async () => {
    const files = {
      'package.json': manifest({ build: 'node scripts/build.mjs' }, { next: '15' }),
      'next.config.js': 'module.exports = {}',
    };
    expect(await value('buildScript', files)).toBe('build');
    expect(await value('framework', files)).toBe('next');
  });
});

describe('tools behind a package manager', () => {
  test.each([
    'pnpm vite build',
    'yarn vite build',
    'yarn run vite build',
    'bun vite build',
    'bun run vite build',
    'pnpm vite build --mode production',
  ])('%s', async (build) => {
    const files = { 'package.json': manifest({ build }, { vite: '6' }), 'index.html': '' };
    expect(await value('outputDir', files)).toBe('dist');
  });
  test.each(['pnpm --filter x vite build', 'npm vite build', 'yarn workspace x vite build'])(
    'not %s',
    async (build) => {
      const files = { 'package.json': manifest({ build }, { vite: '6' }), 'index.html': '' };
      expect(await value('outputDir', files)).toBeUndefined();
    },
  );
});
