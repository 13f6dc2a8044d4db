import type { Detection } from './detect/detection.js';
import type { Confidence, Fact, FactName, Facts } from './detect/facts.js';
import { SCAFFOLD_PATHS } from './options/service.js';
import { fold, place, places, textOf, valueText } from './report-values.js';

/** Facts of the JSON document; the others are how we build, not what the service is. */
const PUBLIC = [
  'service',
  'name',
  'framework',
  'agentLibrary',
  'app',
  'protocol',
  'importRoots',
  'port',
  'packageManager',
  'pythonVersion',
  'nodeVersion',
  'healthPath',
  'readyPath',
  'metricsPath',
  'buildScript',
  'outputDir',
  'basePath',
  'serves',
  'systemPackages',
  'user',
  'ownImage',
  'env',
  'variables',
  'database',
  'migrations',
  'pool',
  'tenancy',
  'pgvector',
  'writes',
  'worker',
  'job',
  'context',
] as const satisfies readonly FactName[];

/** The document of `detect --json` (contract, section 5). A fact that was not found is absent. */
export function detectionDocument(folder: string, detection: Detection): object {
  const facts: Record<string, object> = {};
  for (const name of PUBLIC) {
    const fact = detection.facts[name];
    if (fact) facts[name] = { value: fact.value, confidence: fact.confidence, evidence: fact.evidence };
  }
  return { schema: 1, folder, facts, candidates: detection.candidates };
}

/** Short names on screen, in their order; `none` is said of what a person would look for. */
const SHOWN: readonly (readonly [string, FactName, string?])[] = [
  ['app', 'app'],
  ['port', 'port', 'the scaffold serves on 8080'],
  ['packages', 'packageManager'],
  ['python', 'pythonVersion'],
  ['node', 'nodeVersion'],
  ['build', 'buildScript'],
  ['output', 'outputDir'],
  ['context', 'context'],
  ['health', 'healthPath', `the scaffold adds ${SCAFFOLD_PATHS.live}`],
  ['ready', 'readyPath', `the scaffold adds ${SCAFFOLD_PATHS.ready}`],
  ['metrics', 'metricsPath', `the scaffold adds ${SCAFFOLD_PATHS.metrics}`],
  ['database', 'database'],
  ['migrate', 'migrations'],
  ['pool', 'pool'],
  ['tenants', 'tenancy'],
  ['pgvector', 'pgvector'],
  ['writes', 'writes'],
  ['worker', 'worker'],
  ['job', 'job'],
  ['system', 'systemPackages'],
  ['user', 'user'],
  ['env', 'env'],
];

/** `health` stands for `healthPath`: what a person types after --explain. */
export const SHORT_NAMES: ReadonlyMap<string, FactName> = new Map(SHOWN.map(([short, name]) => [short, name]));

const RANK: Readonly<Record<Confidence, number>> = { guess: 0, likely: 1, certain: 2 };

/** One line for each found fact that is less sure than `least`: `port 8000 is likely, not certain (main.py:3)`. */
export function unmetLines(detection: Detection, least: Confidence): readonly string[] {
  return (['service', ...SHOWN.map(([, name]) => name)] as const).flatMap((name) => {
    const fact: Fact<unknown> | undefined = detection.facts[name];
    if (!fact || RANK[fact.confidence] >= RANK[least]) return [];
    const [short] = SHOWN.find(([, long]) => long === name) ?? [name];
    const sure = fact.confidence === 'guess' ? 'a guess' : fact.confidence;
    const where = fact.evidence[0] ? ` (${place(fact.evidence[0])})` : '';
    const value = name === 'env' ? '' : ` ${valueText(name, detection.facts)}`;
    return [`${short}${value} is ${sure}, not ${least}${where}`];
  });
}

/** What a person reads after `saasfactory detect`, line by line. */
export function detectionLines(detection: Detection): readonly string[] {
  const { facts } = detection;
  const lines = [headline(facts), ''];
  const rows = SHOWN.flatMap(([short, name, otherwise]) => {
    const fact: Fact<unknown> | undefined = facts[name];
    if (fact) return [{ short, value: valueText(name, facts), note: fact.confidence, place: places(fact.evidence) }];
    const wanted = otherwise !== undefined && facts.service?.value !== 'frontend' && !isWorker(facts);
    return wanted ? [{ short, value: 'none', note: '', place: otherwise }] : [];
  });
  const column = Math.min(
    30,
    Math.max(12, ...rows.filter(({ short }) => short !== 'env').map(({ value }) => value.length)),
  );
  for (const { short, value, note, place } of rows) {
    const head = `  ${short.padEnd(9)}  `;
    // A long list has its line to itself.
    if (value.length > column) lines.push(...fold(value, 80 - head.length, head));
    else lines.push(`${head}${value.padEnd(column)}  ${note.padEnd(7)}  ${place}`.trimEnd());
  }
  lines.push(...notTaken(facts));
  for (const { severity = 'note', file, line, message, fix } of detection.remarks)
    lines.push(`  ${severity.padEnd(9)}  ${file}:${line} ${message}${fix === undefined ? '' : `: ${fix}`}`);
  return lines;
}

const TITLES: Readonly<Record<string, string>> = {
  fastapi: 'FastAPI',
  starlette: 'Starlette',
  litestar: 'Litestar',
  quart: 'Quart',
  flask: 'Flask',
  django: 'Django',
  aiohttp: 'aiohttp',
  vite: 'Vite',
  next: 'Next.js',
  sveltekit: 'SvelteKit',
  nuxt: 'Nuxt',
  astro: 'Astro',
  angular: 'Angular',
  remix: 'Remix',
  'react-router': 'React Router',
  cra: 'Create React App',
  node: 'Node.js',
  langgraph: 'LangGraph',
  langchain: 'LangChain',
  crewai: 'CrewAI',
  adk: 'Google ADK',
  'pydantic-ai': 'Pydantic AI',
  'openai-agents': 'OpenAI Agents',
  autogen: 'AutoGen',
};

/** `backend, FastAPI`; `agent, LangGraph, FastAPI`. */
export function headline(facts: Facts): string {
  if (!facts.service) return 'no service';
  const parts = [facts.agentLibrary?.value, facts.framework?.value].filter((part) => part !== undefined);
  const what = parts.map((part) => TITLES[part] ?? part);
  if (isWorker(facts)) what.push(facts.worker === undefined ? 'job' : `${facts.worker.value.library} worker`);
  return [facts.service.value, ...what].join(', ');
}

/** Nothing of it answers HTTP, so that no port and no route is missed. */
function isWorker({ worker, job, app, serves }: Facts): boolean {
  return (worker ?? job) !== undefined && app === undefined && serves === undefined;
}

/** Runners-up and why they lost: those of the app first, then of the other facts of the table. */
function notTaken(facts: Facts): readonly string[] {
  const others = SHOWN.flatMap(([short, name]) => {
    const fact: Fact<unknown> | undefined = facts[name];
    return (fact?.others ?? []).map(({ value, evidence, reason }) => {
      const where = evidence[0] ? `${place(evidence[0])} ` : '';
      const what = name === 'app' ? '' : `${short} `;
      return { name, text: `${where}${what}${textOf(name, value)} (${reason})` };
    });
  });
  const apps = others.filter(({ name }) => name === 'app').slice(0, 3);
  const rest = others.filter(({ name }) => name !== 'app');
  const firsts = rest.filter(({ name }, at) => rest.findIndex((other) => other.name === name) === at).slice(0, 3);
  const shown = [...apps, ...firsts].map(({ text }) => text);
  if (shown.length === 0) return [];
  const more = others.length > shown.length ? [`${others.length - shown.length} more (--explain FACT)`] : [];
  return fold([...shown, ...more].join(', '), 67, '  not taken  ');
}
