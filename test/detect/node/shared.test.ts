import { describe, expect, test } from '@jest/globals';
import { value, vite } from './read.js';

const shared = (config: string, files: Record<string, string>): Promise<unknown> =>
  value('shared', vite(config, files), { path: 'web' });

describe('what the build reads outside the folder', () => {
  test.each([
    [
      'an import',
      'export default {}',
      {
        'src/main.ts': "import { a } from '../../common/lib/a';",
        '../common/lib/a.ts': '',
        '../common/package.json': '{}',
      },
      ['../common'],
    ],
    [
      'an alias to a file of a package: all of the package',
      "import path from 'path'; export default { resolve: { alias: [{ find: /^@x$/, replacement: path.resolve(__dirname, '../packages/x/src/index.ts') }, { find: /y/, replacement: path.resolve(__dirname, '../packages/y/src/$1') }] } }",
      {
        '../packages/x/package.json': '{}',
        '../packages/x/src/index.ts': '',
        '../packages/y/package.json': '{}',
        '../packages/y/src/a.ts': '',
      },
      ['../packages/x', '../packages/y'],
    ],
    [
      'a way back into the folder',
      'export default {}',
      { 'src/main.ts': "import a from '../../web/a';", 'a.ts': '' },
      undefined,
    ],
    [
      'a tool that checks the code',
      'export default {}',
      { 'eslint.config.js': "import a from '../eslint.base.js';", '../eslint.base.js': '' },
      undefined,
    ],
    [
      'a single file',
      'export default {}',
      { 'src/main.ts': "import a from '../../version.json';", '../version.json': '{}' },
      ['../version.json'],
    ],
    [
      'a dynamic import',
      'export default {}',
      { 'src/main.ts': "const a = await import('../../common/a');", '../common/a.ts': '' },
      ['../common'],
    ],
    [
      'a mapped name',
      'export default {}',
      {
        'src/main.ts': "import { a } from '@common/a';",
        'tsconfig.json': '{ "compilerOptions": { "paths": { "@common/*": ["../common/src/*"] } } }',
        '../common/src/a.ts': '',
        '../common/package.json': '{}',
      },
      ['../common'],
    ],
    [
      'an extended tsconfig',
      'export default {}',
      { 'tsconfig.json': '{ "extends": "../tsconfig.base.json" }', '../tsconfig.base.json': '{}' },
      ['../tsconfig.base.json'],
    ],
    [
      'an alias',
      "import path from 'path';\nexport default { resolve: { alias: { '@common': path.resolve(__dirname, '../common') } } }",
      { '../common/a.ts': '' },
      ['../common'],
    ],
  ])('%s', async (_about, config, files, expected) => {
    expect(await shared(config, files as unknown as Record<string, string>)).toEqual(expected);
  });
  test.each([
    ['an import that stays inside', { 'src/a/main.ts': "import { a } from '../../lib/a';", 'lib/a.ts': '' }],
    [
      'a text',
      { 'src/main.ts': "const a = \"import '../../common/a'\"; // import '../../common/a'", '../common/a.ts': '' },
    ],
    ['a test', { 'src/main.test.ts': "import '../../common/a';", '../common/a.ts': '' }],
    [
      'a mapped name that nothing uses',
      {
        'src/main.ts': '',
        'tsconfig.json': '{ "compilerOptions": { "paths": { "@common/*": ["../common/*"] } } }',
        '../common/a.ts': '',
      },
    ],
    ['what is not there', { 'src/main.ts': "import '../../gone/a';" }],
  ])('not %s', async (_about, files) => {
    expect(await shared('export default {}', files as unknown as Record<string, string>)).toBeUndefined();
  });
});
