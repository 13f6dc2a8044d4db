import type { Remark } from '../detection.js';
import type { Evidence, Facts } from '../facts.js';
import { evidenceOf } from './evidence.js';
import type { Serve } from './serves.js';
import { zoneOf } from './zones.js';

/** An app that the code makes and serves inside a function or a main guard, where no server can import it. */
export function unimportable(serves: readonly Serve[]): { readonly facts: Facts; readonly remark: Remark } | undefined {
  const serve = serves.find((each) => each.app !== undefined && zoneOf(each.module.path).zone === 'service');
  const app = serve?.app;
  if (serve === undefined || app === undefined) return undefined;
  const { module } = app.core.context;
  const made = evidenceOf(module, app.core.call, `${app.made.framework ?? app.made.protocol}-inside-function`);
  const evidence: readonly Evidence[] = [made, evidenceOf(serve.module, serve.node, serve.rule)];
  const facts: Facts = {
    service: { value: 'backend', confidence: 'likely', evidence, others: [] },
    protocol: { value: app.protocol, confidence: 'certain', evidence, others: [] },
    ...(app.made.framework === undefined
      ? {}
      : { framework: { value: app.made.framework, confidence: 'certain' as const, evidence, others: [] } }),
  };
  const message = `${made.file}:${made.line} makes the app where no import reaches it; move it to module level or into a function without parameters`;
  return { facts, remark: { rule: 'app-not-importable', file: made.file, line: made.line, message } };
}
