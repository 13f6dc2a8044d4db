import type { Detection, Trace } from './detect/detection.js';
import type { Fact, FactName } from './detect/facts.js';
import { EXPLAINED } from './detect/rules.js';
import { Failure } from './errors.js';
import { nearest } from './nearest.js';
import { SHORT_NAMES } from './report-detect.js';
import { place, valueText } from './report-values.js';

/** Reads the name of a fact as a person writes it, short or long. Throws Failure for another word. */
export function readFactName(word: string): FactName {
  const long = SHORT_NAMES.get(word) ?? EXPLAINED.find((name) => name.toLowerCase() === word.toLowerCase());
  if (long !== undefined) return long;
  const near = nearest(word, [...SHORT_NAMES.keys(), ...EXPLAINED]);
  const names = [...SHORT_NAMES.keys()].join(', ');
  throw new Failure(`--explain ${word}: no such fact; ${near ? `did you mean ${near}?` : names}`, {
    code: 'bad-words',
    file: '--explain',
  });
}

const WIDTH = 80;

/** Each rule tried for a fact and how it ended, line by line: what fired, what lost and why, what found nothing. */
export function explainLines(detection: Detection, name: FactName, asked: string): readonly string[] {
  const fact: Fact<unknown> | undefined = detection.facts[name];
  const traces = detection.trace.filter((trace) => trace.fact === name);
  const told = traces.filter(({ outcome }) => outcome !== 'silent');
  const silent = traces.filter(({ outcome }) => outcome === 'silent');
  const rules = Math.max(18, ...told.map(({ rule }) => rule.length));
  const places = Math.max(18, ...told.map(({ evidence }) => (evidence ? place(evidence).length : 0)));
  const lines = [`${asked} = ${fact ? valueText(name, detection.facts) : 'none'}`];
  for (const { outcome, rule, evidence, why } of told) {
    const text = [evidence?.text, outcome === 'outranked' ? why : undefined].filter((part) => part).join(': ');
    const where = evidence ? place(evidence) : '';
    lines.push(`  ${outcome.padEnd(9)} ${rule.padEnd(rules)}  ${where.padEnd(places)}  ${text}`.trimEnd());
  }
  // A rule that says why it was silent has a line to itself.
  for (const trace of silent.filter(({ why }) => why))
    lines.push(`  silent    ${trace.rule.padEnd(rules)}  ${trace.why}`);
  return [...lines, ...listed(silent.filter(({ why }) => !why))];
}

function listed(silent: readonly Trace[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const { rule } of silent) {
    if (line !== '' && 12 + line.length + rule.length + 3 > WIDTH) {
      lines.push(`${line},`);
      line = rule;
    } else line = line === '' ? rule : `${line}, ${rule}`;
  }
  if (line !== '') lines.push(line);
  return lines.map((each, at) => `${at === 0 ? '  silent    ' : ' '.repeat(12)}${each}`);
}

/** The same for `detect --json --explain`. */
export function explainDocument(detection: Detection, name: FactName): object {
  const rules = detection.trace
    .filter((trace) => trace.fact === name)
    .map(({ rule, outcome, evidence, why }) => ({
      rule,
      outcome,
      ...(evidence === undefined ? {} : { evidence }),
      ...(why === undefined ? {} : { why }),
    }));
  return { fact: name, rules };
}
