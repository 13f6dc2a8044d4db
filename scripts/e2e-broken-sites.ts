import type { Broken } from './e2e-broken.js';

const site = (scripts: Record<string, string>, more: Record<string, unknown> = {}): string =>
  `${JSON.stringify({ name: 'broken-site', private: true, type: 'module', scripts, devDependencies: { vite: '6.3.5' }, overrides: { rollup: '4.59.0' }, engines: { node: '>=22' }, ...more }, null, 2)}\n`;
const PAGE =
  '<!doctype html><html lang="en"><title>x</title><div id="app"></div><script type="module" src="/src/main.js"></script></html>\n';

export const BROKEN_SITES: readonly Broken[] = [
  {
    name: 'stale package-lock.json',
    files: {
      'package.json': site({ build: 'vite build' }),
      'package-lock.json': `${JSON.stringify({ name: 'broken-site', lockfileVersion: 3, requires: true, packages: { '': { name: 'broken-site' } } }, null, 2)}\n`,
      'index.html': PAGE,
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /package-lock\.json .*package\.json/,
    at: 'package-lock.json:1',
    hint: /npm install/,
  },
  {
    name: 'package of Node that does not exist',
    files: {
      'package.json': site({ build: 'vite build' }, { dependencies: { 'saasfactory-no-such-package': '1.0.0' } }),
      'index.html': PAGE,
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /saasfactory-no-such-package cannot be installed/,
    at: /^package\.json:\d+$/,
  },
  {
    name: 'script of the install that fails once the source is there',
    files: {
      'package.json': site({ build: 'vite build', prepare: 'node scripts/words.js' }),
      'index.html': PAGE,
      'scripts/words.js': "import { words } from '../src/words.js';\nconsole.log(words.length);\n",
      'src/words.js': 'export const words = undefined;\n',
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /scripts\/words\.js:2.*Cannot read properties of undefined/,
    at: 'scripts/words.js:2',
  },
  {
    name: 'build script fails',
    files: {
      'package.json': site({ build: 'vite build' }),
      'index.html': PAGE,
      'src/main.js': "import { price } from './prices';\nimport { Chart } from 'no-such-chart';\nnew Chart(price);\n",
      'src/prices.js': 'export const price = 1;\n',
    },
    by: 'try',
    told: /no-such-chart is imported and cannot be found/,
    at: 'src/main.js:2',
  },
  {
    name: 'build script throws',
    files: {
      'package.json': site({ build: 'node scripts/pages.js && vite build' }),
      'index.html': PAGE,
      'scripts/pages.js': 'const pages = undefined;\nconsole.log(pages.length);\n',
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'try',
    told: /scripts\/pages\.js:2.*Cannot read properties of undefined/,
    at: 'scripts/pages.js:2',
  },
  {
    name: 'no output folder',
    files: {
      'package.json': site({ build: 'vite build' }),
      'vite.config.js': "export default { build: { outDir: 'dist' } };\n",
      'index.html': PAGE,
      'src/main.js': 'document.title = "x";\n',
    },
    edit: { file: 'vite.config.js', from: /'dist'/, to: "'out'" },
    by: 'try',
    told: /the build script (?:left|leaves) no folder/,
    at: /^package\.json:\d+$/,
  },
  {
    name: 'output folder that only running tells',
    files: {
      'package.json': site({ build: 'vite build' }),
      'vite.config.js': "export default { build: { outDir: new Date().getFullYear() > 2000 ? 'out' : 'dist' } };\n",
      'index.html': PAGE,
      'src/main.js': 'document.title = "x";\n',
    },
    by: 'container',
    told: /vite\.config\.js:1: the folder that the build writes could not be read/,
    at: 'vite.config.js',
  },
];
