import type { Worker } from '../fact-values.js';
import type { Candidate, Fact } from '../facts.js';
import type { Launch } from '../launch/launch.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import { decoratorsOf } from './members.js';
import type { Module, Modules } from './modules.js';
import { dottedName, rootOf, rootsUsed } from './names.js';
import { scopeOf } from './scope.js';
import { importsOf, surveyOf } from './survey.js';
import { loopsIn, type Sign } from './worker-loops.js';
import { zoneOf } from './zones.js';

/** Programs that run workers, by the word that starts them. */
const PROGRAMS: Readonly<Record<string, Worker['library']>> = {
  celery: 'celery',
  arq: 'arq',
  rq: 'rq',
  rqworker: 'rq',
  dramatiq: 'dramatiq',
  huey_consumer: 'huey',
  'huey_consumer.py': 'huey',
  taskiq: 'taskiq',
};
/** Objects of a module that a worker's program is given, by the call that makes them. */
const MAKERS: Readonly<Record<string, Worker['library']>> = {
  'celery.Celery': 'celery',
  'celery.app.Celery': 'celery',
  'huey.RedisHuey': 'huey',
  'huey.SqliteHuey': 'huey',
  'taskiq_redis.ListQueueBroker': 'taskiq',
  'taskiq_redis.RedisStreamBroker': 'taskiq',
  'taskiq_aio_pika.AioPikaBroker': 'taskiq',
};
/** Words without which a file holds no worker; files that hold one are read. */
export const WORKER_MARKERS: readonly string[] = [
  'celery',
  'from arq',
  'import arq',
  'dramatiq',
  'huey',
  'taskiq',
  'from rq',
  'import rq',
  'livekit.agents',
  'BlockingScheduler',
  'run_pending',
  'while True',
];
/** The program without HTTP that a folder holds: as a launch file starts it, else as its library would. */
export function workerOf(
  evaluator: Evaluator,
  modules: Modules,
  launches: readonly Launch[],
  scanned: readonly Module[],
  hasApp: boolean,
): Fact<Worker> | undefined {
  const signs: Sign[] = [];
  for (const launch of launches) {
    const at = launch.words.findIndex((word) => Object.hasOwn(PROGRAMS, word.slice(word.lastIndexOf('/') + 1)));
    const program = launch.words[at] ?? '';
    const library = at === -1 ? undefined : PROGRAMS[program.slice(program.lastIndexOf('/') + 1)];
    if (library === undefined || !isWork(library, launch.words.slice(at + 1))) continue;
    signs.push({ worker: { library, command: launch.words.slice(at) }, evidence: launch.evidence, weight: 3 });
  }
  for (const module of scanned) {
    if (zoneOf(module.path).zone !== 'service') continue;
    signs.push(...madeIn(evaluator, modules, module), ...loopsIn(evaluator, module));
  }
  const started = signs.map((sign) => ({ ...sign, weight: startedBy(launches, sign) ? 3 : sign.weight }));
  // Beside an HTTP app a loop is one of its scripts.
  const best = started
    .filter((sign) => !hasApp || sign.worker.library !== 'loop')
    .sort((a, b) => b.weight - a.weight)[0];
  if (best === undefined) return undefined;
  const others = started
    .filter((sign) => sign !== best)
    .slice(0, 5)
    .map(
      ({ worker, evidence }): Candidate<Worker> => ({ value: worker, evidence: [evidence], reason: 'another worker' }),
    );
  return { value: best.worker, confidence: best.weight > 1 ? 'certain' : 'likely', evidence: [best.evidence], others };
}

/** A launch file runs the script of the loop: `python worker.py`, `python -m worker`. */
function startedBy(launches: readonly Launch[], { worker: { command } }: Sign): boolean {
  const [program, path = ''] = command;
  if (program !== 'python') return false;
  const module = path.replace(/\.py$/, '').replaceAll('/', '.');
  return launches.some(({ words, directory }) => {
    const at = words.findIndex((word) => /(?:^|\/)python[\d.]*$/.test(word));
    const rest = at === -1 ? [] : words.slice(at + 1).filter((word) => word !== '-u');
    const script = rest[0] === '-m' ? rest[1]?.replaceAll('.', '/').concat('.py') : rest[0];
    const where = directory === undefined || directory === '.' ? '' : `${directory}/`;
    return script !== undefined && (`${where}${script}`.replace(/^\.\//, '') === path || rest[1] === module);
  });
}

/** `celery worker` and `celery beat` work; `celery inspect` asks. */
function isWork(library: Worker['library'], words: readonly string[]): boolean {
  if (library === 'celery') return words.includes('worker') || words.includes('beat');
  if (library === 'rq' || library === 'taskiq') return words.includes('worker') || words.length > 0;
  return words.length > 0;
}

function madeIn(evaluator: Evaluator, modules: Modules, module: Module): readonly Sign[] {
  const found: Sign[] = [];
  const name = dottedName(modules, module, rootOf(modules, module, rootsUsed(modules, [module]))) ?? '';
  if (name === '') return [];
  const add = (worker: Worker, node: Parameters<typeof evidenceOf>[1]): void => {
    found.push({ worker, evidence: evidenceOf(module, node, `${worker.library}-worker`), weight: 2 });
  };
  for (const [attribute, bindings] of scopeOf(module.root).names) {
    const last = bindings.at(-1);
    if (last?.kind === 'value' && last.value.type === 'call') {
      const value = evaluator.evaluate(last.value, { module });
      const library = value.kind === 'object' && typeof value.of === 'string' ? MAKERS[value.of] : undefined;
      if (library === 'celery')
        add({ library, command: ['celery', '-A', `${name}:${attribute}`, 'worker'] }, last.node);
      if (library === 'huey') add({ library, command: ['huey_consumer', `${name}.${attribute}`] }, last.node);
      if (library === 'taskiq') add({ library, command: ['taskiq', 'worker', `${name}:${attribute}`] }, last.node);
    }
    if (last?.kind === 'class' && isArq(module, last.node))
      add({ library: 'arq', command: ['arq', `${name}.${attribute}`] }, last.node);
  }
  const actor = surveyOf(module).functions.find((node) =>
    decoratorsOf(node).some((decorator) => {
      const inner = decorator.children[0];
      const value = evaluator.evaluate(inner?.type === 'call' ? inner.field('function') : inner, { module });
      return value.kind === 'external' && value.name === 'dramatiq.actor';
    }),
  );
  if (actor !== undefined) add({ library: 'dramatiq', command: ['dramatiq', name] }, actor);
  return found;
}

/** arq's settings are a class of any name with `functions` or `cron_jobs`, in a module that knows arq. */
function isArq(module: Module, node: Parameters<typeof scopeOf>[0]): boolean {
  const { names } = scopeOf(node);
  const asks = names.has('functions') || names.has('cron_jobs');
  return asks && importsOf(module).some(({ dotted }) => dotted === 'arq' || dotted.startsWith('arq.'));
}
