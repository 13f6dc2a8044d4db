import type { Finding } from '../../core/verify/finding.js';
import { AS_WRITTEN } from '../../core/verify/rules/as-written.js';
import { type Fault, makeFaults } from './make.js';
import { type Meaning, Oracle } from './oracle.js';
import { seeded } from './random.js';
import { fresh, type Judged, leading } from './verdict.js';

/** One fault with the oracle's word and what `verify` said to it. */
export interface Outcome {
  readonly fault: Fault;
  readonly meaning: Meaning;
  readonly finding?: Finding;
  /** A rule that does not know what was written leads to it too. */
  readonly alone?: boolean;
  /** It said something, but nowhere near. */
  readonly elsewhere?: Finding;
}

/** Makes seeded faults in trees, asks the oracle about each, and then the rules. */
export function runFaults(trees: readonly Judged[], count: number, seed: number): readonly Outcome[] {
  const oracle = new Oracle(trees);
  const byName = new Map(trees.map((one) => [one.name, one]));
  return makeFaults(trees, count, seeded(seed)).map((fault) => {
    const meaning = oracle.judge(fault);
    const tree = byName.get(fault.tree);
    const found = tree === undefined ? [] : fresh(tree, fault);
    const finding = tree === undefined ? undefined : leading(tree, fault, found);
    if (tree !== undefined && finding !== undefined) {
      const judged = found.filter(({ rule }) => rule !== AS_WRITTEN.id);
      return { fault, meaning, finding, alone: leading(tree, fault, judged) !== undefined };
    }
    return found[0] === undefined ? { fault, meaning } : { fault, meaning, elsewhere: found[0] };
  });
}

/** How many of the faults that change meaning were reported: at all, by rules alone, and as errors or warnings. */
export function share(all: readonly Outcome[]): { changing: number; reported: number; alone: number; loud: number } {
  const changing = all.filter(({ meaning }) => meaning.changed);
  const reported = changing.filter(({ finding }) => finding !== undefined);
  const loud = reported.filter(({ finding }) => finding?.severity !== 'note');
  const alone = reported.filter((one) => one.alone === true);
  return { changing: changing.length, reported: reported.length, alone: alone.length, loud: loud.length };
}
