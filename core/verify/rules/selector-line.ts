import type { Workload } from '../resources.js';
import { at, type Entry, entries, pairs, text } from '../yaml-node.js';

/** The place of a selector's label that no pod has, where all the others are those of one; else of the selector. */
export function selectorLine(selector: Entry, works: readonly Workload[]): { path: string; line: number } {
  const wanted = entries(at(selector.value, 'matchLabels') ?? selector.value);
  for (const work of works) {
    const labels = pairs(at(work.template, 'metadata', 'labels'));
    const wrong = wanted.filter((one) => labels.get(one.key) !== (text(one.value) ?? ''));
    const [only] = wrong;
    if (only !== undefined && wrong.length === 1) return { path: only.path, line: only.line };
  }
  return { path: selector.path, line: selector.line };
}
