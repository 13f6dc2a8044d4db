import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { GOLDEN, placeApp } from './golden-cases.js';
import { table } from './shared.js';

// npm run bench [-- ROUNDS]: what a person waits for, each beside a bare `node -e 0` started right before it, so that
// a busy machine slows both. Medians; the ratio is the median of the pairs' ratios.
const rounds = Number(process.argv[2] ?? 15);
const main = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
const app = join(GOLDEN, 'apps', 'backend');
const root = mkdtempSync(join(tmpdir(), 'saasfactory-bench-'));
/** Tells its own peak on the way out; only used outside the timed runs. */
const PEAK =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS+'\\n'))";

interface Task {
  readonly name: string;
  /** Times bare node that it may take. */
  readonly aim?: number;
  readonly args: readonly string[];
  /** Folder that it runs in, made fresh before each turn where it writes. */
  readonly folder: () => string;
}

let copies = 0;
const fresh = (): string => {
  copies += 1;
  return placeApp(app, 'backend', join(root, String(copies)));
};
function node(args: readonly string[], cwd: string): { seconds: number; error: string } {
  const begin = performance.now();
  const ran = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (ran.status !== 0) throw new Error(`${args.join(' ')} ended with ${ran.status}: ${ran.stderr}`);
  return { seconds: (performance.now() - begin) / 1000, error: ran.stderr };
}
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

try {
  const done = fresh();
  node([main, 'container', '--yes'], done);
  const tasks: readonly Task[] = [
    { name: 're-run, nothing changes', aim: 2, args: ['container', '--yes'], folder: () => done },
    { name: 'first generation', aim: 5, args: ['container', '--yes'], folder: fresh },
    { name: 'check', args: ['check'], folder: () => done },
    { name: '--help', args: ['--help'], folder: () => done },
  ];
  const rows = [['task', 'ms', 'bare node ms', 'ratio', 'aim', 'peak MB']];
  const pairs = tasks.map(() => ({ bare: [] as number[], own: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, task] of tasks.entries()) {
      const folder = task.folder();
      pairs[index]?.bare.push(node(['-e', '0'], folder).seconds);
      pairs[index]?.own.push(node([main, ...task.args], folder).seconds);
    }
  }
  for (const [index, task] of tasks.entries()) {
    const { bare = [], own = [] } = pairs[index] ?? {};
    const ratio = median(own.map((value, turn) => value / (bare[turn] ?? Number.NaN)));
    const peak = /peak (\d+)/.exec(node(['--import', PEAK, main, ...task.args], task.folder()).error)?.[1];
    rows.push([
      task.name,
      (median(own) * 1000).toFixed(0),
      (median(bare) * 1000).toFixed(0),
      ratio.toFixed(1),
      task.aim === undefined ? '' : `${task.aim}`,
      (Number(peak) / 1024).toFixed(0),
    ]);
  }
  console.log(table(rows));
  console.log(`medians of ${rounds} pairs, Node ${process.versions.node}`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
