import type { Trace } from '../detection.js';
import type { AgentLibrary, Candidate, Confidence, Evidence, Fact, Facts, Protocol, ServiceKind } from '../facts.js';
import { type AgentApp, declaredGraphs, importableAgents } from './agent-app.js';
import { AGENT_PACKAGES, type Agent } from './agents.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Module, Modules } from './modules.js';
import { rootsUsed } from './names.js';
import type { Ranked } from './rank.js';
import type { Route } from './route-table.js';
import { sharedFolders } from './shared.js';
import { importsOf } from './survey.js';
import { zoneOf } from './zones.js';

/** Who answers: the facts of the app or agent, and what other rules need of it. */
export interface Served {
  readonly facts: Facts;
  /** The app that listens; absent when an agent is served by itself. */
  readonly http?: Ranked;
  readonly apps: readonly string[];
  readonly trace: readonly Trace[];
  /** Files that hold the app or agent. */
  readonly paths: readonly string[];
}

/** How many modules an app may have before one agent among them is a feature and not the service. */
const LARGE = 60;

/** Decides between an HTTP app, an HTTP app that serves an agent, and an agent that has no server of its own. */
export function agentFacts(
  evaluator: Evaluator,
  modules: Modules,
  ranked: readonly Ranked[],
  best: Ranked | undefined,
  agents: readonly Agent[],
  routes: readonly Route[],
): Served {
  const all = agents.filter((agent) => zoneOf(agent.module.path).zone !== 'shown');
  const own = all.filter((agent) => !agent.part);
  const declared = declaredGraphs(evaluator, modules);
  const graphs = [...declared, ...importableAgents(modules, own)];
  const apps = ranked.map((each) => each.name);
  const trace = ranked.map((each): Trace => traceOf(each, each === best));
  if (best === undefined) {
    const first = graphs[0];
    const names = [...new Set([...graphs.map((graph) => graph.name), ...apps])];
    if (own.length === 0 && declared.length === 0) return { facts: {}, apps: names, trace, paths: [] };
    return { facts: agentOnly(own, first, []), apps: names, trace, paths: own.map((agent) => agent.module.path) };
  }
  const inside = new Set(best.closure.map((module) => module.path));
  const reached = all.filter((agent) => inside.has(agent.module.path));
  const onlyFiles = !routes.some((route) => route.serves === undefined);
  const first = graphs[0];
  if (reached.length === 0 && first !== undefined && (declared.length > 0 || onlyFiles)) {
    const names = [...new Set([...graphs.map((graph) => graph.name), ...apps])];
    const loser: Candidate<string> = {
      value: best.name,
      evidence: [appEvidence(best)],
      reason: 'an HTTP app that runs no agent',
    };
    return { facts: agentOnly(own, first, [loser]), apps: names, trace, paths: own.map((agent) => agent.module.path) };
  }
  const few = best.closure.length > LARGE && best.closure.filter(usesAgents).length * 10 < best.closure.length;
  const agent = reached.length > 0 && !few;
  const library = reached[0] === undefined ? undefined : libraryOf(reached);
  return {
    facts: appFacts(modules, ranked, best, agent, library),
    http: best,
    apps: [...new Set([...apps, ...graphs.map((graph) => graph.name)])],
    trace,
    paths: [...new Set([best.candidate.module.path, best.entry.path])],
  };
}

/** A module that imports one of the agent libraries. */
function usesAgents(module: Module): boolean {
  return importsOf(module).some(({ dotted }) =>
    AGENT_PACKAGES.some((name) => dotted === name || dotted.startsWith(`${name}.`)),
  );
}

function appFacts(
  modules: Modules,
  ranked: readonly Ranked[],
  best: Ranked,
  agent: boolean,
  library: Fact<AgentLibrary> | undefined,
): Facts {
  const at = appEvidence(best);
  const evidence = [at, ...best.named];
  const rivals = ranked.filter((each) => each !== best && each.name !== best.name);
  const others: Candidate<string>[] = rivals.map((each) => ({
    value: each.name,
    evidence: [appEvidence(each)],
    reason:
      each.reasons.find((reason) => !reason.startsWith('named') && !reason.startsWith('started')) ??
      `outranked by ${best.name}`,
  }));
  const rival = rivals.find((each) => !each.shown && each.candidate.app.core.call !== best.candidate.app.core.call);
  const sure: Confidence =
    best.named.length > 0 || rival === undefined ? 'certain' : best.score - rival.score > 60 ? 'likely' : 'guess';
  const { made, protocol } = best.candidate.app;
  const roots = [...new Set([best.root, ...rootsUsed(modules, best.closure)])];
  const shared = sharedFolders(modules, best.closure);
  return {
    service: fact<ServiceKind>(
      agent ? 'agent' : 'backend',
      agent ? 'likely' : 'certain',
      agent && library !== undefined ? [...library.evidence, at] : [at],
    ),
    app: { value: best.name, confidence: sure, evidence, others },
    protocol: fact<Protocol>(protocol, 'certain', [at]),
    importRoots: fact(roots, 'certain', [at]),
    ...(made.framework === undefined ? {} : { framework: fact(made.framework, 'certain', [at]) }),
    ...(library === undefined ? {} : { agentLibrary: library }),
    ...(shared.value.length === 0 ? {} : { shared }),
  };
}

function agentOnly(agents: readonly Agent[], first: AgentApp | undefined, others: readonly Candidate<string>[]): Facts {
  const library = agents.length === 0 ? undefined : libraryOf(agents);
  const evidence = first?.evidence ?? library?.evidence ?? [];
  return {
    service: fact<ServiceKind>('agent', first === undefined ? 'likely' : 'certain', evidence),
    ...(library === undefined ? {} : { agentLibrary: library }),
    ...(first === undefined
      ? {}
      : {
          app: { value: first.name, confidence: 'likely' as const, evidence: first.evidence, others },
          protocol: fact<Protocol>('agent', 'certain', first.evidence),
          importRoots: fact(first.roots, 'certain', first.evidence),
        }),
  };
}

/** The library that builds most of the agents; whole graphs and crews count for more. */
function libraryOf(agents: readonly Agent[]): Fact<AgentLibrary> {
  const counts = new Map<AgentLibrary, number>();
  for (const agent of agents) counts.set(agent.library, (counts.get(agent.library) ?? 0) + (agent.whole ? 3 : 1));
  const order = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const value = order[0]?.[0] ?? 'langgraph';
  const evidenceFor = (library: AgentLibrary): Evidence[] =>
    agents
      .filter((agent) => agent.library === library)
      .slice(0, 5)
      .map((agent) => evidenceOf(agent.module, agent.node, `${library}-agent`));
  const others = order
    .slice(1)
    .map(([library]) => ({ value: library, evidence: evidenceFor(library), reason: 'fewer agents' }));
  return { value, confidence: 'certain', evidence: evidenceFor(value), others };
}

function appEvidence(each: Ranked): Evidence {
  const { module, line, app, factory } = each.candidate;
  const rule = `${app.made.framework ?? app.made.protocol}-${factory ? 'factory' : 'instance'}`;
  return { file: module.path, line, rule, text: module.source.lineText(line) };
}

function traceOf(each: Ranked, won: boolean): Trace {
  const why = [each.name, ...each.reasons].join('; ');
  return {
    fact: 'app',
    rule: appEvidence(each).rule,
    outcome: won ? 'fired' : 'outranked',
    evidence: appEvidence(each),
    why,
  };
}

function fact<T>(value: T, confidence: Confidence, evidence: readonly Evidence[]): Fact<T> {
  return { value, confidence, evidence, others: [] };
}
