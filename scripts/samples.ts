import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { detect } from '../core/detect/detect.js';
import type { Detection } from '../core/detect/detection.js';
import { openFolder } from '../core/detect/disk.js';
import type { FactName } from '../core/detect/facts.js';

/*
 * Measures detection against services whose facts were checked by hand:
 *   node dist/scripts/samples.js [SAMPLES_HOME] [SHARED] [ID]
 * The rules of judging are those at the head of samples.yaml.
 */

interface Truth {
  readonly value: unknown;
  readonly accept?: readonly unknown[];
  readonly except?: readonly string[];
  readonly at?: string | readonly string[];
}
interface Sample {
  readonly id: string;
  readonly repo: string;
  readonly folder: string;
  readonly facts: Readonly<Record<string, Truth>>;
  readonly candidates?: readonly string[];
  readonly never?: readonly string[];
}
const OUTCOMES = ['right', 'wrong', 'missed', 'invented'] as const;
type Outcome = (typeof OUTCOMES)[number];
interface Verdict {
  readonly fact: string;
  readonly outcome: Outcome;
  readonly detail: string;
}

/** One fact against its truth; lists by the names they must and must not hold. */
function judgeFact(truth: Truth, found: unknown): { readonly outcome: Outcome; readonly detail: string } {
  const accept = (truth.accept ?? []).map(String);
  const shown = Array.isArray(found) ? found.join(' ') : String(found);
  if (accept.includes('*')) return { outcome: 'right', detail: '' };
  if (Array.isArray(truth.value)) {
    if (!Array.isArray(found)) return { outcome: 'missed', detail: `expected ${truth.value.join(' ')}` };
    const lacking = truth.value.filter((name) => !holds(found, String(name)));
    const surplus = (truth.except ?? []).filter((name) => found.includes(name));
    if (lacking.length === 0 && surplus.length === 0) return { outcome: 'right', detail: '' };
    const parts = [
      lacking.length > 0 ? `lacks ${lacking.join(' ')}` : '',
      surplus.length > 0 ? `must not hold ${surplus.join(' ')}` : '',
    ];
    return { outcome: 'wrong', detail: parts.filter((part) => part !== '').join('; ') };
  }
  if (found === undefined) {
    if (truth.value === 'absent' || accept.includes('absent')) return { outcome: 'right', detail: '' };
    return { outcome: 'missed', detail: `expected ${String(truth.value)}` };
  }
  if (truth.value !== 'absent' && shown === String(truth.value)) return { outcome: 'right', detail: '' };
  if (accept.includes(shown)) return { outcome: 'right', detail: '' };
  if (truth.value === 'absent') return { outcome: 'invented', detail: shown };
  return { outcome: 'wrong', detail: `${shown}, expected ${String(truth.value)}` };
}

/** `a|b` asks for either. */
function holds(found: readonly unknown[], wanted: string): boolean {
  return wanted.split('|').some((name) => found.includes(name));
}

function judgeSample(sample: Sample, detection: Detection): readonly Verdict[] {
  const verdicts: Verdict[] = Object.entries(sample.facts).map(([fact, truth]) => {
    const found = detection.facts[fact as FactName];
    const value = found?.value;
    const empty = Array.isArray(value) && value.length === 0;
    const verdict = judgeFact(truth, empty ? undefined : value);
    const at =
      verdict.outcome === 'right' ? '' : ` (${place(detection, fact as FactName)}; truth at ${truth.at ?? '–'})`;
    return { fact, outcome: verdict.outcome, detail: verdict.detail + at };
  });
  if (sample.candidates) {
    const lacking = sample.candidates.filter((wanted) => !holds(detection.candidates.app, wanted));
    const detail = `lacks ${lacking.join(' ')}; has ${detection.candidates.app.join(' ')}`;
    verdicts.push({ fact: 'candidates', outcome: lacking.length === 0 ? 'right' : 'missed', detail });
  }
  const app = detection.facts.app?.value;
  if (app !== undefined && sample.never?.includes(app)) {
    verdicts.push({ fact: 'never', outcome: 'wrong', detail: app });
  }
  return verdicts;
}

function place(detection: Detection, fact: FactName): string {
  const evidence = detection.facts[fact]?.evidence[0];
  return evidence ? `${evidence.file}:${evidence.line} ${evidence.rule}` : 'nothing found';
}

async function main(): Promise<void> {
  const [home = process.env.SAMPLES_HOME, shared = process.env.SHARED ?? '../shared', only] = process.argv.slice(2);
  const table = join(shared, 'samples.yaml');
  if (home === undefined || !existsSync(table)) {
    console.log('samples: not run (no SAMPLES_HOME, or no samples.yaml in SHARED)');
    return;
  }
  const { services } = parse(readFileSync(table, 'utf8')) as { readonly services: readonly Sample[] };
  const totals = new Map<string, Record<Outcome, number>>();
  for (const sample of services) {
    if (only !== undefined && sample.id !== only) continue;
    const folder = join(home, sample.repo.replace('/', '+'), sample.folder);
    if (!existsSync(folder)) {
      console.log(`${sample.id}: not run (not laid out)`);
      continue;
    }
    const started = performance.now();
    const detection = await detect(openFolder(folder));
    const milliseconds = Math.round(performance.now() - started);
    const verdicts = judgeSample(sample, detection);
    const bad = verdicts.filter((verdict) => verdict.outcome !== 'right');
    console.log(`${sample.id}: ${verdicts.length - bad.length} of ${verdicts.length} right, ${milliseconds} ms`);
    for (const { fact, outcome, detail } of bad) console.log(`  ${outcome.padEnd(9)} ${fact.padEnd(15)} ${detail}`);
    for (const { fact, outcome } of verdicts) {
      const row = totals.get(fact) ?? { right: 0, wrong: 0, missed: 0, invented: 0 };
      totals.set(fact, { ...row, [outcome]: row[outcome] + 1 });
    }
  }
  printTotals(totals);
}

function printTotals(totals: ReadonlyMap<string, Record<Outcome, number>>): void {
  console.log(`\n${'fact'.padEnd(16)}${OUTCOMES.map((outcome) => outcome.padStart(10)).join('')}`);
  const sum: Record<Outcome, number> = { right: 0, wrong: 0, missed: 0, invented: 0 };
  for (const [fact, row] of totals) {
    console.log(fact.padEnd(16) + OUTCOMES.map((outcome) => String(row[outcome]).padStart(10)).join(''));
    for (const outcome of OUTCOMES) sum[outcome] += row[outcome];
  }
  const all = OUTCOMES.reduce((total, outcome) => total + sum[outcome], 0);
  console.log('total'.padEnd(16) + OUTCOMES.map((outcome) => String(sum[outcome]).padStart(10)).join(''));
  if (all > 0) console.log(`${((100 * sum.right) / all).toFixed(1)} % right of ${all}`);
}

await main();
