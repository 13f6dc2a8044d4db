import type { Clash } from '../../state/manifest.js';
import type { Side } from '../merge.js';
import { type Part, spanOf } from './parts.js';

export interface Merging {
  readonly side: Side;
  readonly clashes: Clash[];
}

/** Notes a clash and gives the lines of the wished side; `parts` where single values tell more than whole lines. */
export function clash(
  at: string,
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
  run: Merging,
  parts: readonly (Part | undefined)[] = [],
): string[] {
  const said = [base, yours, next].map((lines, index) => {
    const span = spanOf(parts[index]?.value ?? null);
    return (span === undefined ? lines.join('\n') : (parts[index]?.source.text.slice(...span) ?? '')).trim();
  }) as [string, string, string];
  run.clashes.push({ at, base: said[0], yours: said[1], new: said[2] });
  if (run.side === 'yours') return [...yours];
  if (run.side === 'new') return [...next];
  return ['<<<<<<< yours', ...yours, '||||||| base', ...base, '=======', ...next, '>>>>>>> new'];
}
