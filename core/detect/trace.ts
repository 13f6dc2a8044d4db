import type { Trace } from './detection.js';
import type { Evidence, Fact, FactName, Facts } from './facts.js';
import { isOfFamily, rulesTried } from './rules.js';

/**
 * How every rule that was tried ended: what stands in the facts fired, their runners-up were outranked, what the
 * readers noted besides is kept, and the rest of the table was silent. Facts in code unit order.
 */
export function completeTrace(
  facts: Facts,
  noted: readonly Trace[],
  names: readonly FactName[],
  language: 'python' | 'node',
): readonly Trace[] {
  return names.flatMap((name) => traceOf(name, facts[name], noted, language));
}

function traceOf(
  name: FactName,
  fact: Fact<unknown> | undefined,
  noted: readonly Trace[],
  language: 'python' | 'node',
): readonly Trace[] {
  const said = new Map<string, Trace>();
  const add = (trace: Trace): void => {
    const key = keyOf(trace.rule, trace.evidence);
    if (!said.has(key)) said.set(key, trace);
  };
  for (const evidence of fact?.evidence ?? []) add({ fact: name, rule: evidence.rule, outcome: 'fired', evidence });
  for (const other of fact?.others ?? []) {
    for (const evidence of other.evidence)
      add({ fact: name, rule: evidence.rule, outcome: 'outranked', evidence, why: other.reason });
  }
  const own = noted.filter((trace) => trace.fact === name && trace.outcome !== 'silent');
  for (const trace of own) {
    if (trace.outcome === 'outranked') add(trace);
    // A reader fired for a fact that the folder, as it was taken, does not have or has from elsewhere.
    else add({ ...trace, outcome: 'outranked', why: fact ? 'another rule says it' : 'of no use for this service' });
  }
  const spoken = [...said.values()].map(({ rule }) => rule);
  const silent = noted.filter((trace) => trace.fact === name && trace.outcome === 'silent');
  const rules = new Map<string, Trace>();
  for (const trace of silent) if (!spoken.includes(trace.rule)) rules.set(trace.rule, trace);
  for (const rule of rulesTried(name, language)) {
    if (rules.has(rule) || spoken.some((each) => isOfFamily(each, rule))) continue;
    if ([...rules.keys()].some((each) => isOfFamily(each, rule))) continue;
    rules.set(rule, { fact: name, rule, outcome: 'silent' });
  }
  return [...said.values()].sort(byOutcome).concat([...rules.values()]);
}

function byOutcome(a: Trace, b: Trace): number {
  return Number(a.outcome === 'outranked') - Number(b.outcome === 'outranked');
}

function keyOf(rule: string, evidence: Evidence | undefined): string {
  return evidence ? `${rule} ${evidence.file}:${evidence.line}` : rule;
}
