import type { Remark } from '../detection.js';
import type { Evidence, Facts } from '../facts.js';
import type { App } from './apps.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Module, Modules } from './modules.js';
import { pastedApp } from './paste.js';
import type { Serve } from './serves.js';
import { zoneOf } from './zones.js';

/** An app that answers requests, though no server can import it by a name. */
export interface Hidden {
  readonly facts: Facts;
  readonly remark: Remark;
  /** The module that makes or serves it. */
  readonly module: Module;
  readonly app?: App;
}

/**
 * An app that the code makes and serves inside a function or a main guard, or that a configuration of PasteDeploy
 * makes with settings of its own.
 */
export function unimportable(
  evaluator: Evaluator,
  modules: Modules,
  serves: readonly Serve[],
  tornado: readonly Serve[],
): Hidden | undefined {
  const own = serves.filter((each) => zoneOf(each.module.path).zone === 'service');
  const serve = own.find((each) => each.app !== undefined) ?? own.find((each) => each.rule.startsWith('aiohttp-'));
  if (serve !== undefined) return served(serve);
  const pasted = pastedApp(evaluator, modules);
  if (pasted === undefined) return tornado[0] === undefined ? undefined : listening(tornado[0]);
  const { app, module, factory, evidence } = pasted;
  const message = `${evidence.file}:${evidence.line} has PasteDeploy call ${factory} with settings; write a module that binds the app by paste.deploy.loadapp`;
  return {
    facts: factsOf(app, [evidence, evidenceOf(module, app.core.call, `${kindOf(app)}-factory`)], 'certain'),
    remark: remarkAt(evidence, message),
    module,
    app,
  };
}

/** aiohttp's server is started for nothing but an app of its own, wherever that comes from. */
function served(serve: Serve): Hidden {
  const at = evidenceOf(serve.module, serve.node, serve.rule);
  const { app } = serve;
  if (app === undefined) {
    const message = `${at.file}:${at.line} serves an app that no import reaches; return it from a function without parameters`;
    return { facts: factsOf(undefined, [at], 'likely'), remark: remarkAt(at, message), module: serve.module };
  }
  const made = evidenceOf(app.core.context.module, app.core.call, `${kindOf(app)}-inside-function`);
  const message = `${made.file}:${made.line} makes the app where no import reaches it; move it to module level or into a function without parameters`;
  return { facts: factsOf(app, [made, at], 'likely'), remark: remarkAt(made, message), module: serve.module, app };
}

/** Tornado answers by its own server alone, which no server of the scaffold's can stand in for. */
function listening(serve: Serve): Hidden {
  const at = evidenceOf(serve.module, serve.node, serve.rule);
  const message = `starts Tornado's own server; its applications are neither ASGI nor WSGI, so nothing here can serve them`;
  const service = { value: 'backend', confidence: 'certain', evidence: [at], others: [] } as const;
  return { facts: { service }, remark: remarkAt(at, message), module: serve.module };
}

function factsOf(app: App | undefined, evidence: readonly Evidence[], confidence: 'certain' | 'likely'): Facts {
  const framework = app === undefined ? 'aiohttp' : app.made.framework;
  return {
    service: { value: 'backend', confidence, evidence, others: [] },
    protocol: { value: app?.protocol ?? 'aiohttp', confidence: 'certain', evidence, others: [] },
    ...(framework === undefined
      ? {}
      : { framework: { value: framework, confidence: 'certain', evidence, others: [] } }),
  };
}

const kindOf = (app: App): string => app.made.framework ?? app.made.protocol;

function remarkAt({ file, line }: Evidence, message: string): Remark {
  return { rule: 'app-not-importable', file, line, message };
}
