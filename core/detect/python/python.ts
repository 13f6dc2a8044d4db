import type { Remark, Trace } from '../detection.js';
import type { Facts } from '../facts.js';
import type { Folder } from '../folder.js';
import type { JobLaunch } from '../launch/jobs.js';
import type { Launch } from '../launch/launch.js';
import { parserOf, type Syntax } from '../parser.js';
import { agentFacts } from './agent-facts.js';
import { AGENT_MARKERS, agentsIn } from './agents.js';
import { appsIn, buildersIn } from './apps.js';
import { brokenImports } from './broken-imports.js';
import { capturedNames } from './captured.js';
import { clientVariables } from './clients.js';
import { closureOf, pathAdditions } from './closure.js';
import { databaseOf } from './database.js';
import { settingsModules } from './django.js';
import { environmentOf, readModules, withVariables } from './environment.js';
import { Evaluator } from './evaluate.js';
import { MARKERS } from './frameworks.js';
import { jobOf } from './jobs.js';
import { mcpServers } from './mcp.js';
import { type Module, Modules } from './modules.js';
import { poolOf } from './pool.js';
import { portOf } from './port.js';
import { probePaths, routesOf } from './probe-facts.js';
import { type Ranked, rank } from './rank.js';
import { scopeOf } from './scope.js';
import { servedClasses } from './served.js';
import { configurations, isServerConfiguration } from './server-config.js';
import { servesIn } from './serves.js';
import { startCalls } from './start.js';
import { pgvectorOf, tenancyOf } from './tenancy.js';
import { type ThirdPartyImport, thirdPartyImports } from './third-party.js';
import { tornadoServes } from './tornado.js';
import { tracesOf } from './traces.js';
import { unimportable } from './unimportable.js';
import { homeFacts, workerHome } from './worker-home.js';
import { WORKER_MARKERS, workerOf } from './workers.js';
import { writesOf } from './writes.js';

/** What one language's reader contributes; `detect.ts` joins them. */
export interface Found {
  readonly facts: Facts;
  /** Every app found, best first, in the form of `facts.app.value`. */
  readonly apps: readonly string[];
  readonly remarks: readonly Remark[];
  readonly trace: readonly Trace[];
  /** What the service's code imports from outside the repository. */
  readonly imports?: readonly ThirdPartyImport[];
  /** Packages that the service's own manifest asks for, without what these bring along. */
  readonly direct?: readonly string[];
  /** Texts of the modules that are the service's. */
  readonly texts?: readonly string[];
}

/** Reads the service's own Python and what it imports inside the repository. */
export async function detectPython(
  folder: Folder,
  launches: readonly Launch[],
  jobs: readonly JobLaunch[] = [],
): Promise<Found> {
  if (!folder.list().some((file) => file.endsWith('.py'))) return { facts: {}, apps: [], remarks: [], trace: [] };
  const modules = new Modules(folder, await parserOf('python'));
  const evaluator = new Evaluator(modules);
  const served = servedClasses(evaluator, modules, launches);
  evaluator.served = served.classes;
  const scanned = scan(modules, evaluator, served.modules, configurations(launches));
  const mcp = mcpServers(evaluator, scanned);
  const candidates = [
    ...scanned.flatMap((module) => appsIn(evaluator, module)),
    ...mcp.flatMap(({ candidate }) => candidate ?? []),
  ];
  const serves = [...scanned.flatMap((module) => servesIn(evaluator, module)), ...mcp.map(({ serve }) => serve)];
  const ranked = rank(evaluator, modules, scanned, candidates, serves, launches);
  const best = ranked.find((each) => !each.shown);
  const agents = scanned.flatMap((module) => agentsIn(evaluator, module));
  const routes = best === undefined ? [] : routesOf(evaluator, modules, best.candidate.app, best.closure);
  const tornado = best === undefined ? tornadoServes(evaluator, scanned) : [];
  const hidden = best === undefined ? unimportable(evaluator, modules, serves, tornado) : undefined;
  const answered = agentFacts(evaluator, modules, ranked, best, agents, routes);
  const service = answered.facts.service !== undefined || hidden !== undefined;
  const port = service
    ? portOf(evaluator, modules, answered.http, [...serves, ...tornado], launches, scanned)
    : undefined;
  const worker = workerOf(evaluator, modules, launches, scanned, service);
  const job = jobOf(modules, launches, jobs, service || worker !== undefined);
  const alone = worker ?? job;
  const home = service || alone === undefined ? undefined : workerHome(modules, alone);
  const isRead = service || home !== undefined;
  const answers = answered.paths.length > 0 || hidden === undefined ? answered.paths : [hidden.module.path];
  const paths = home === undefined ? answers : [home.module.path];
  const closure = best?.closure ?? closureOfAll(modules, paths);
  const probed = hidden?.app === undefined ? routes : routesOf(evaluator, modules, hidden.app, closure);
  const settings = best === undefined ? [] : settingsModules(evaluator, modules, best.closure);
  const read = readModules(modules, scanned, [...closure, ...settings], paths);
  const database = isRead ? databaseOf(modules, read, closure) : undefined;
  const starts = isRead ? startCalls(evaluator, closure, factoryOf(best)) : [];
  const writes = writesOf(evaluator, modules, starts);
  const environment = isRead ? environmentOf(evaluator, read) : {};
  const known = new Set(environment.variables?.value.map((variable) => variable.name));
  const clients = clientVariables(evaluator, starts, known);
  const captured = isRead ? capturedNames(evaluator, read) : [];
  const pool = database === undefined ? undefined : poolOf(evaluator, read);
  const tenancy = isRead ? tenancyOf(modules) : undefined;
  const pgvector = isRead ? pgvectorOf(modules, read) : undefined;
  const facts: Facts = {
    ...hidden?.facts,
    ...answered.facts,
    ...(home === undefined || alone === undefined ? {} : homeFacts(modules, home, closure, alone)),
    ...(answered.http === undefined && answered.facts.service !== undefined ? {} : probePaths(probed)),
    ...(port === undefined ? {} : { port }),
    ...withVariables(environment, clients.variables, new Set(captured.map(({ name }) => name))),
    ...(database === undefined ? {} : { database }),
    ...(pool === undefined ? {} : { pool }),
    ...(tenancy === undefined ? {} : { tenancy }),
    ...(pgvector === undefined ? {} : { pgvector }),
    ...(writes.fact === undefined ? {} : { writes: writes.fact }),
    ...(worker === undefined ? {} : { worker }),
    ...(job === undefined ? {} : { job }),
  };
  const unseen = hidden === undefined || answered.facts.app !== undefined ? [] : [hidden.remark];
  const entries = paths.flatMap((path) => modules.get(path) ?? []);
  const remarks = [
    ...modules.remarks,
    ...unseen,
    ...writes.remarks,
    ...clients.remarks,
    ...captured.map(({ remark }) => remark),
    ...brokenImports(modules, closure),
  ];
  const imports = thirdPartyImports(modules, entries);
  const texts = read.map((module) => module.source.text);
  return { facts, apps: answered.apps, remarks, trace: [...answered.trace, ...tracesOf(facts)], imports, texts };
}

/** A factory is called as soon as the server has imported it. */
function factoryOf(best: Ranked | undefined): { readonly node: Syntax; readonly module: Module } | undefined {
  const { module, attribute, factory } = best?.candidate ?? {};
  const binding =
    module === undefined
      ? undefined
      : scopeOf(module.root)
          .names.get(attribute ?? '')
          ?.at(-1);
  return factory && module !== undefined && binding?.kind === 'function' ? { node: binding.node, module } : undefined;
}

function closureOfAll(modules: Modules, paths: readonly string[]): readonly Module[] {
  const found = new Map<string, Module>();
  for (const path of paths) {
    const start = modules.get(path);
    for (const module of start === undefined ? [] : closureOf(modules, start)) found.set(module.path, module);
  }
  return [...found.values()];
}

/** Files with a telling word, then those that name a factory found in the first; additions to sys.path are noted. */
function scan(
  modules: Modules,
  evaluator: Evaluator,
  named: readonly Module[],
  configured: readonly string[],
): readonly Module[] {
  const found = new Map(named.map((module) => [module.path, module]));
  const take = (words: readonly string[]): Module[] => {
    const fresh: Module[] = [];
    for (const path of modules.files) {
      const text = found.has(path) ? undefined : modules.text(path);
      if (text === undefined || !(isServerConfiguration(path, configured) || words.some((word) => text.includes(word))))
        continue;
      const module = modules.get(path);
      if (module === undefined) continue;
      found.set(path, module);
      fresh.push(module);
    }
    return fresh;
  };
  const first = [...named, ...take([...MARKERS, ...AGENT_MARKERS, ...WORKER_MARKERS])];
  for (const module of first) for (const root of pathAdditions(evaluator, module)) modules.addRoot(root);
  const builders = first.flatMap((module) => buildersIn(evaluator, module));
  if (builders.length > 0) take([...new Set(builders)]);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
