import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { render } from '../../core/render.js';
import { fact, frontend } from '../model/example.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'saasfactory-collect-')));
const TARGET = join(root, 'opt');
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** One package in node_modules: its manifest and the one file of its code. */
const installed = (name: string, manifest: object, code = ''): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', ...manifest }),
  [`node_modules/${name}/index.js`]: code,
});
const optional = (...names: readonly string[]) => ({
  peerDependencies: Object.fromEntries(names.map((name) => [name, '*'])),
  peerDependenciesMeta: Object.fromEntries(names.map((name) => [name, { optional: true }])),
});

const PEERS = ['@trace/api', 'colours', 'compiler', 'absent'];
const SERVICE: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'shop', dependencies: { tracer: '1.0.0' } }),
  'build/index.js': 'import { trace } from "tracer";\ntrace();\n',
  ...installed(
    'tracer',
    { dependencies: { clock: '*' }, ...optional(...PEERS) },
    [
      'import{context}from"@trace/api/context";',
      "const colours = require('colours');",
      "const compile = async () => (await import('compiler')).default;",
      "import absent from 'absent';",
    ].join('\n'),
  ),
  ...installed('clock', { peerDependencies: { zone: '*' } }),
  ...Object.assign({}, ...['@trace/api', 'colours', 'compiler', 'zone', 'unused'].map((name) => installed(name, {}))),
};

beforeAll(() => {
  const model = frontend(
    {},
    {
      serves: fact('server'),
      framework: fact('sveltekit'),
      outputDir: fact('build'),
      dependencies: fact([{ name: '@sveltejs/adapter-node' }]),
    },
  );
  const collect = [...render(model).values()].find(({ path }) => path.endsWith('collect.mjs'));
  if (collect === undefined) throw new Error('a server has no collect.mjs');
  const script = collect.text.replace("'/app'", JSON.stringify(root)).replace("'/opt/app'", JSON.stringify(TARGET));
  const files = { ...SERVICE, 'deploy/runtime/serve.mjs': '', 'deploy/runtime/collect.mjs': script };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync(process.execPath, [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'deploy/runtime/collect.mjs'),
  ]);
});

test.each(['tracer', 'clock', 'zone', '@trace/api', 'colours'])('the image gets %s', (name) => {
  expect(existsSync(join(TARGET, 'node_modules', name, 'index.js'))).toBe(true);
});

test.each(['compiler', 'unused'])('it does without %s, which is not loaded with what imports it', (name) => {
  expect(existsSync(join(TARGET, 'node_modules', name))).toBe(false);
});
