import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Proof, prove } from './e2e-proof.js';
import { SERVICES, type Service } from './e2e-services.js';
import { placeApp } from './golden-cases.js';
import { closing, command, table, tool } from './shared.js';

// npm run e2e [-- --core | NAME…]: real builds and real containers, by plain `docker run`; once by `try` for comparison.
const words = process.argv.slice(2);
const wanted = SERVICES.filter(({ core, name }) =>
  words.includes('--core') ? core : words.length === 0 || words.includes(name),
);

const up = tool('engine/up');
if (up !== undefined) await command([up]);
const engine = await command(['docker', 'info']);
if (engine.code !== 0) {
  console.log('no container engine answers here');
  closing(0, 0, wanted.length);
} else {
  const rows: string[][] = [
    ['service', 'build', 'boot', 'health', 'route', 'user', 'over base', 'seconds to healthy', 'stop', 'try'],
  ];
  let failed = 0;
  let passed = 0;
  let absent = 0;
  for (const service of wanted) {
    if (!existsSync(service.repository)) {
      absent += 1;
      rows.push([service.name, 'not run']);
      continue;
    }
    const root = mkdtempSync(join(tmpdir(), 'saasfactory-e2e-'));
    try {
      const proof = await prove(service, copy(service, root));
      rows.push(row(service.name, proof));
      if (proof.problem === undefined) passed += 1;
      else {
        failed += 1;
        console.log(`== ${service.name}: ${proof.problem}`);
      }
      console.error(`${service.name}: ${proof.problem === undefined ? 'passed' : 'failed'}`);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  console.log(table(rows));
  closing(passed, failed, absent);
}

/** The service's folder in a copy of its repository. */
function copy(service: Service, root: string): string {
  if (!existsSync(join(service.repository, '.git')))
    return placeApp(service.repository, basename(service.repository), root);
  const to = join(root, basename(service.repository));
  cpSync(service.repository, to, {
    recursive: true,
    filter: (path) => basename(dirname(path)) !== '.git' || /HEAD$|objects$|refs$|config$/.test(path),
  });
  const folder = join(to, service.folder);
  // What a person wrote is kept, and would be what is built: these services are tried as if they moved to the scaffold.
  for (const name of ['Dockerfile', '.dockerignore']) {
    const own = join(folder, name);
    if (existsSync(own)) renameSync(own, `${own}.old`);
  }
  return folder;
}

function row(name: string, proof: Proof): string[] {
  const cell = (value: string | undefined): string => value ?? (proof.problem === undefined ? '-' : 'FAILED');
  return [
    name,
    cell(proof.build),
    cell(proof.boot),
    cell(proof.health),
    cell(proof.route),
    cell(proof.user),
    cell(proof.size),
    cell(proof.seconds),
    cell(proof.stop),
    proof.tried ?? '-',
  ];
}
