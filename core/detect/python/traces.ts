import type { Trace } from '../detection.js';
import type { Evidence, Fact, FactName, Facts } from '../facts.js';

/** The rules that gave or lost each fact. */
export function tracesOf(facts: Facts): readonly Trace[] {
  const traces: Trace[] = [];
  for (const name of Object.keys(facts) as FactName[]) {
    const fact = facts[name] as Fact<unknown> | undefined;
    // Apps are traced with their reasons where they are ranked; a list of names needs its first place only.
    if (fact === undefined || name === 'app') continue;
    const shown = name === 'env' || name === 'variables' ? fact.evidence.slice(0, 1) : fact.evidence;
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
