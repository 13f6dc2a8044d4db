import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { PACKAGE_ROOT } from '../../core/package-root.js';

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uses?: string;
}
interface Workflow {
  readonly permissions: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly permissions: object; readonly steps: readonly Step[] }>>;
}

const MAIN = join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
const BRANCH = 'saasfactory/orders';
let root: string;
let clone: string;

const git = (...words: string[]): string => execFileSync('git', words, { cwd: clone, encoding: 'utf8' }).trim();
const scaffold = (...words: string[]): string =>
  execFileSync(process.execPath, [MAIN, 'container', 'services/orders', '--yes', '--quiet', ...words], {
    cwd: clone,
    encoding: 'utf8',
  });
const workflow = (): Workflow =>
  load(readFileSync(join(clone, '.github/workflows/orders-upgrade.yml'), 'utf8')) as Workflow;

function program(name: string, text: string): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

/** Runs the commands of a job as the runner does, `bash -e`, in the clone; gives status and everything that was said. */
function job(name: string): { readonly code: number | null; readonly said: string } {
  const { jobs, env } = workflow();
  const step = jobs[name]?.steps.find(({ run }) => run !== undefined);
  const own = { BRANCH, BASE: 'main', GH_TOKEN: 'token', GITHUB_REPOSITORY: 'acme/shop' };
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', step?.run ?? 'exit 99'], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...env,
      ...own,
      PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}`,
      RUNNER_TEMP: join(root, 'temp'),
      GITHUB_OUTPUT: join(root, 'output'),
      CALLS: join(root, 'calls'),
    },
  });
  return { code: status, said: stdout + stderr };
}

const calls = (): string => readFileSync(join(root, 'calls'), 'utf8');

/** What the checkout of the second job has: the commit, without what the first one wrote. */
function checkOutAgain(): void {
  git('reset', '--quiet', '--hard');
  git('clean', '--quiet', '-fd');
  git('switch', '--quiet', 'main');
}

/** A scaffold in a repository, made once and copied for each case. */
let pattern: string;

beforeAll(() => {
  pattern = mkdtempSync(join(tmpdir(), 'saasfactory-pattern-'));
  clone = pattern;
  mkdirSync(join(clone, 'services'));
  cpSync(join(PACKAGE_ROOT, 'test/golden/apps/backend'), join(clone, 'services/orders'), { recursive: true });
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.com');
  scaffold('--name', 'orders', '--upgrade-workflow');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Scaffold');
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'saasfactory-workflow-'));
  for (const name of ['bin', 'temp']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'calls'), '');
  program('npx', `shift 2; exec '${process.execPath}' '${MAIN}' "$@"`);
  program(
    'gh',
    'echo "gh $*" >>"$CALLS"; case $* in *"pr list"*) cat "$RUNNER_TEMP/number" 2>/dev/null || true ;; esac',
  );
  clone = join(root, 'clone');
  cpSync(pattern, clone, { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', join(root, 'origin.git')]);
  git('remote', 'add', 'origin', join(root, 'origin.git'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(pattern, { recursive: true, force: true }));

/** An answer changed by hand in .yo-rc.json stands for a newer version: both make files differ. */
function outdate(): void {
  const path = join(clone, 'services/orders/.yo-rc.json');
  const text = readFileSync(path, 'utf8').replace('"name": "orders"', '"name": "orders",\n    "port": 9090');
  writeFileSync(path, text);
  git('commit', '--quiet', '--all', '--message', 'Another port');
}

describe('the upgrade workflow', () => {
  it('grants nothing at the top, reading to the job that runs the generator, writing to the one that does not', () => {
    const { permissions, jobs } = workflow();
    expect(permissions).toEqual({});
    expect(jobs.generate?.permissions).toEqual({ contents: 'read' });
    expect(jobs.propose?.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
    expect(jobs.propose?.steps.some(({ run }) => run?.includes('npx --yes'))).toBe(false);
  });

  it('names every action by its commit', () => {
    const used = Object.values(workflow().jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.length).toBeGreaterThan(3);
    for (const one of used) expect(one).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });

  it('proposes nothing where nothing would change', () => {
    expect(job('generate').code).toBe(0);
    expect(readFileSync(join(root, 'temp/upgrade/upgrade.patch'), 'utf8')).toBe('');
    expect(existsSync(join(root, 'output'))).toBe(false);
  });

  it('pushes one commit and opens a pull request with the report as its text', () => {
    outdate();
    expect(job('generate')).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, 'output'), 'utf8')).toBe('changed=true\n');
    const body = readFileSync(join(root, 'temp/upgrade/body.md'), 'utf8');
    expect(body).toContain('| update | <code>Dockerfile</code> |');
    checkOutAgain();
    expect(job('propose')).toMatchObject({ code: 0 });
    expect(calls()).toContain(`gh pr create --head ${BRANCH} --base main --title Upgrade the scaffold of orders`);
    expect(git('ls-remote', 'origin', BRANCH)).toContain(git('rev-parse', BRANCH));
    expect(git('show', `${BRANCH}:services/orders/Dockerfile`)).toContain('9090');
    expect(git('log', '-1', '--format=%s', BRANCH)).toBe('Upgrade the scaffold of orders');
  });

  it('renews its own branch and pull request, and leaves a branch alone that a person committed to', () => {
    outdate();
    job('generate');
    checkOutAgain();
    job('propose');
    checkOutAgain();
    git('branch', '--quiet', '-D', BRANCH);
    writeFileSync(join(root, 'temp/number'), '7\n');
    expect(job('propose')).toMatchObject({ code: 0 });
    expect(calls()).toContain('gh api --silent --method PATCH repos/acme/shop/pulls/7');
    git('commit', '--quiet', '--allow-empty', '--message', 'Mine');
    git('push', '--quiet', 'origin', BRANCH);
    const mine = git('rev-parse', BRANCH);
    checkOutAgain();
    git('branch', '--quiet', '-D', BRANCH);
    expect(job('propose').said).toContain('holds commits of a person');
    expect(git('ls-remote', 'origin', BRANCH)).toContain(mine);
  });

  it('shows the sides of a conflict and proposes what could be merged', () => {
    const path = join(clone, 'services/orders/Dockerfile');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('8093', '7070'));
    outdate();
    expect(job('generate').code).toBe(0);
    const body = readFileSync(join(root, 'temp/upgrade/body.md'), 'utf8');
    expect(body).toMatch(/<code>Dockerfile<\/code> at <code>[^<]+<\/code>, for <code>saasfactory resolve<\/code>:/);
    expect(body).toContain('7070');
    expect(body).toContain('9090');
  });

  it('does not try to push a change of a workflow, and says where to make it', () => {
    mkdirSync(join(root, 'temp/upgrade'), { recursive: true });
    writeFileSync(
      join(root, 'temp/upgrade/upgrade.patch'),
      'diff --git a/.github/workflows/x.yml b/.github/workflows/x.yml\n',
    );
    const { code, said } = job('propose');
    expect(code).toBe(1);
    expect(said).toContain('npx generator-saasfactory@latest container services/orders');
    expect(calls()).toBe('');
  });

  it('refuses a folder whose name a workflow could read as an expression', () => {
    const name = 'services/a${{ github.token }}';
    cpSync(join(clone, 'services/orders'), join(clone, name), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'container', name, '--yes', '--upgrade-workflow'], {
      cwd: clone,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('--upgrade-workflow');
  });
});
