import { adoptDockerfile } from '../merge/adopt-dockerfile.js';
import { adoptYaml } from '../merge/adopt-yaml.js';
import { decode, dress, plain } from '../merge/endings.js';
import { mergeText } from '../merge/merge.js';
import { parses } from '../merge/parses.js';
import type { MergeKind } from '../output.js';
import type { Difference } from '../plan.js';

/** What becomes of a hand-written file that the scaffold takes over; no ancestor tells who changed what. */
export type TwoWay = { readonly differences: readonly Difference[] } & (
  | { readonly is: 'same' }
  /** It stays byte for byte. */
  | { readonly is: 'edited' }
  | { readonly is: 'merged'; readonly bytes: Uint8Array }
);

/** A text of both, all of yours in it, and where the two say different things. */
export interface Joined {
  readonly text: string;
  readonly differences: readonly Difference[];
}

/**
 * Takes a hand-written file as the user's version of a render: where the structure allows what it lacks is added and
 * what it says stays, else it stays as it is. Nothing of it is ever lost.
 */
export function twoWay(kind: MergeKind, mine: Uint8Array, next: string): TwoWay {
  if (Buffer.from(next).equals(mine)) return { is: 'same', differences: [] };
  const text = kind === 'binary' ? undefined : decode(mine);
  if (text === undefined) return { is: 'edited', differences: [] };
  const yours = plain(text);
  if (yours.text === next) return { is: 'same', differences: [] };
  const whole = { at: 'whole file', yours: 'as it is', new: 'see --diff' };
  const joined = join(kind, yours.text, next);
  if (joined === undefined) return { is: 'edited', differences: [whole] };
  const { differences } = joined;
  const isSound = joined.text !== yours.text && (parses(kind, joined.text) || !parses(kind, yours.text));
  return isSound
    ? { is: 'merged', differences, bytes: Buffer.from(dress(joined.text, yours)) }
    : { is: 'edited', differences };
}

function join(kind: MergeKind, yours: string, next: string): Joined | undefined {
  if (kind === 'dockerfile') return adoptDockerfile(yours, next);
  if (kind === 'yaml') return adoptYaml(yours, next);
  // Patterns that let only some files in would take away what your own Dockerfile copies.
  if (kind === 'set') return /^[*!]/m.test(next) ? undefined : without(kind, '', yours, next);
  return kind === 'json' ? without(kind, '{}', yours, next) : undefined;
}

/** The merge over an empty ancestor: everything is an addition, and a clash is both saying something. */
function without(kind: MergeKind, base: string, yours: string, next: string): Joined | undefined {
  const merged = mergeText(kind, { base, yours, next }, 'yours');
  if (merged.clashes.some(({ at }) => at === 'whole file')) return undefined;
  return {
    text: merged.text,
    differences: merged.clashes.map(({ at, yours: y, new: n }) => ({ at, yours: y, new: n })),
  };
}
