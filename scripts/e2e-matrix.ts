import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DEBIAN } from '../core/versions.js';
import { docker, tail } from './e2e-image.js';
import type { Part } from './e2e-part.js';
import { COLUMNS, type Proof, prove } from './e2e-proof.js';
import type { Service } from './e2e-service.js';
import { NOT_RUN } from './e2e-services.js';
import { placeApp } from './golden-cases.js';
import { command, tool } from './shared.js';

/** Every given service through the whole proof, one after the other. */
export async function matrix(services: readonly Service[]): Promise<Part> {
  const rows: string[][] = [['service', ...COLUMNS]];
  let failed = 0;
  let passed = 0;
  let notRun = 0;
  for (const service of services) {
    if (!existsSync(service.repository)) {
      notRun += 1;
      rows.push([service.name, 'not run: its repository is not laid out']);
      continue;
    }
    const root = mkdtempSync(join(tmpdir(), 'saasfactory-e2e-'));
    try {
      const proof = await prove(service, await prepared(service, root));
      rows.push(row(service.name, proof));
      if (proof.problem !== undefined) {
        failed += 1;
        console.log(`== ${service.name}: ${proof.problem}`);
      } else if (proof.notShown !== undefined) notRun += 1;
      else passed += 1;
      console.error(`${service.name}: ${proof.problem !== undefined ? 'failed' : (proof.notShown ?? 'passed')}`);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  for (const { name, reason } of NOT_RUN) rows.push([name, `not run: ${reason}`]);
  return {
    title: 'Services',
    about:
      'Each is generated with `--yes`, built without any cached layer (the package managers’ download caches stay), edited by one line and built again, run read-only without root or capabilities, asked, and stopped. `layers` are those that the edit changed; `context` is what went to the engine; `files` is the check for set-uid bits, owners, modes and what a final stage must not hold.',
    rows,
    passed,
    failed,
    notRun: notRun + NOT_RUN.length,
  };
}

function placed(service: Service, root: string): string {
  return join(placeApp(service.repository, basename(service.repository), root), service.folder);
}

/** The same with what is made when the test runs. */
async function prepared(service: Service, root: string): Promise<string> {
  const folder = copy(service, root);
  if (service.prepare === undefined) return folder;
  const repository = service.folder === '.' ? folder : join(root, basename(service.repository));
  const image = `python:3.12-slim-${DEBIAN}`;
  const base = tool('engine/base');
  if (base !== undefined) await command([base, image]);
  const made = await docker(
    'run',
    '--rm',
    '--volume',
    `${repository}:/app`,
    '--workdir',
    '/app',
    image,
    'sh',
    '-c',
    service.prepare,
  );
  if (made.code !== 0) throw new Error(`${service.name}: ${service.prepare}\n${tail(made)}`);
  return folder;
}

/** The service's folder in a copy of its repository. */
function copy(service: Service, root: string): string {
  if (!existsSync(join(service.repository, '.git'))) return placed(service, root);
  const to = join(root, basename(service.repository));
  cpSync(service.repository, to, {
    recursive: true,
    filter: (path) => basename(dirname(path)) !== '.git' || /HEAD$|objects$|refs$|config$/.test(path),
  });
  const folder = join(to, service.folder);
  setAside(folder);
  return folder;
}

/** What a person wrote is kept, and would be what is built: these services are tried as if they moved to the scaffold. */
export function setAside(folder: string): void {
  for (const name of ['Dockerfile', '.dockerignore']) {
    const own = join(folder, name);
    if (existsSync(own)) renameSync(own, `${own}.old`);
  }
}

function row(name: string, proof: Proof): string[] {
  let told = false;
  const cells = COLUMNS.map((column) => {
    const value = proof.cells[column];
    if (value !== undefined || proof.problem === undefined || column === 'try') return value ?? '-';
    const first = !told;
    told = true;
    return first ? 'FAILED' : '-';
  });
  return [proof.notShown === undefined ? name : `${name} (not run: ${proof.notShown})`, ...cells];
}
