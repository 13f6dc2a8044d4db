import { composed } from './e2e-compose.js';
import { contexts } from './e2e-context.js';
import { failures } from './e2e-failures.js';
import { matrix } from './e2e-matrix.js';
import type { Part } from './e2e-part.js';
import { keep } from './e2e-results.js';
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
const wanted = SERVICES.filter((service) => (core ? service.core : names.includes(service.name)));

/** Parts by name; all of them when nothing is named. */
const PARTS: Readonly<Record<string, (only: string) => Promise<Part>>> = {
  services: () => matrix(SERVICES),
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
  };
  if (wanted.length > 0) show(await matrix(wanted));
  for (const [name, run] of Object.entries(PARTS)) {
    if (!names.includes(name) && (names.length > 0 || core)) continue;
    const only = filters.get(name);
    const part = await run(only ?? '');
    show(part);
    // After each part: a run that is cut short has shown what it has shown. A selection shows no whole.
    if (write && only === undefined) await keep(name, part, engine.out.trim());
  }
  const sum = (key: 'passed' | 'failed' | 'notRun'): number => parts.reduce((all, part) => all + part[key], 0);
  closing(sum('passed'), sum('failed'), sum('notRun'));
}
