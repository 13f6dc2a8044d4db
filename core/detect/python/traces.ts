import type { Trace } from '../detection.js';
import type { Evidence, Fact, FactName, Facts } from '../facts.js';

/** What is looked for in Python code when a fact is absent, for `detect --explain`. */
const TRIED: Readonly<Partial<Record<FactName, readonly string[]>>> = {
  app: [
    'fastapi-instance',
    'starlette-instance',
    'litestar-instance',
    'quart-instance',
    'flask-instance',
    'django-instance',
    'factory',
    'langgraph-json',
    'agent',
  ],
  port: [
    'uvicorn-run',
    'uvicorn-config',
    'app-run',
    'hypercorn-bind',
    'gunicorn-bind',
    'granian',
    'waitress-serve',
    'launch',
  ],
  healthPath: ['health-route'],
  readyPath: ['ready-route'],
  metricsPath: ['metrics-route'],
  env: ['environment-read'],
  database: ['database-address', 'settings-type', 'driver-import', 'declared-package'],
  agentLibrary: ['agent'],
};

/** The rules that gave or lost each fact, and for absent facts the rules that found nothing. */
export function tracesOf(facts: Facts): readonly Trace[] {
  const traces: Trace[] = [];
  for (const name of Object.keys(TRIED) as FactName[]) {
    const fact = facts[name] as Fact<unknown> | undefined;
    if (fact === undefined) {
      for (const rule of TRIED[name] ?? []) traces.push({ fact: name, rule, outcome: 'silent' });
      continue;
    }
    // Apps are traced with their reasons where they are ranked; a list of names needs its first place only.
    if (name === 'app') continue;
    const shown = name === 'env' ? fact.evidence.slice(0, 1) : fact.evidence;
    for (const evidence of shown) traces.push(trace(name, 'fired', evidence, String(fact.value)));
    for (const other of fact.others) {
      for (const evidence of other.evidence)
        traces.push(trace(name, 'outranked', evidence, `${String(other.value)}: ${other.reason}`));
    }
  }
  return traces;
}

function trace(fact: FactName, outcome: Trace['outcome'], evidence: Evidence, why: string): Trace {
  return { fact, rule: evidence.rule, outcome, evidence, why };
}
