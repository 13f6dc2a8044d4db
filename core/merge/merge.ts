import type { MergeKind } from '../output.js';
import type { Clash } from '../state/manifest.js';
import { mergeDockerfile } from './dockerfile.js';
import { mergeJson } from './json.js';
import { mergeLines } from './lines.js';
import { mergeMarkdown } from './markdown.js';
import { mergeNginx } from './nginx.js';
import { parses } from './parses.js';
import { mergeSet } from './set.js';
import { mergeYaml } from './yaml.js';

/** Which side a clash takes in the merged text; `markers` writes all three between marker lines. */
export type Side = 'yours' | 'new' | 'markers';

/** Three texts of one file with LF endings, without byte-order mark. */
export interface Sides {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}

/** The merged text, clashes taken from the wished side; without clashes it is the answer. */
export interface MergeResult {
  readonly text: string;
  readonly clashes: readonly Clash[];
}

/** A merger for some kinds of file; undefined when it cannot read one of the sides and leaves them to the next. */
export type Merger = (kind: MergeKind, sides: Sides, side: Side) => MergeResult | undefined;

/** The first that answers wins; lines answer always. */
const CHAIN: readonly Merger[] = [
  mergeYaml,
  mergeDockerfile,
  mergeMarkdown,
  mergeJson,
  mergeSet,
  mergeNginx,
  (_kind, sides, side) => mergeLines(sides, side),
];

/** Merges three texts of a kind of file. A result that no longer parses, though yours and new do, is one clash. */
export function mergeText(kind: MergeKind, sides: Sides, side: Side): MergeResult {
  const { base, yours, next } = sides;
  if (yours === next || next === base) return { text: yours, clashes: [] };
  if (yours === base) return { text: next, clashes: [] };
  for (const merger of CHAIN) {
    const result = attempt(merger, kind, sides, side);
    if (result === undefined) continue;
    // A renamed item looks removed and added to a structural merger; edits that lie apart by lines still are both meant.
    if (result.clashes.length > 0 && parses(kind, yours) && parses(kind, next)) {
      const flat = mergeLines(sides, side);
      if (flat.clashes.length === 0 && parses(kind, flat.text)) return flat;
    }
    const broken = !parses(kind, result.text) && parses(kind, yours) && parses(kind, next);
    if (!broken) return result;
    // Marker lines never parse; whoever asks for them wants the clash in the file.
    if (side === 'markers' && result.clashes.length > 0) return result;
    const whole = { at: 'whole file', base: excerpt(base), yours: excerpt(yours), new: excerpt(next) };
    const clashes = result.clashes.length > 0 ? result.clashes : [whole];
    return { text: side === 'new' ? next : yours, clashes };
  }
  return {
    text: yours,
    clashes: [{ at: 'whole file', base: excerpt(base), yours: excerpt(yours), new: excerpt(next) }],
  };
}

/** A merger that trips over somebody's file must not keep the others from it. */
function attempt(merger: Merger, kind: MergeKind, sides: Sides, side: Side): MergeResult | undefined {
  try {
    return merger(kind, sides, side);
  } catch (error) {
    if (process.env.DEBUG) console.error(error);
    return undefined;
  }
}

/** The first lines of a text, enough to recognise it in a report. */
export function excerpt(text: string): string {
  const cut = text.split('\n').slice(0, 3).join('\n').trimEnd();
  return cut.length < text.trimEnd().length ? `${cut.slice(0, 200)} …` : cut.slice(0, 200);
}
