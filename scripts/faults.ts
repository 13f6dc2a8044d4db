import { type Outcome, runFaults, share } from './faults/run.js';
import { askServer } from './faults/server.js';
import { KINDS } from './faults/sites.js';
import { judgedTrees } from './faults/trees.js';
import { tool } from './shared.js';

/**
 * --noted: those too that nothing but the note of a changed value finds. --server: an API server is asked as well, of
 * faults after which the model is the same (some 5 s each).
 */
const USAGE = 'npm run faults -- [--seed N] [--count N] [--missed | --noted] [--server]';
const option = (name: string, standard: number): number => {
  const at = process.argv.indexOf(name);
  if (at < 0) return standard;
  const value = Number(process.argv[at + 1]);
  if (!Number.isInteger(value)) throw new Error(`${name} takes a whole number: ${USAGE}`);
  return value;
};

const percent = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);

function verdict({ meaning, finding, elsewhere }: Outcome): string {
  if (finding !== undefined) return `${finding.severity} ${finding.rule}`;
  const silence = elsewhere === undefined ? '' : ` (${elsewhere.rule} at ${elsewhere.path}:${elsewhere.line})`;
  return `${meaning.changed ? 'MISSED' : 'silent, and rightly'}${silence}`;
}

/** Two lines for each fault: what was done and what came of it, then why it matters or does not. */
function printed(one: Outcome, at: number): string {
  const { fault, meaning } = one;
  const done = fault.after === '' ? `removed: ${fault.before}` : `${fault.before}  →  ${fault.after}`;
  const place = `${fault.tree} ${fault.path}:${fault.line}`;
  const why = meaning.why.length > 160 ? `${meaning.why.slice(0, 157)}…` : meaning.why;
  return `${String(at + 1).padStart(3)} ${fault.kind.padEnd(13)} ${verdict(one)}\n      ${place}\n      ${done}\n      ${meaning.changed ? 'changes' : 'no change'}: ${why}`;
}

const seed = option('--seed', Date.now() % 100_000);
const trees = await judgedTrees();
const read = runFaults(trees, option('--count', 200), seed);
const server = process.argv.includes('--server') ? tool('cluster/apply-check') : undefined;
const all = server === undefined ? read : await askServer(read, trees, server);
if (process.argv.includes('--server') && server === undefined) console.log('no API server answers here');
const [missed, noted] = ['--missed', '--noted'].map((flag) => process.argv.includes(flag));
const wanted = ({ meaning, finding, alone }: Outcome): boolean =>
  meaning.changed && (noted ? alone !== true : finding === undefined);
for (const [at, one] of all.entries()) if (!(missed || noted) || wanted(one)) console.log(printed(one, at));
console.log(`\nseed ${seed}: of the faults that change what the platforms read, verify reports with the line`);
for (const kind of [...KINDS, undefined]) {
  const own = kind === undefined ? all : all.filter(({ fault }) => fault.kind === kind);
  const { changing, reported, alone, loud } = share(own);
  const name = (kind ?? 'all').padEnd(14);
  console.log(
    `  ${name} ${own.length} faults, ${changing} change it, ${reported} reported (${percent(reported, changing)}), ${alone} (${percent(alone, changing)}) without knowing what was written, ${loud} as error or warning`,
  );
}
