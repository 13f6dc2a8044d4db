import { type ParseError, parse } from 'jsonc-parser';
import type { Evidence } from '../facts.js';
import { type Agent, SERVED_NAMES } from './agents.js';
import { closureOf } from './closure.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import { appName } from './hints.js';
import type { Modules } from './modules.js';
import { rootOf, rootsUsed } from './names.js';
import { join } from './paths.js';
import { scopeOf } from './scope.js';
import { nestedProject, zoneOf } from './zones.js';

/** An agent that can be imported and run by a server of the scaffold's own. */
export interface AgentApp {
  readonly name: string;
  readonly root: string;
  readonly evidence: readonly Evidence[];
  readonly roots: readonly string[];
}

/** Files that name graphs: LangGraph's own, and that of Aegra, a server of the same form. */
const DECLARATIONS = ['langgraph.json', 'aegra.json'];

/** Graphs that langgraph.json names, `./src/agent/graph.py:graph` or `package.module:graph`, in its order. */
export function declaredGraphs(evaluator: Evaluator, modules: Modules): readonly AgentApp[] {
  return DECLARATIONS.flatMap((file) => graphsOf(evaluator, modules, file));
}

function graphsOf(evaluator: Evaluator, modules: Modules, file: string): readonly AgentApp[] {
  const text = modules.text(file);
  if (text === undefined) return [];
  const errors: ParseError[] = [];
  const document: unknown = parse(text, errors, { allowTrailingComma: true });
  const graphs =
    typeof document === 'object' && document !== null ? (document as { graphs?: unknown }).graphs : undefined;
  if (typeof graphs !== 'object' || graphs === null) return [];
  const lines = text.split('\n');
  return Object.values(graphs).flatMap((entry) => {
    const target =
      typeof entry === 'string' ? entry : typeof entry?.path === 'string' ? (entry.path as string) : undefined;
    if (target === undefined) return [];
    const [place = '', attribute = ''] = target.split(':');
    const path = place.endsWith('.py') ? join(place, '.') : (modules.under('.', place) ?? modules.under('src', place));
    const module = path === undefined ? undefined : modules.get(path);
    if (module === undefined) return [];
    const used = rootsUsed(modules, closureOf(modules, module));
    const root = rootOf(modules, module, used);
    const line = lines.findIndex((each) => each.includes(target)) + 1;
    const factory =
      scopeOf(module.root).names.get(attribute)?.at(-1)?.kind === 'function' && !isGraph(evaluator, module, attribute);
    const evidence: Evidence = {
      file,
      line: Math.max(1, line),
      rule: 'langgraph-json',
      text: (lines[line - 1] ?? '').trim().slice(0, 120),
    };
    const name = appName(modules, module, attribute, factory, root);
    return [{ name, root, evidence: [evidence], roots: [...new Set([root, ...used])] }];
  });
}

/** `@entrypoint()` makes a graph of a function. */
function isGraph(evaluator: Evaluator, module: Parameters<Evaluator['exported']>[0], attribute: string): boolean {
  const value = evaluator.exported(module, attribute);
  const parent = value.kind === 'function' ? value.node.parent : undefined;
  return (
    parent?.type === 'decorated_definition' && parent.children.some((child) => child.text.startsWith('@entrypoint'))
  );
}

/** The agents that an import can reach, best first. */
export function importableAgents(modules: Modules, agents: readonly Agent[]): readonly AgentApp[] {
  const reachable = agents.filter(
    (agent) => agent.attribute !== undefined && zoneOf(agent.module.path).zone !== 'shown',
  );
  const score = (agent: Agent): number => {
    const place = SERVED_NAMES.indexOf(agent.attribute ?? '');
    const nested = nestedProject(modules, agent.module.path) === undefined ? 0 : -20;
    const beside = zoneOf(agent.module.path).zone === 'beside' ? -30 : 0;
    return (
      (agent.whole ? 30 : 0) +
      (place === -1 ? 0 : 40 - place) -
      agent.module.path.split('/').length * 3 +
      nested +
      beside
    );
  };
  const sorted = [...reachable].sort(
    (a, b) =>
      score(b) - score(a) ||
      (a.module.path < b.module.path ? -1 : a.module.path > b.module.path ? 1 : b.node.start - a.node.start),
  );
  return sorted.map((agent) => {
    const used = rootsUsed(modules, closureOf(modules, agent.module));
    const root = rootOf(modules, agent.module, used);
    const name = appName(modules, agent.module, agent.attribute ?? '', false, root);
    return {
      name,
      root,
      evidence: [evidenceOf(agent.module, agent.node, `${agent.library}-agent`)],
      roots: [...new Set([root, ...used])],
    };
  });
}
