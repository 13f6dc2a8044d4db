import { describe, expect, test } from '@jest/globals';
import { manifest, value, vite } from './read.js';

const flags = (script: string): Record<string, string> => ({
  'package.json': manifest({ build: script }, { vite: '6' }),
  'index.html': '',
  'client/index.html': '',
});

describe('vite', () => {
  test('flags win over the configuration', async () => {
    expect(
      await value('outputDir', {
        ...flags('vite build --outDir=out'),
        'vite.config.js': "export default { build: { outDir: 'x' } }",
      }),
    ).toBe('out');
    expect(await value('outputDir', flags('vite build --outDir ../server/public'))).toBe('../server/public');
    expect(await value('basePath', flags('vite build --base=/docs/'))).toBe('/docs/');
  });
  test('the output lies below the root', async () => {
    expect(await value('outputDir', flags('vite build client'))).toBe('client/dist');
    expect(
      await value(
        'outputDir',
        vite("export default { root: 'client', build: { outDir: '../out' } }", { 'client/index.html': '' }),
      ),
    ).toBe('out');
  });
  test.each([
    ["'/app'", '/app/'],
    ["'/'", '/'],
    ["'./'", undefined],
    ["''", undefined],
    ["'https://cdn.example.com/x/'", undefined],
  ])('base %s', async (base, expected) => {
    expect(await value('basePath', vite(`export default { base: ${base} }`))).toBe(expected);
  });
  test('the page may lie elsewhere when the configuration names it', async () => {
    const files = {
      'package.json': manifest({ build: 'vite build' }, { vite: '6' }),
      'vite.config.ts': "export default { build: { rollupOptions: { input: 'pages/main.html' } } }",
    };
    expect(await value('service', files)).toBe('frontend');
    expect(
      await value('service', {
        ...files,
        'vite.config.ts': "export default { build: { rollupOptions: { input: 'pages/main.js' } } }",
      }),
    ).toBeUndefined();
  });
  test.each([
    ["{ '/api': 'http://localhost:8000' }", 8000],
    ["{ '^/v1/.*': { target: 'http://127.0.0.1:9000/base', changeOrigin: true } }", 9000],
    ["{ '/cdn': 'https://cdn.example.com', '/ws': { target: 'ws://localhost:8001', ws: true } }", 8001],
    ["{ '/api': 'http://api:8000' }", undefined],
    ['undefined', undefined],
  ])('the development server hands on by %s', async (proxy, expected) => {
    expect(await value('proxyPort', vite(`export default { server: { proxy: ${proxy} } }`))).toBe(expected);
  });
});
