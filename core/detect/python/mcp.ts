import type { Syntax } from '../parser.js';
import type { Candidate } from './apps.js';
import type { Evaluator } from './evaluate.js';
import { APP_CLASSES } from './frameworks.js';
import { ancestry } from './members.js';
import type { Module } from './modules.js';
import { scopeOf } from './scope.js';
import type { Serve } from './serves.js';
import { isGuarded } from './serves.js';
import { calledName, surveyOf } from './survey.js';
import { keyword, type ObjectValue, positional, type Value } from './values.js';

/** MCP servers by their class, with the method that gives the ASGI app for each transport. */
const SERVERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'fastmcp.FastMCP': { http: 'http_app', 'streamable-http': 'http_app', sse: 'sse_app' },
  'fastmcp.server.FastMCP': { http: 'http_app', 'streamable-http': 'http_app', sse: 'sse_app' },
  'mcp.server.fastmcp.FastMCP': { 'streamable-http': 'streamable_http_app', sse: 'sse_app' },
  'mcp.server.FastMCP': { 'streamable-http': 'streamable_http_app', sse: 'sse_app' },
};
/** Methods that serve, and the transport that they stand for when none is named. */
const RUNS: Readonly<Record<string, string>> = {
  run: 'stdio',
  run_async: 'stdio',
  run_http_async: 'http',
  run_streamable_http_async: 'streamable-http',
  run_sse_async: 'sse',
};

/** An MCP server that the code runs over HTTP, and the app that it stands for when a module binds it. */
export interface McpServer {
  readonly serve: Serve;
  readonly candidate?: Candidate;
}

/** MCP servers that speak HTTP; those that speak over standard input and output are programs and no services. */
export function mcpServers(evaluator: Evaluator, modules: readonly Module[]): readonly McpServer[] {
  const found: McpServer[] = [];
  for (const module of modules) {
    for (const call of surveyOf(module).calls) {
      const otherwise = Object.hasOwn(RUNS, calledName(call)) ? RUNS[calledName(call)] : undefined;
      if (otherwise === undefined) continue;
      const value = evaluator.evaluate(call.field('function')?.field('object'), { module });
      const methods = methodsOf(evaluator, value);
      if (methods === undefined || value.kind !== 'object') continue;
      const transport = transportOf(evaluator, call, module, otherwise);
      const method = methods[transport];
      const made = APP_CLASSES.get('fastmcp.FastMCP.http_app');
      if (method === undefined || made === undefined) continue;
      const app = { made, protocol: made.protocol, core: value, name: method, layers: 0 };
      // The older package takes the port where the server is made.
      const port = keyword(call, 'port') ?? keyword(value.call, 'port');
      const serve: Serve = {
        module,
        node: call,
        rule: 'mcp-run',
        app,
        factory: false,
        fallback: 8000,
        guarded: isGuarded(call),
        local: false,
        ...(port === undefined ? {} : { port }),
      };
      const bound = boundTo(evaluator, value, modules);
      if (bound === undefined) found.push({ serve });
      else {
        const { module: home, name, node } = bound;
        const candidate = { app, module: home, attribute: `${name}.${method}`, factory: true, line: node.line };
        found.push({ serve, candidate });
      }
    }
  }
  return found;
}

function methodsOf(evaluator: Evaluator, value: Value): Readonly<Record<string, string>> | undefined {
  if (value.kind !== 'object') return undefined;
  const names = typeof value.of === 'string' ? [value.of] : ancestry(evaluator, value.of).external;
  return names
    .map((name) => (Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined))
    .find((each) => each !== undefined);
}

/** The transport of a run; one chosen while running counts as HTTP when the module names it. */
function transportOf(evaluator: Evaluator, call: Syntax, module: Module, otherwise: string): string {
  const node = keyword(call, 'transport') ?? positional(call)[0];
  const splat = call.field('arguments')?.children.some((child) => child.type === 'dictionary_splat') ?? false;
  if (node === undefined && !splat) return otherwise;
  const given = node === undefined ? undefined : evaluator.string(node, { module });
  if (given !== undefined && given !== 'stdio') return given;
  const isChosen = given === undefined || node?.type !== 'string';
  const named = ['streamable-http', 'http', 'sse'].find(
    (word) => module.source.text.includes(`"${word}"`) || module.source.text.includes(`'${word}'`),
  );
  return isChosen && named !== undefined ? named : (given ?? otherwise);
}

function boundTo(
  evaluator: Evaluator,
  value: ObjectValue,
  modules: readonly Module[],
): { readonly module: Module; readonly name: string; readonly node: Syntax } | undefined {
  const { module } = value.context;
  const home = modules.find((each) => each.path === module.path) ?? module;
  for (const [name, bindings] of scopeOf(home.root).names) {
    const last = bindings.at(-1);
    if (last?.kind !== 'value' || last.guarded) continue;
    const own = evaluator.exported(home, name);
    if (own.kind === 'object' && own.call === value.call) return { module: home, name, node: last.node };
  }
  return undefined;
}
