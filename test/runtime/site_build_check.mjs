// Builds the small site in ../fixtures/runtime-site with each Vite named (5 6 7 8) and runs the page's code with values set at start.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const model = {
  service: { name: 'site' },
  build: {
    stack: 'site',
    basePath: '/',
    fallback: ['index.html'],
    runtimeNames: [
      { name: 'VITE_API_URL', required: true },
      { name: 'VITE_TITLE', required: false },
      { name: 'VITE_OTHER', required: false },
    ],
  },
  http: { port: 8080, live: { path: '/health/live' }, ready: { path: '/health/ready' } },
};
const expected = {
  url: 'https://api.example.org/?a="1"',
  whole: 'https://api.example.org/?a="1"',
  title: 'From a file',
  other: 'unset',
  built: 'built',
  mode: 'production',
  own: '1.2 production',
  lazy: 'https://api.example.org/?a="1"',
};
// Enough of a browser for what Vite puts around a lazy import.
const page = `
  const none = () => [];
  globalThis.document = { createElement: () => ({ relList: { supports: () => true } }), getElementsByTagName: none,
    querySelector: () => null, querySelectorAll: none, head: { appendChild() {} } };
  globalThis.MutationObserver = class { observe() {} };
  globalThis.window = { dispatchEvent() {} };
  (0, eval)(process.env.ENV_JS);
  await import(process.env.ENTRY);
  await new Promise((done) => setTimeout(done, 200));
  console.log(JSON.stringify(globalThis.seen));`;

function check(version) {
  const folder = mkdtempSync(join(tmpdir(), `vite${version}-`));
  const run = (command, ...words) =>
    execFileSync(command, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    cpSync(join(here, '../fixtures/runtime-site'), folder, { recursive: true });
    writeFileSync(join(folder, '.env'), 'VITE_TITLE=From a file\nVITE_BUILT=built\n');
    writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
    for (const part of ['nginx', 'runtime'])
      run('node', join(here, 'render.mjs'), part, join(folder, 'deploy', part), 'model.json');
    run('npm', 'install', '--silent', '--no-audit', '--save-dev', `vite@${version}`);
    run('npm', 'run', '--silent', 'build', '--', '--config', 'deploy/runtime/vite.config.mjs');
    const out = join(folder, 'out');
    const html = readFileSync(join(out, 'index.html'), 'utf8');
    const first = html.indexOf('<script src="/env.js"></script>');
    if (first < 0 || first > html.indexOf('type="module"')) throw new Error('env.js is not loaded before the module');
    if (!html.includes('<title>From a file</title>')) throw new Error('%VITE_TITLE% has lost its value');
    const sources = readFileSync(join(out, '.site/script-sources'), 'utf8');
    if (!/'sha256-[\w+/]{43}=' https:\/\/analytics\.example\.org/.test(sources))
      throw new Error(`script-sources: ${sources}`);
    if (existsSync(join(out, 'env.js'))) throw new Error('env.js belongs to the start, not to the build');
    const start = { VITE_API_URL: expected.url };
    const script = `${readFileSync(join(out, '.site/env-defaults.js'), 'utf8')}globalThis.__ENV__ = { ...globalThis.__ENV__, ...${JSON.stringify(start)} };`;
    const entry = readdirSync(join(out, 'assets')).find((name) => /^index.*\.js$/.test(name));
    const seen = execFileSync('node', ['--input-type=module', '-e', page], {
      encoding: 'utf8',
      env: { ...process.env, ENV_JS: script, ENTRY: join(out, 'assets', entry) },
    });
    if (JSON.stringify(JSON.parse(seen)) !== JSON.stringify(expected)) throw new Error(`the page saw ${seen}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['5', '6', '7', '8'];
let failed = 0;
for (const version of versions) {
  try {
    check(version);
    console.log(`vite ${version}: ok`);
  } catch (error) {
    failed += 1;
    console.log(`vite ${version}: ${error.message} ${error.stderr ?? ''}`);
  }
}
console.log(`${versions.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
