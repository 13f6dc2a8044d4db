import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';

// npm run laws: 100,000 cases of the laws of merging, then 200 runs that are killed at random moments.
const jest = ['--experimental-vm-modules', '--no-warnings', join('node_modules', 'jest', 'bin', 'jest.js')];
const { status } = spawnSync(
  process.execPath,
  [...jest, '--testTimeout=1800000', 'dist/test/laws', 'dist/test/plan/laws', 'dist/test/apply/kill'],
  {
    cwd: PACKAGE_ROOT,
    stdio: 'inherit',
    env: { LAW_RUNS: '100000', KILL_RUNS: '200', ...process.env },
  },
);
process.exitCode = status ?? 1;
