import { describe, expect, test } from '@jest/globals';
import { found, manifest, value, vite } from './read.js';

describe('what is a service', () => {
  test('a Vite site is a frontend that leaves files', async () => {
    const { facts } = await found(vite('export default {}'));
    expect(facts.service?.value).toBe('frontend');
    expect(facts.framework?.value).toBe('vite');
    expect(facts.framework?.evidence[0]).toMatchObject({ file: 'package.json', line: 4, rule: 'vite-react' });
    expect(facts.serves?.value).toBe('static');
    expect(facts.app).toBeUndefined();
    expect(facts.port).toBeUndefined();
    expect(facts.name?.value).toBe('shop');
  });
  test.each([
    ['no package.json', { 'index.html': '' }],
    ['half a package.json', { 'package.json': '{"scripts": {' }],
    [
      'linters only',
      { 'package.json': manifest({ lint: 'eslint .', format: 'prettier -w .', test: 'vitest' }, { vite: '6' }) },
    ],
    ['a library', { 'package.json': manifest({ build: 'tsup src/index.ts' }) }],
    ['a library that Vite builds', { ...vite("export default { build: { lib: { entry: 'src/index.ts' } } }") }],
    [
      'assets of a Django project',
      {
        'package.json': manifest({ build: 'vite build' }, { vite: '6' }),
        'manage.py': '',
        'vite.config.js': "export default { build: { manifest: true, rollupOptions: { input: 'static/main.js' } } }",
      },
    ],
    [
      'assets that webpack makes',
      { 'package.json': manifest({ build: 'webpack --mode production' }, { webpack: '5' }) },
    ],
    [
      'a root that runs members',
      {
        'package.json': manifest({ build: 'turbo run build', dev: 'turbo run dev' }, {}, { workspaces: ['apps/*'] }),
        'apps/web/package.json': manifest({ build: 'vite build' }, { vite: '6' }),
      },
    ],
    ['a word in a string', { 'package.json': manifest({ hint: 'echo "run vite build first"' }) }],
    [
      'stories only',
      {
        'package.json': manifest(
          { 'build-storybook': 'storybook build', 'test:e2e': 'vite build && playwright test' },
          { vite: '6' },
        ),
      },
    ],
  ])('%s is none', async (_about, files) => {
    const result = await found(files);
    expect(result.facts).toEqual({});
    expect(result.trace[0]).toMatchObject({ fact: 'service', outcome: 'silent' });
  });
  test('the same files give the same bytes in any order', async () => {
    const files = vite('export default { base: "/a" }', {
      'src/a.ts': 'import.meta.env.VITE_A',
      'src/b.ts': 'import.meta.env.VITE_B',
    });
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect(JSON.stringify(await found(reversed))).toBe(JSON.stringify(await found(files)));
  });
  test.each([
    'export default {',
    '',
    '\uFEFFexport default { build: { outDir: "x" } }',
    'export default (((((',
    '\t\r\n}',
    'export default f(); function f() { return f(); }',
    'const a = b; const b = a; export default a',
  ])('a strange configuration %j does no harm', async (config) => {
    expect(await value('service', vite(config))).toBe('frontend');
  });
});
