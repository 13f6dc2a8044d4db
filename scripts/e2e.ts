import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/package-root.js';
import { composed } from './e2e-compose.js';
import { contexts } from './e2e-context.js';
import { failures } from './e2e-failures.js';
import { matrix } from './e2e-matrix.js';
import { markdown, type Part } from './e2e-part.js';
import { runtime } from './e2e-runtime.js';
import { same } from './e2e-same.js';
import { samples } from './e2e-samples.js';
import { SERVICES } from './e2e-services.js';
import { closing, command, table, tool } from './shared.js';

// npm run e2e [-- --core | --write | PART… | NAME…]: real builds and real containers, by plain `docker build` and `run`.
const words = process.argv.slice(2);
const write = words.includes('--write');
// `failures=stale` and `samples=rag-api` run those of a part whose name holds the text.
const filters = new Map(
  words.filter((word) => word.includes('=')).map((word) => word.split('=', 2) as [string, string]),
);
const names = words.filter((word) => !word.startsWith('--')).map((word) => word.split('=')[0] ?? word);
const core = words.includes('--core');
const wanted = SERVICES.filter((service) => (core ? service.core : names.length === 0 || names.includes(service.name)));

/** Parts beside the services: by name, or all of them when nothing is named. */
const PARTS: Readonly<Record<string, (only: string) => Promise<Part>>> = {
  context: contexts,
  same,
  runtime,
  failures,
  compose: composed,
  samples,
};

const unknown = names.filter((name) => PARTS[name] === undefined && !SERVICES.some((service) => service.name === name));
const up = tool('engine/up');
if (up !== undefined) await command([up]);
const engine = await command([
  'docker',
  'info',
  '--format',
  '{{.ServerVersion}} {{.Driver}} {{.OSType}}/{{.Architecture}}',
]);
if (unknown.length > 0) {
  console.error(`e2e: no part or service is called ${unknown.join(', ')}`);
  console.error(`parts: ${Object.keys(PARTS).join(', ')}\nservices: ${SERVICES.map(({ name }) => name).join(', ')}`);
  process.exitCode = 1;
} else if (engine.code !== 0) {
  console.log('no container engine answers here');
  closing(0, 0, wanted.length);
} else {
  const parts: Part[] = [];
  const show = (part: Part): void => {
    parts.push(part);
    console.log(`\n${part.title}\n${table(part.rows)}`);
    // After each part: a run that is cut short has shown what it has shown.
    if (write) writeFileSync(join(PACKAGE_ROOT, 'test', 'e2e', 'RESULTS.md'), document(parts, engine.out.trim()));
  };
  if (wanted.length > 0) show(await matrix(wanted));
  for (const [name, run] of Object.entries(PARTS))
    if (names.includes(name) || (names.length === 0 && !core)) show(await run(filters.get(name) ?? ''));
  const sum = (key: 'passed' | 'failed' | 'notRun'): number => parts.reduce((all, part) => all + part[key], 0);
  closing(sum('passed'), sum('failed'), sum('notRun'));
}

/** test/e2e/RESULTS.md. */
function document(parts: readonly Part[], about: string): string {
  return [
    '# What real builds and real containers showed',
    '',
    `Made by \`npm run e2e -- ${words.join(' ')}\` on engine ${about}; base images are local stand-ins, so sizes over the base are comparable with each other and whole sizes are not. Seconds are those of one run on two shared cores.`,
    '',
    ...parts.map(markdown),
  ].join('\n');
}
