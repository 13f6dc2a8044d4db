import { describe, expect, test } from '@jest/globals';
import { found, manifest } from './read.js';

async function site(
  script: string,
  dependencies: Record<string, string>,
  files: Record<string, string> = {},
): Promise<readonly unknown[]> {
  const { facts } = await found({ 'package.json': manifest({ build: script }, dependencies), ...files });
  return [facts.framework?.value, facts.outputDir?.value, facts.serves?.value, facts.basePath?.value];
}

describe('next', () => {
  const next = (config: string, file = 'next.config.mjs'): Promise<readonly unknown[]> =>
    site('next build', { next: '15' }, { [file]: config });
  test.each([
    ['export default {}', ['next', '.next', 'server', undefined]],
    ["export default { output: 'standalone', basePath: '/docs' }", ['next', '.next', 'server', '/docs/']],
    ["export default { output: 'export' }", ['next', 'out', 'static', undefined]],
    ["export default { output: 'export', distDir: 'build' }", ['next', 'build', 'static', undefined]],
    ["export default { distDir: 'build' }", ['next', 'build', 'server', undefined]],
    [
      "import withX from 'x';\nconst config = { output: 'export' };\nexport default withX({ dest: 'public' })(config)",
      ['next', 'out', 'static', undefined],
    ],
    [
      "const config = {};\nif (process.env.EXPORT) config.output = 'export';\nexport default config",
      ['next', '.next', 'server', undefined],
    ],
    ["// output: 'export'\nexport default { note: \"output: 'export'\" }", ['next', '.next', 'server', undefined]],
    ["export default async (phase) => ({ output: 'export' })", ['next', 'out', 'static', undefined]],
  ])('%s', async (config, expected) => {
    expect(await next(config)).toEqual(expected);
  });
  test('CommonJS and no configuration at all', async () => {
    expect(
      await next("/** @type {import('next').NextConfig} */\nmodule.exports = { output: 'export' }", 'next.config.js'),
    ).toEqual(['next', 'out', 'static', undefined]);
    expect(await site('next build && next export', { next: '12' })).toEqual(['next', 'out', 'static', undefined]);
  });
});

describe('sveltekit', () => {
  const svelte = (config: string, more: Record<string, string> = {}): Promise<readonly unknown[]> =>
    site(
      'vite build',
      { vite: '6', '@sveltejs/kit': '2', '@sveltejs/adapter-node': '5', ...more },
      { 'svelte.config.js': config },
    );
  test.each([
    [
      "import adapter from '@sveltejs/adapter-node';\nexport default { kit: { adapter: adapter() } }",
      ['sveltekit', 'build', 'server', undefined],
    ],
    [
      "import adapter from '@sveltejs/adapter-node';\nexport default { kit: { adapter: adapter({ out: 'x' }) } }",
      ['sveltekit', 'x', 'server', undefined],
    ],
    [
      "import adapter from '@sveltejs/adapter-static';\nexport default { kit: { adapter: adapter({ pages: 'x', fallback: 'index.html' }), paths: { base: '/a' } } }",
      ['sveltekit', 'x', 'static', '/a/'],
    ],
    [
      "import adapter from '@sveltejs/adapter-auto';\nexport default { kit: { adapter: adapter() } }",
      ['sveltekit', undefined, undefined, undefined],
    ],
    [
      "import auto from '@sveltejs/adapter-auto';\nimport node from '@sveltejs/adapter-node';\nexport default { kit: { adapter: process.env.AUTO ? auto() : node() } }",
      ['sveltekit', 'build', 'server', undefined],
    ],
  ])('%s', async (config, expected) => {
    expect(await svelte(config)).toEqual(expected);
  });
  test('options of the plugin where no svelte.config is left', async () => {
    const options = "adapter: adapter({ out: 'x' }), paths: { base: '/a' }";
    const plugin = `import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
export default { plugins: [sveltekit({ ${options} })] }`;
    const built = { vite: '6', '@sveltejs/kit': '3', '@sveltejs/adapter-node': '6' };
    const other = plugin.replace('@sveltejs/kit/vite', './plugin');
    expect(await site('vite build', built, { 'vite.config.ts': plugin })).toEqual(['sveltekit', 'x', 'server', '/a/']);
    expect((await site('vite build', built, { 'vite.config.ts': other })).slice(1)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('others', () => {
  test.each([
    [
      'nuxt build',
      { nuxt: '3.1.0' },
      { 'nuxt.config.ts': "export default defineNuxtConfig({ app: { baseURL: '/a/' } })" },
      ['nuxt', '.output', 'server', '/a/'],
    ],
    ['nuxt generate', { nuxt: '3.1.0' }, {}, ['nuxt', '.output/public', 'static', undefined]],
    ['nuxt build', { nuxt: '^2.15.0' }, {}, ['nuxt', '.nuxt', 'server', undefined]],
    [
      'astro build',
      { astro: '5' },
      { 'astro.config.mjs': "export default { outDir: './public_html', base: 'x' }" },
      ['astro', 'public_html', 'static', '/x/'],
    ],
    [
      'astro build',
      { astro: '5' },
      {
        'astro.config.mjs':
          "import node from '@astrojs/node';\nexport default { output: 'server', adapter: node({ mode: 'standalone' }) }",
      },
      ['astro', 'dist', 'server', undefined],
    ],
    ['react-scripts build', { 'react-scripts': '5' }, {}, ['cra', 'build', 'static', undefined]],
    ['BUILD_PATH=./out craco build', { 'react-scripts': '5' }, {}, ['cra', 'out', 'static', undefined]],
    [
      'react-router build',
      { '@react-router/dev': '7' },
      { 'react-router.config.ts': 'export default { ssr: false } satisfies Config' },
      ['react-router', 'build/client', 'static', undefined],
    ],
    [
      'react-router build',
      { '@react-router/dev': '7' },
      { 'react-router.config.ts': "export default { buildDirectory: 'x', basename: '/b' }" },
      ['react-router', 'x', 'server', '/b/'],
    ],
    [
      'remix vite:build',
      { '@remix-run/dev': '2', vite: '5' },
      {
        'vite.config.ts':
          "import { vitePlugin as remix } from '@remix-run/dev';\nexport default { plugins: [remix({ ssr: false })] }",
      },
      ['remix', 'build/client', 'static', undefined],
    ],
    [
      'vue-cli-service build',
      { '@vue/cli-service': '5' },
      { 'vue.config.js': "module.exports = { outputDir: 'x', publicPath: '/y' }" },
      [undefined, 'x', 'static', '/y/'],
    ],
    [
      'webpack --mode production',
      { webpack: '5', 'html-webpack-plugin': '5' },
      {
        'webpack.config.js':
          "const path = require('path');\nmodule.exports = (env, argv) => ({ output: { path: path.resolve(__dirname, 'public') } })",
      },
      [undefined, 'public', 'static', undefined],
    ],
    ['vitepress build docs', { vitepress: '1' }, {}, [undefined, 'docs/.vitepress/dist', 'static', undefined]],
  ])('%s', async (script, dependencies, files, expected) => {
    expect(
      await site(script, dependencies as unknown as Record<string, string>, files as unknown as Record<string, string>),
    ).toEqual(expected);
  });
  test('the homepage of create-react-app is the base', async () => {
    const files = {
      'package.json': manifest({ build: 'react-scripts build' }, {}, { homepage: 'https://example.com/shop' }),
    };
    expect((await found(files)).facts.basePath?.value).toBe('/shop/');
  });
});

describe('plain rollup', () => {
  const config =
    "export default [{ input: 'src/main.js', output: { file: 'public/build/bundle.js', format: 'iife' } }]";
  const page = { 'public/index.html': '<script src="/build/bundle.js"></script>' };
  const rollup = (script: string, files: Record<string, string>, more: Record<string, string> = {}) =>
    site(script, { rollup: '4', ...more }, { 'rollup.config.js': config, ...files });
  test('a bundle beside a page, and a page that a plugin writes', async () => {
    expect(await rollup('rollup -c', page)).toEqual([undefined, 'public', 'static', undefined]);
    expect(await rollup('rollup -c --silent', page)).toEqual([undefined, 'public', 'static', undefined]);
    const written = { 'rollup.config.js': "export default { output: { dir: 'dist' } }" };
    expect(await rollup('rollup --config', written, { '@rollup/plugin-html': '2' })).toEqual([
      undefined,
      'dist',
      'static',
      undefined,
    ]);
  });
  test('not a library, a watcher, or a page among the sources', async () => {
    const none = [undefined, undefined, undefined, undefined];
    expect(await rollup('rollup -c', {})).toEqual(none);
    expect(await rollup('rollup -c -w', page)).toEqual(none);
    expect(await rollup('rollup -c', { 'index.html': '' })).toEqual(none);
  });
});

describe('nitro by itself', () => {
  test('a server whose variables its configuration reads', async () => {
    const files = {
      'package.json': manifest({ build: 'nitropack build', dev: 'nitropack dev' }, { nitropack: '2' }),
      'nitro.config.ts': 'export default defineNitroConfig({ runtimeConfig: { key: process.env.API_KEY } })',
    };
    const { facts } = await found(files);
    expect([facts.service?.value, facts.serves?.value, facts.outputDir?.value]).toEqual([
      'backend',
      'server',
      '.output',
    ]);
    expect(facts.env?.value).toEqual(['API_KEY']);
    const library = { 'package.json': manifest({ dev: 'nitropack dev' }, { nitropack: '2' }) };
    expect((await found(library)).facts.service).toBeUndefined();
  });
});
