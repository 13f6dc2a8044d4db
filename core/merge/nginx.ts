import type { Clash } from '../state/manifest.js';
import { regions } from './hunks.js';
import { mergeEntries } from './keyed.js';
import type { Merger, Side } from './merge.js';
import { type Block, keyed, type Part, readNginx } from './nginx/entries.js';

type Inner = Pick<Block, 'parts' | 'tail'>;

/** Merges nginx configurations directive by directive and block by block. Undefined where a side cannot be cut so. */
export const mergeNginx: Merger = (kind, sides, side) => {
  if (kind !== 'nginx') return undefined;
  const [base, yours, next] = [sides.base, sides.yours, sides.next].map(readNginx);
  if (base === undefined || yours === undefined || next === undefined) return undefined;
  const clashes: Clash[] = [];
  const lines = mergeInner([base, yours, next], { side, clashes, path: [] });
  if (lines === undefined) return undefined;
  const ended = sides.yours.endsWith('\n') || (!sides.base.endsWith('\n') && sides.next.endsWith('\n'));
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}${ended ? '\n' : ''}`, clashes };
};

interface Run {
  readonly side: Side;
  readonly clashes: Clash[];
  /** Keys of the blocks around. */
  readonly path: readonly string[];
}

function mergeInner(sides: readonly [Inner, Inner, Inner], run: Run): readonly string[] | undefined {
  const found = keyed(sides.map(({ parts }) => parts));
  if (found === undefined) return undefined;
  const [base, yours, next] = found.map((parts, at) => ({ entries: parts, tail: sides[at]?.tail ?? [] }));
  if (base === undefined || yours === undefined || next === undefined) return undefined;
  const own: Clash[] = [];
  const lines = mergeEntries(base, yours, next, {
    side: run.side,
    clashes: own,
    inside: (_b, _y, _n, key) => {
      const [b, y, n] = [base, yours, next].map(({ entries }) => entries.find((one) => one.key === key));
      return y === undefined || n === undefined ? undefined : mergePart(b, y, n, { ...run, clashes: own, path: [key] });
    },
  });
  run.clashes.push(...own.map((clash) => ({ ...clash, at: [...run.path, clash.at].join(' > ') })));
  return lines;
}

function mergePart(base: Part | undefined, yours: Part, next: Part, run: Run): readonly string[] | undefined {
  const [b, y, n] = [base?.block, yours.block, next.block];
  if (y === undefined || n === undefined) {
    return base === undefined || y !== n || b !== undefined ? undefined : mergeWords(base.body, yours.body, next.body);
  }
  if (base !== undefined && b === undefined) return undefined;
  const open = b === undefined ? y.open : mergeWords(b.open, y.open, n.open);
  const inner = mergeInner([b ?? { parts: [], tail: [] }, y, n], run);
  return open === undefined || inner === undefined ? undefined : [...open, ...inner, y.close];
}

/** One directive on three sides: words that only one side changed are taken from it. Undefined where both did. */
function mergeWords(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] | undefined {
  const [b, y, n] = [base, yours, next].map((lines) => lines.join('\n').match(/\s+|[;'"]|[^\s;'"]+/g) ?? []);
  if (b === undefined || y === undefined || n === undefined) return undefined;
  const merged: string[] = [];
  for (const region of regions(b, y, n)) {
    const [mine, theirs] = [y.slice(...region.yours), n.slice(...region.next)];
    if (region.changed === 'both' && mine.join('') !== theirs.join('')) return undefined;
    merged.push(...(region.changed === 'new' ? theirs : mine));
  }
  return merged.join('').split('\n');
}
