import type { Job } from '../fact-values.js';
import type { Candidate, Evidence, Fact } from '../facts.js';
import type { JobLaunch } from '../launch/jobs.js';
import type { Launch } from '../launch/launch.js';
import { closureOf } from './closure.js';
import { evidenceOf } from './evidence.js';
import { mayStay } from './job-end.js';
import type { Module, Modules } from './modules.js';
import { isMainGuard } from './scope.js';
import { zoneOf } from './zones.js';

/** A command and the module of the service that it starts. */
interface Started {
  readonly command: readonly string[];
  readonly module: Module;
}

/**
 * The program that runs to its end: as a job of a platform starts it; else the plain script that an image, a Procfile
 * or compose starts, where nothing in its code stays; else the one script of the folder, which is a mere guess.
 */
export function jobOf(
  modules: Modules,
  launches: readonly Launch[],
  jobs: readonly JobLaunch[],
  isServed: boolean,
): Fact<Job> | undefined {
  const scripts = launches
    .filter((launch) => isPlain(launch))
    .flatMap((launch) => {
      const started = startedBy(modules, launch);
      return started === undefined ? [] : [{ launch, started }];
    });
  const found: { readonly job: Job; readonly evidence: readonly Evidence[] }[] = [];
  for (const { launch, schedule, timeZone, clock } of jobs) {
    const own = launch.words.length === 0 ? scripts.find((one) => one.launch.source === 'dockerfile') : undefined;
    const started = launch.words.length === 0 ? own?.started : startedBy(modules, launch);
    if (started === undefined) continue;
    const times = { ...(schedule === undefined ? {} : { schedule }), ...(timeZone === undefined ? {} : { timeZone }) };
    const evidence = [launch.evidence, ...(clock === undefined ? [] : [clock])];
    found.push({ job: { command: started.command, ...times }, evidence });
  }
  const [best, ...rest] = found;
  if (best !== undefined) {
    const others = rest
      .slice(0, 5)
      .map(({ job, evidence }): Candidate<Job> => ({ value: job, evidence, reason: 'another job' }));
    return { value: best.job, confidence: 'certain', evidence: best.evidence, others };
  }
  if (isServed) return undefined;
  const plain = scripts.find(({ started }) => closureOf(modules, started.module).every((each) => !mayStay(each)));
  if (plain !== undefined)
    return {
      value: { command: plain.started.command },
      confidence: 'likely',
      evidence: [plain.launch.evidence],
      others: [],
    };
  return scripts.length > 0 ? undefined : onlyScript(modules);
}

/** A web entry of a Procfile answers requests and a release entry prepares them, whatever they start. */
function isPlain({ app, port, evidence: { rule } }: Launch): boolean {
  return (
    app === undefined &&
    port === undefined &&
    /^(?:procfile-(?!web$|release$)|compose|dockerfile-(?:cmd|entrypoint))/.test(rule)
  );
}

/** `python script.py …`, `python -m package.module …`; undefined for what is not of this folder. */
function startedBy(modules: Modules, { words, directory }: Launch): Started | undefined {
  if (!/(?:^|\/)python[\d.]*$/.test(words[0] ?? '')) return undefined;
  const rest = words.slice(1);
  while (/^-[uBEIOs]+$/.test(rest[0] ?? '')) rest.shift();
  const [first = '', second = '', ...more] = rest;
  const isModule = first === '-m';
  const path = isModule ? moduleFile(modules, second, directory) : scriptFile(modules, first, directory);
  const module = path === undefined ? undefined : modules.get(path);
  if (module === undefined || path === undefined) return undefined;
  const command = isModule ? ['python', '-m', second, ...more] : ['python', path, ...rest.slice(1)];
  return { command, module };
}

function moduleFile(modules: Modules, dotted: string, directory: string | undefined): string | undefined {
  for (const root of [directory ?? '.', '.', 'src'])
    for (const name of [`${dotted}.__main__`, dotted]) {
      const path = modules.under(root, name);
      if (path !== undefined && !path.endsWith('/__init__.py')) return path;
    }
  return undefined;
}

/** The longest tail of the path that is a file here: images move files about. */
function scriptFile(modules: Modules, script: string, directory: string | undefined): string | undefined {
  if (!script.endsWith('.py')) return undefined;
  const parts = script.split('/').filter((part) => part !== '' && part !== '.');
  const inside = directory === undefined || directory === '.' ? [] : [`${directory}/${parts.join('/')}`];
  return [...inside, ...parts.map((_, at) => parts.slice(at).join('/'))].find((path) => modules.hasAny(path));
}

/** The only file of the service with a main guard. */
function onlyScript(modules: Modules): Fact<Job> | undefined {
  const scripts = modules.files.filter(
    (path) => zoneOf(path).zone === 'service' && (modules.text(path) ?? '').includes('__main__'),
  );
  const module = scripts.length === 1 ? modules.get(scripts[0] ?? '') : undefined;
  const guard = module?.root.children.find(isMainGuard);
  if (module === undefined || guard === undefined || closureOf(modules, module).some(mayStay)) return undefined;
  return {
    value: { command: ['python', module.path] },
    confidence: 'guess',
    evidence: [evidenceOf(module, guard, 'main-script')],
    others: [],
  };
}
