// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources under test hold templates of their own
import { describe, expect, test } from '@jest/globals';
import { value, vite } from './read.js';

const output = (config: string, more: Record<string, string> = {}, path = '.'): Promise<unknown> =>
  value('outputDir', vite(config, more), { path, name: 'web' });

describe('expressions of a configuration', () => {
  test.each([
    ["import { defineConfig } from 'vite';\nexport default defineConfig({ build: { outDir: 'a' } })", 'a'],
    ["import path from 'path';\nexport default { build: { outDir: path.join(__dirname, 'a', 'b') } }", 'a/b'],
    [
      "import { resolve } from 'node:path';\nexport default { build: { outDir: resolve(__dirname, '../static') } }",
      '../static',
    ],
    ["import * as path from 'path';\nexport default { build: { outDir: path.resolve('a') } }", 'a'],
    ["import path from 'path';\nexport default { build: { outDir: path.resolve(import.meta.dirname, 'a') } }", 'a'],
    ["import path from 'path';\nexport default { build: { outDir: path.resolve(process.cwd(), 'a') } }", 'a'],
    [
      "import { fileURLToPath, URL } from 'node:url';\nexport default { build: { outDir: fileURLToPath(new URL('./a', import.meta.url)) } }",
      'a',
    ],
    [
      "import { fileURLToPath } from 'url';\nimport { dirname, join } from 'path';\nconst here = dirname(fileURLToPath(import.meta.url));\nexport default { build: { outDir: join(here, 'a') } }",
      'a',
    ],
    ["export default () => ({ build: { outDir: 'a' } })", 'a'],
    [
      "export default defineConfig(async ({ mode }) => { return { build: { outDir: mode === 'production' ? 'a' : 'b' } } })",
      'a',
    ],
    [
      "export default ({ command }) => { if (command === 'serve') { return { build: { outDir: 'b' } } } return { build: { outDir: 'a' } } }",
      'a',
    ],
    [
      "export default ({ command }) => { if (command === 'serve') { return {} } else { return { build: { outDir: 'a' } } } }",
      'a',
    ],
    ["export default { build: { outDir: process.env.OUT || 'a' } }", 'a'],
    ["export default { build: { outDir: process.env.OUT ?? `a/${'b'}` } }", 'a/b'],
    ["const outDir = 'a';\nexport default { build: { outDir } }", 'a'],
    ["const build = { outDir: 'a' };\nconst config = { build };\nexport default config", 'a'],
    ["const base = { build: { outDir: 'a' } };\nexport default { ...base, plugins: [] }", 'a'],
    [
      "import { mergeConfig } from 'vite';\nexport default mergeConfig({ build: { outDir: 'b' } }, { build: { outDir: 'a' } })",
      'a',
    ],
    ["const config = {};\nconfig.build = { outDir: 'a' };\nexport default config", 'a'],
    ["let out = 'a';\nif (process.env.DOCKER) { out = 'b' }\nexport default { build: { outDir: out } }", 'a'],
    ["module.exports = { build: { outDir: 'a' } }", 'a'],
    ["export default { build: { outDir: 'a' } } satisfies UserConfig", 'a'],
    ["export default { build: { outDir: 'a/' + 'b' } }", 'a/b'],
    ["// outDir: 'b'\nexport default { note: \"build: { outDir: 'b' }\", build: {} }", 'dist'],
    ["export default { test: { outDir: 'b' }, build: { rollupOptions: { output: { dir: 'c' } } } }", 'dist'],
  ])('%s', async (config, expected) => {
    expect(await output(config)).toBe(expected);
  });
  test('a value that only a run would show stays open', async () => {
    expect(await output('export default { build: { outDir: compute() } }')).toBeUndefined();
    expect(await output('export default { build: { outDir: `${Date.now()}` } }')).toBeUndefined();
  });
  test('constants come from other files of the repository', async () => {
    const config =
      "import { out } from './paths';\nimport shared from '../vite.shared';\nexport default { ...shared, build: { outDir: out } }";
    const more = { 'paths.ts': "export const out = 'a';", '../vite.shared.ts': "export default { base: '/x' };" };
    expect(await output(config, more, 'web')).toBe('a');
    expect(await value('basePath', vite(config, more), { path: 'web' })).toBe('/x/');
  });
  test('a path that comes back into the folder is inside it', async () => {
    expect(await output("export default { build: { outDir: '../web/out' } }")).toBe('out');
    expect(await output("export default { build: { outDir: '../web/out' } }", {}, 'apps/web')).toBe('out');
  });
  test('environment files give values to the build', async () => {
    const config =
      "import { loadEnv } from 'vite';\nexport default ({ mode }) => { const env = loadEnv(mode, process.cwd()); return { base: env.VITE_BASE } }";
    expect(await value('basePath', vite(config, { '.env': 'VITE_BASE=/a', '.env.production': 'VITE_BASE="/b"' }))).toBe(
      '/b/',
    );
    expect(await value('basePath', vite(config, { '.env.local': 'VITE_BASE=/a' }))).toBeUndefined();
  });
});
