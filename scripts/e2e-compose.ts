import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { ask } from './e2e-http.js';
import { findBrowser, openPage } from './e2e-page.js';
import type { Part } from './e2e-part.js';
import { Project } from './e2e-project.js';
import { saasfactory } from './golden-cases.js';
import { command, tool } from './shared.js';

interface Site {
  readonly folder: string;
  /** The variable that is set at start, and two values of it. */
  readonly variable: string;
  readonly values: readonly [string, string];
  /** What the backend's answer adds to the page. */
  readonly holds: string;
}

const SITES: readonly Site[] = [
  { folder: 'web', variable: 'VITE_GREETING', values: ['Good morning,', 'Good evening,'], holds: 'you like oolong' },
  { folder: 'admin', variable: 'VITE_TITLE', values: ['This year the', 'Last year the'], holds: 'strongest is assam' },
];
const SERVICES = ['api', ...SITES.map(({ folder }) => folder)];

/**
 * A backend on PostgreSQL and Redis and two sites that call it: scaffolds by `container --yes` alone, all of them up at
 * once, and what a browser shows.
 */
export async function composed(only: string): Promise<Part> {
  const rows: string[][] = [['folder', 'up --wait', 'states', 'answers', 'shows', 'up again with another value']];
  const root = mkdtempSync(join(tmpdir(), 'saasfactory-compose-'));
  const wanted = SERVICES.filter((name) => name.includes(only));
  const projects: Project[] = [];
  let failed = 0;
  try {
    await lay(root);
    for (const name of wanted) {
      const project = new Project(join(root, name));
      projects.push(project);
      try {
        const site = SITES.find(({ folder }) => folder === name);
        rows.push([name, ...(site === undefined ? await api(project) : await showSite(site, project))]);
        console.error(`${name}: passed`);
      } catch (error) {
        failed += 1;
        rows.push([name, 'FAILED']);
        console.log(`== ${name}: ${error instanceof Error ? error.message : error}`);
      }
    }
  } finally {
    for (const project of projects.reverse()) await project.down();
    rmSync(root, { recursive: true, force: true });
  }
  return {
    title: 'Compose, a site with its backend',
    about:
      'One repository with a FastAPI backend (asyncpg, pgvector, alembic, Redis), a React site and a Vue site; `container --all --yes`, then `docker compose up --wait --build` in each folder while the others are still up. The page is read in a headless browser without console or policy errors; the second value is set in .env, and the image stays the same.',
    rows,
    passed: wanted.length - failed,
    failed,
    notRun: 0,
  };
}

/** The repository with its scaffolds; a second run has nothing to change. */
async function lay(root: string): Promise<void> {
  cpSync(join(PACKAGE_ROOT, 'test', 'e2e', 'apps', 'shop'), root, { recursive: true });
  mkdirSync(join(root, '.git'), { recursive: true });
  writeFileSync(join(root, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  await saasfactory(['container', '--all', '--yes', '--quiet'], root);
  await saasfactory(['check', '--all', '--strict', '--quiet'], root);
  const base = tool('engine/base');
  if (base === undefined) return;
  for (const name of SERVICES) await command([base, '--from', join(root, name, 'Dockerfile')]);
  const images = readFileSync(join(root, 'api', 'compose.yaml'), 'utf8').matchAll(/^ {4}image: (\S+)$/gm);
  await command([base, ...[...images].map(([, image = '']) => image)]);
}

async function api(project: Project): Promise<readonly string[]> {
  const seconds = await project.up('--build');
  const states = await project.states();
  const address = await project.address('app', 8000);
  const route = { path: '/teas/nearest?green=1&black=0', status: 200, holds: '"sencha"' };
  return [seconds, states, address, await ask(address, route), '-'];
}

async function showSite(site: Site, project: Project): Promise<readonly string[]> {
  const browser = await findBrowser();
  if (browser === undefined) throw new Error('no browser is here');
  const [first, second] = site.values;
  // One of the two takes the ports that its scaffold chose.
  const ports = site.folder === 'web' ? [] : [`HOST_PORT=${await freePort()}`, `BACKEND_PORT=${await freePort()}`];
  const start = (value: string): void =>
    writeFileSync(join(project.folder, '.env'), [...ports, `${site.variable}=${value}`, ''].join('\n'));
  start(first);
  const seconds = await project.up('--build');
  const states = await project.states();
  const address = await project.address('app', 8080);
  const shown = await show(browser, address, `${first} ${site.holds}`);
  const image = await project.image();
  start(second);
  const again = await project.up();
  if ((await project.image()) !== image) throw new Error('another image after a restart');
  const changed = await show(browser, address, `${second} ${site.holds}`);
  return [
    seconds,
    states,
    `${address}, backend ${await project.address('backend', 8000)}`,
    shown,
    `${again}, ${changed}`,
  ];
}

/** The text of the page, which must be this one, without an error of any kind. */
async function show(browser: string, address: string, text: string): Promise<string> {
  const page = await openPage(browser, address, text);
  const faults = [...page.errors, ...page.violations, ...(page.offline > 0 ? [`${page.offline} requests fail`] : [])];
  if (!page.text.includes(text) || faults.length > 0)
    throw new Error(`the page shows ${JSON.stringify(page.text)}: ${faults.join('; ')}`);
  return page.text;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
