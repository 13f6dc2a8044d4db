import { describe, expect, test } from '@jest/globals';
import type { Install } from '../../../core/detect/fact-values.js';
import { manifest, value } from './read.js';

const install = async (scripts: Record<string, string>, files: Record<string, string> = {}): Promise<Install> =>
  (await value('install', {
    'package.json': manifest({ build: 'vite build', ...scripts }, { vite: '6' }),
    'index.html': '',
    ...files,
  })) as Install;

describe('scripts of the project’s own install', () => {
  test.each([
    [{ prepare: 'husky' }],
    [{ prepare: 'is-ci || husky install', preinstall: 'npx only-allow pnpm' }],
    [{ prepare: "svelte-kit sync || echo ''" }],
    [{ postinstall: 'nuxt prepare' }],
    [{ postinstall: 'patch-package && pnpm exec prisma generate' }],
    [{ postinstall: 'CI=1 node scripts/check.js' }],
    [{ prepare: 'echo "tea && cake; panda codegen"' }],
    [{}],
  ])('need no source: %j', async (scripts) => {
    expect((await install(scripts, { 'scripts/check.js': 'process.exit(0);\n' })).scripts).toBeUndefined();
  });

  test.each<[Record<string, string>, readonly string[]]>([
    [{ prepare: 'svelte-kit sync && panda codegen' }, ['prepare']],
    [{ prepare: 'npm run generate', postinstall: 'graphql-codegen --config codegen.ts' }, ['postinstall', 'prepare']],
    [{ postinstall: 'node scripts/check.js' }, ['postinstall']],
    [{ postinstall: 'node scripts/absent.js' }, ['postinstall']],
    [{ preinstall: 'NODE_ENV=test tsx scripts/tokens.ts' }, ['preinstall']],
  ])('wait for it: %j', async (scripts, wanted) => {
    const files = { 'scripts/check.js': "import { rules } from '../src/rules.js';\nrules();\n" };
    expect((await install(scripts, files)).scripts).toEqual(wanted);
  });

  test('read the files that are mounted beside the manifest', async () => {
    const files = { 'scripts/check.js': 'process.exit(0);\n', 'prisma/schema.prisma': 'model Tea {}\n' };
    expect((await install({ postinstall: 'node scripts/check.js && prisma generate' }, files)).files).toEqual(
      expect.arrayContaining(['scripts/check.js', 'prisma/schema.prisma']),
    );
  });
});
