import { decode, dress, plain } from '../merge/endings.js';
import { excerpt, type MergeResult, mergeText, type Side } from '../merge/merge.js';
import type { MergeKind } from '../output.js';
import type { Clash } from '../state/manifest.js';

/** What becomes of a file's content. `bytes` are final: line ends and byte-order mark of the user's file. */
export type Content =
  /** The file is as it should be, or as it was rendered and nothing new came. */
  | { readonly is: 'same' }
  /** Only the user changed it. */
  | { readonly is: 'edited' }
  /** Only the template changed it. */
  | { readonly is: 'new'; readonly bytes: Uint8Array }
  | { readonly is: 'merged'; readonly bytes: Uint8Array }
  | {
      readonly is: 'clash';
      readonly clashes: readonly Clash[];
      /** Everything merged that merges, clashes as asked. */
      readonly resolved: (side: Side) => Uint8Array;
    };

/** `base` undefined: it was lost, so every difference is a clash. */
export function threeWay(kind: MergeKind, base: string | undefined, mine: Uint8Array, next: string): Content {
  const nextBytes = Buffer.from(next);
  if (nextBytes.equals(mine)) return { is: 'same' };
  const text = kind === 'binary' ? undefined : decode(mine);
  if (text === undefined) return threeWayBytes(base, mine, next);
  const yours = plain(text);
  const write = (merged: string): Uint8Array => Buffer.from(dress(merged, yours));
  if (base === undefined) {
    // A checkout with other line ends differs in nothing that matters.
    if (yours.text === next) return { is: 'same' };
    return wholeClash('', yours.text, next, (side) => (side === 'new' ? write(next) : mine));
  }
  if (next === base) return yours.text === base ? { is: 'same' } : { is: 'edited' };
  if (yours.text === next) return { is: 'same' };
  if (yours.text === base) return { is: 'new', bytes: write(next) };
  const merged = mergeText(kind, { base, yours: yours.text, next }, 'new');
  if (merged.clashes.length === 0) return { is: 'merged', bytes: write(merged.text) };
  const resolve = (side: Side): MergeResult =>
    side === 'new' ? merged : mergeText(kind, { base, yours: yours.text, next }, side);
  return {
    is: 'clash',
    clashes: merged.clashes,
    resolved: (side) => {
      const { text: result } = resolve(side);
      return result === yours.text ? mine : write(result);
    },
  };
}

function threeWayBytes(base: string | undefined, mine: Uint8Array, next: string): Content {
  if (base !== undefined && next === base) return { is: 'edited' };
  if (base !== undefined && Buffer.from(base).equals(mine)) return { is: 'new', bytes: Buffer.from(next) };
  return wholeClash(base ?? '', `binary, ${mine.length} bytes`, next, (side) =>
    side === 'new' ? Buffer.from(next) : mine,
  );
}

export function wholeClash(
  base: string,
  yours: string,
  next: string,
  resolved: (side: Side) => Uint8Array,
): Content & { readonly is: 'clash' } {
  const clash = { at: 'whole file', base: excerpt(base), yours: excerpt(yours), new: excerpt(next) };
  return { is: 'clash', clashes: [clash], resolved };
}
