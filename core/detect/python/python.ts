import type { Facts, Launch, Remark, Trace } from '../facts.js';
import type { Folder } from '../folder.js';
import { parserOf } from '../parser.js';
import { agentFacts } from './agent-facts.js';
import { AGENT_MARKERS, agentsIn } from './agents.js';
import { appsIn } from './apps.js';
import { pathAdditions } from './closure.js';
import { databaseOf } from './database.js';
import { environmentOf, readModules } from './environment.js';
import { Evaluator } from './evaluate.js';
import { MARKERS } from './frameworks.js';
import { type Module, Modules } from './modules.js';
import { portOf } from './port.js';
import { probePaths, routesOf } from './probe-facts.js';
import { rank } from './rank.js';
import { servesIn } from './serves.js';
import { type ThirdPartyImport, thirdPartyImports } from './third-party.js';
import { tracesOf } from './traces.js';
import { unimportable } from './unimportable.js';

/** What one language's reader contributes; `detect.ts` joins them. */
export interface Found {
  readonly facts: Facts;
  /** Every app found, best first, in the form of `facts.app.value`. */
  readonly apps: readonly string[];
  readonly remarks: readonly Remark[];
  readonly trace: readonly Trace[];
  /** What the service's code imports from outside the repository. */
  readonly imports?: readonly ThirdPartyImport[];
}

/** Reads the service's own Python and what it imports inside the repository. */
export async function detectPython(folder: Folder, launches: readonly Launch[]): Promise<Found> {
  if (!folder.list().some((file) => file.endsWith('.py'))) return { facts: {}, apps: [], remarks: [], trace: [] };
  const modules = new Modules(folder, await parserOf('python'));
  const evaluator = new Evaluator(modules);
  const scanned = scan(modules, evaluator);
  const candidates = scanned.flatMap((module) => appsIn(evaluator, module));
  const serves = scanned.flatMap((module) => servesIn(evaluator, module));
  const ranked = rank(evaluator, modules, scanned, candidates, serves, launches);
  const best = ranked.find((each) => !each.shown);
  const agents = scanned.flatMap((module) => agentsIn(evaluator, module));
  const routes = best === undefined ? [] : routesOf(evaluator, modules, best);
  const hidden = best === undefined ? unimportable(serves) : undefined;
  const served = agentFacts(evaluator, modules, ranked, best, agents, routes);
  const service = served.facts.service !== undefined || hidden !== undefined;
  const port = service ? portOf(evaluator, modules, served.http, serves, launches, scanned) : undefined;
  const read = readModules(modules, scanned, best?.closure ?? [], served.paths);
  const database = service ? databaseOf(modules, read) : undefined;
  const facts: Facts = {
    ...hidden?.facts,
    ...served.facts,
    ...(served.http === undefined ? {} : probePaths(routes)),
    ...(port === undefined ? {} : { port }),
    ...(service ? environmentOf(evaluator, read) : {}),
    ...(database === undefined ? {} : { database }),
  };
  const remarks =
    hidden === undefined || served.facts.app !== undefined ? modules.remarks : [...modules.remarks, hidden.remark];
  const starts = served.paths.flatMap((path) => modules.get(path) ?? []);
  const imports = thirdPartyImports(modules, starts);
  return { facts, apps: served.apps, remarks, trace: [...served.trace, ...tracesOf(facts)], imports };
}

/** Files with a telling word, then those that name a factory found in the first; additions to sys.path are noted. */
function scan(modules: Modules, evaluator: Evaluator): readonly Module[] {
  const found = new Map<string, Module>();
  const take = (words: readonly string[]): Module[] => {
    const fresh: Module[] = [];
    for (const path of modules.files) {
      const text = found.has(path) ? undefined : modules.text(path);
      if (text === undefined || !(isServerConfiguration(path) || words.some((word) => text.includes(word)))) continue;
      const module = modules.get(path);
      if (module === undefined) continue;
      found.set(path, module);
      fresh.push(module);
    }
    return fresh;
  };
  const first = take([...MARKERS, ...AGENT_MARKERS]);
  for (const module of first) for (const root of pathAdditions(evaluator, module)) modules.addRoot(root);
  const factories = first.flatMap((module) => appsIn(evaluator, module)).filter((app) => app.factory);
  if (factories.length > 0) take([...new Set(factories.map((app) => app.attribute))]);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isServerConfiguration(path: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.includes('gunicorn') || file.includes('hypercorn');
}
