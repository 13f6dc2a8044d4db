import { spawn } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { GOLDEN, placeApp } from './golden-cases.js';
import { command } from './shared.js';

// npm run try [-- FOLDER]: the whole job on a copy of a service, so that the given folder stays as it is.
const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
const SKIP = new Set(['.venv', 'venv', 'node_modules', '__pycache__', '.next', '.tox', '.mypy_cache', '.pytest_cache']);

/** The repository that holds a folder, or the folder itself. */
function repositoryOf(folder: string): string {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) if (existsSync(join(at, '.git'))) return at;
  return folder;
}

/** Copies the repository around the folder without what can be made again; returns the folder's copy. */
function copyOf(folder: string, into: string): string {
  const repository = repositoryOf(folder);
  const copy = join(into, basename(repository) || 'service');
  cpSync(repository, copy, {
    recursive: true,
    filter: (path) => {
      const part = relative(repository, path).split(/[\\/]/);
      // History is of no use here: .git with its head alone still marks the repository's root.
      if (part[0] === '.git')
        return (
          part.length === 1 || (['HEAD', 'refs', 'objects', 'config'].includes(part[1] ?? '') && part.length === 2)
        );
      if (part.some((name) => SKIP.has(name))) return false;
      const stat = lstatSync(path);
      return stat.isDirectory() || stat.isFile() || stat.isSymbolicLink();
    },
  });
  return join(copy, relative(repository, folder));
}

/** Runs the command with its output on this terminal. */
function run(args: readonly string[], cwd: string): Promise<number> {
  console.log(`\n$ saasfactory ${args.join(' ')}`);
  return new Promise((done) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('close', (code) => done(code ?? 1));
  });
}

const given = process.argv[2];
const into = mkdtempSync(join(tmpdir(), 'saasfactory-try-'));
let code = 1;
if (given !== undefined && !existsSync(resolve(given))) {
  console.error(`try: ${given}: no such folder`);
} else {
  const folder =
    given === undefined
      ? placeApp(join(GOLDEN, 'apps', 'backend'), 'orders', into)
      : copyOf(realpathSync(resolve(given)), into);
  console.log(`${given ?? 'the bundled sample service'} is copied to ${folder}`);
  code = await steps(folder);
  console.log(`\nAll of it lies in ${folder}`);
}
process.exitCode = code;

/** What was found, what is written, whether it holds, and whether it runs; the first that fails ends it. */
async function steps(folder: string): Promise<number> {
  const found = await run(['detect'], folder);
  if (found !== 0) return found;
  const written = await generate(folder);
  if (written !== 0) return written;
  const holds = await run(['verify'], folder);
  if (holds !== 0) return holds;
  const ended = await run(['try'], folder);
  // 1: there is no engine here. The rest was shown, and that is what this command promises.
  return ended === 1 ? 0 : ended;
}

/** Generates with --yes, whose one line is for scripts, and shows the tree from the report instead. */
async function generate(folder: string): Promise<number> {
  console.log('\n$ saasfactory container --yes');
  const ran = await command([process.execPath, main, 'container', '--yes', '--json'], { cwd: folder });
  const report = JSON.parse(ran.out) as {
    services?: { actions: { path: string; action: string }[] }[];
    error?: { message: string; hint?: string };
  };
  for (const { action, path } of report.services?.[0]?.actions ?? []) console.log(`  ${action.padEnd(9)} ${path}`);
  if (report.error !== undefined) console.log(`${report.error.message}\n${report.error.hint ?? ''}`);
  return ran.code;
}
