import type { AgentLibrary } from '../facts.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { ancestry, decoratorsOf } from './members.js';
import type { Module } from './modules.js';
import { ownerOf, scopeOf } from './scope.js';
import { calledName, surveyOf } from './survey.js';
import type { Value } from './values.js';

/** A place where the code builds an agent or a graph of agents. */
export interface Agent {
  readonly library: AgentLibrary;
  readonly module: Module;
  readonly node: Syntax;
  /** The module's own name for it, when an import can reach it. */
  readonly attribute?: string;
  /** A graph or a crew, which runs by itself; not one agent among several. */
  readonly whole: boolean;
  /** Only a part of an agent, such as a graph that something else compiles: tells what an app runs, no more. */
  readonly part: boolean;
}

/** Constructors and functions that make agents, by the dotted name of what is called. */
const MAKERS: readonly (readonly [string, AgentLibrary, boolean])[] = [
  ['langgraph.graph.StateGraph.compile', 'langgraph', true],
  ['langgraph.graph.state.StateGraph.compile', 'langgraph', true],
  ['langgraph.graph.MessageGraph.compile', 'langgraph', true],
  ['langgraph.graph.Graph.compile', 'langgraph', true],
  ['langgraph.prebuilt.create_react_agent', 'langgraph', true],
  ['langgraph.prebuilt.chat_agent_executor.create_react_agent', 'langgraph', true],
  ['langgraph_supervisor.create_supervisor', 'langgraph', true],
  ['langgraph_swarm.create_swarm', 'langgraph', true],
  ['deepagents.create_deep_agent', 'langgraph', true],
  ['deepagents.async_create_deep_agent', 'langgraph', true],
  ['managed_deepagents.define_deep_agent', 'langgraph', true],
  ['langchain.agents.create_agent', 'langchain', true],
  ['langchain.agents.AgentExecutor', 'langchain', true],
  ['langchain.agents.initialize_agent', 'langchain', true],
  ['langchain.agents.agent.AgentExecutor', 'langchain', true],
  ['langchain_classic.agents.AgentExecutor', 'langchain', true],
  ['crewai.Crew', 'crewai', true],
  ['crewai.Agent', 'crewai', false],
  ['google.adk.agents.Agent', 'adk', false],
  ['google.adk.agents.LlmAgent', 'adk', false],
  ['google.adk.agents.llm_agent.LlmAgent', 'adk', false],
  ['google.adk.agents.llm_agent.Agent', 'adk', false],
  ['google.adk.agents.SequentialAgent', 'adk', false],
  ['google.adk.agents.ParallelAgent', 'adk', false],
  ['google.adk.agents.LoopAgent', 'adk', false],
  ['google.adk.Agent', 'adk', false],
  ['google.adk.cli.fast_api.get_fast_api_app', 'adk', true],
  ['google.adk.runners.Runner', 'adk', true],
  ['pydantic_ai.Agent', 'pydantic-ai', false],
  ['pydantic_ai.agent.Agent', 'pydantic-ai', false],
  ['agents.Agent', 'openai-agents', false],
  ['agents.agent.Agent', 'openai-agents', false],
  ['chatkit.agents.AgentContext', 'openai-agents', false],
  ['autogen.AssistantAgent', 'autogen', false],
  ['autogen.ConversableAgent', 'autogen', false],
  ['autogen_agentchat.agents.AssistantAgent', 'autogen', false],
  ['autogen_agentchat.teams.RoundRobinGroupChat', 'autogen', true],
  ['autogen_agentchat.teams.SelectorGroupChat', 'autogen', true],
];
/** Base classes of flows, which start crews and pass on what they give. */
const FLOWS: ReadonlySet<string> = new Set(['crewai.flow.flow.Flow', 'crewai.flow.Flow', 'crewai.Flow']);
const BY_NAME = new Map(MAKERS.map(([name, library, whole]) => [name, { library, whole }]));
const PARTS = new Set([
  'langgraph.graph.StateGraph',
  'langgraph.graph.state.StateGraph',
  'langgraph.graph.MessageGraph',
]);
const LAST = new Set([...BY_NAME.keys(), ...PARTS].map((name) => name.slice(name.lastIndexOf('.') + 1)));
/** Packages that agents are written with; who imports them works for an agent. */
export const AGENT_PACKAGES: readonly string[] = [
  'langgraph',
  'langchain',
  'langchain_core',
  'crewai',
  'google.adk',
  'pydantic_ai',
  'agents',
  'autogen',
  'autogen_agentchat',
  'deepagents',
];
export const AGENT_MARKERS: readonly string[] = [
  'langgraph',
  'langchain',
  'crewai',
  'google.adk',
  'pydantic_ai',
  'from agents',
  'import agents',
  'autogen',
  'deepagents',
];

/** Every agent that a module builds. */
export function agentsIn(evaluator: Evaluator, module: Module): readonly Agent[] {
  const found: Agent[] = [];
  for (const call of surveyOf(module).calls) {
    const name = calledName(call);
    // A class may be imported under another name, or parametrised: `Agent[Context](…)`.
    const subscripted = call.field('function')?.type === 'subscript';
    if (!LAST.has(name) && !subscripted && !isCapital(name)) continue;
    const made = evaluator.evaluate(call, { module });
    const maker = makerOf(evaluator, made);
    if (maker === undefined) {
      const part = made.kind === 'object' && typeof made.of === 'string' && PARTS.has(made.of);
      if (part) found.push({ library: 'langgraph', module, node: call, whole: false, part });
      continue;
    }
    const attribute = boundName(evaluator, call, module);
    found.push({ ...maker, part: false, module, node: call, ...(attribute === undefined ? {} : { attribute }) });
  }
  for (const node of surveyOf(module).classes) {
    const decorated = decoratorsOf(node).some((decorator) => {
      const value = evaluator.evaluate(decorator.children[0], { module });
      return value.kind === 'external' && value.name.startsWith('crewai.') && value.name.endsWith('.CrewBase');
    });
    const isFlow = ancestry(evaluator, { kind: 'class', node, module }).external.some((name) => FLOWS.has(name));
    if (!decorated && !isFlow) continue;
    const attribute = importedAs(node, module);
    const named = attribute === undefined ? {} : { attribute };
    found.push({ library: 'crewai', module, node, whole: true, part: false, ...named });
  }
  return found;
}

/** The name of a class at the top of its module, which an import can reach. */
function importedAs(node: Syntax, module: Module): string | undefined {
  const place = node.parent?.type === 'decorated_definition' ? node.parent.parent : node.parent;
  return place === module.root || place?.type === 'module' ? node.field('name')?.text : undefined;
}

function isCapital(name: string): boolean {
  const code = name.charCodeAt(0);
  return code >= 65 && code <= 90 && name.includes('Agent');
}

function makerOf(evaluator: Evaluator, value: Value): { library: AgentLibrary; whole: boolean } | undefined {
  if (value.kind !== 'object') return undefined;
  const names = typeof value.of === 'string' ? [value.of] : ancestry(evaluator, value.of).external;
  for (const name of names) {
    const maker = BY_NAME.get(name);
    if (maker !== undefined) return maker;
  }
  return undefined;
}

/** Names that projects give to the one agent or graph that they serve, best first. */
export const SERVED_NAMES: readonly string[] = [
  'root_agent',
  'graph',
  'app',
  'agent',
  'workflow',
  'crew',
  'supervisor',
  'orchestrator',
  'triage_agent',
  'main_agent',
  'agent_executor',
  'team',
  'compiled_graph',
];

/** The module-level name that holds what a call gives: a usual one (`root_agent = coordinator`), else its own. */
function boundName(evaluator: Evaluator, call: Syntax, module: Module): string | undefined {
  const { names } = scopeOf(module.root);
  for (const name of SERVED_NAMES) {
    if (!names.has(name)) continue;
    const value = evaluator.exported(module, name);
    if (value.kind === 'object' && value.call === call) return name;
  }
  if (call.parent?.type !== 'assignment' || ownerOf(call).type !== 'module') return undefined;
  const name = call.parent.field('left')?.text;
  return name !== undefined && names.has(name) ? name : undefined;
}
