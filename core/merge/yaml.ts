import type { Clash } from '../state/manifest.js';
import type { MergeResult, Merger, Side, Sides } from './merge.js';
import { mergeBlocks, NotLines, type Place } from './yaml/blocks.js';
import { isBlock, isList, parseSource } from './yaml/parts.js';

/**
 * Merges YAML by the keys of its maps and the names of its list items; comments, order, quotes and blank lines are
 * those of yours. Undefined for what is no block collection at the top, or cannot be cut into whole lines.
 */
export const mergeYaml: Merger = (kind, sides, side) => {
  // What keeps the blank lines below a block scalar cannot be told from the blank lines below an entry.
  if (kind !== 'yaml' || /[|>]\d?\+/.test(sides.base + sides.yours + sides.next)) return undefined;
  try {
    return mergeDocuments(sides, side);
  } catch (error) {
    if (error instanceof NotLines) return undefined;
    throw error;
  }
};

/** One document of a stream: the lines up to its `---`, and what follows. */
interface Piece {
  readonly head: string;
  readonly body: string;
}

function mergeDocuments(sides: Sides, side: Side): MergeResult | undefined {
  const [base, yours, next] = [sides.base, sides.yours, sides.next].map(pieces) as [Piece[], Piece[], Piece[]];
  // Documents that come or go are rare and clear enough by lines.
  if (base.length !== yours.length || base.length !== next.length) return undefined;
  const clashes: Clash[] = [];
  let text = '';
  for (const [index, mine] of yours.entries()) {
    const [old, theirs] = [base[index], next[index]] as [Piece, Piece];
    const prefix = yours.length > 1 ? `${nameOf(mine.body) ?? index + 1}: ` : '';
    const merged = mergeDocument({ base: old.body, yours: mine.body, next: theirs.body }, side);
    if (merged === undefined) return undefined;
    clashes.push(...merged.clashes.map((clash) => ({ ...clash, at: prefix + clash.at })));
    text += (old.head === mine.head ? theirs.head : mine.head) + merged.text;
  }
  const ended = sides.yours.endsWith('\n') || !sides.base.endsWith('\n');
  return { text: ended ? text : text.replace(/\n$/, ''), clashes };
}

function mergeDocument({ base, yours, next }: Sides, side: Side): MergeResult | undefined {
  if (yours === next || base === next) return { text: yours, clashes: [] };
  if (base === yours) return { text: next, clashes: [] };
  const places = [base, yours, next].map(placeOf);
  const [old, mine, theirs] = places;
  if (old === undefined || mine === undefined || theirs === undefined) return undefined;
  if (isList(old.block) !== isList(mine.block) || isList(old.block) !== isList(theirs.block)) return undefined;
  const clashes: Clash[] = [];
  const lines = mergeBlocks(old, mine, theirs, '', { side, clashes });
  const tails = [old, mine, theirs].map(tailOf) as [string, string, string];
  const tail = tails[0] === tails[1] ? tails[2] : tails[1];
  return { text: `${lines.join('\n')}\n${tail}`, clashes };
}

/** Two files without an ancestor, one document each: yours in its layout, with the entries that only `next` has. */
export function joinYaml(yours: string, next: string): string | undefined {
  const [mine, theirs] = [placeOf(yours), placeOf(next)];
  if (mine === undefined || theirs === undefined || isList(mine.block) !== isList(theirs.block)) return undefined;
  try {
    const lines = mergeBlocks(undefined, mine, theirs, '', { side: 'yours', clashes: [] });
    return `${lines.join('\n')}\n${tailOf(mine)}`;
  } catch (error) {
    if (error instanceof NotLines) return undefined;
    throw error;
  }
}

function placeOf(text: string): Place | undefined {
  const source = parseSource(text);
  const block = source?.document.contents;
  return source !== undefined && isBlock(block) ? { source, block, from: 0 } : undefined;
}

/** Comments and blank lines below the last entry. */
function tailOf({ source }: Place): string {
  const { lines } = source;
  let end = lines.length;
  while (end > 0 && /^\s*(#.*)?$/.test(lines[end - 1] ?? '')) end -= 1;
  const tail = lines.slice(end).join('\n');
  return tail === '' && !source.text.endsWith('\n') ? '' : tail;
}

/** Cuts a stream at its `---` lines; a block scalar cannot hold one at the left edge. */
function pieces(text: string): Piece[] {
  const found: { head: string; body: string }[] = [{ head: '', body: '' }];
  for (const line of text.split(/(?<=\n)/)) {
    const last = found.at(-1) as { head: string; body: string };
    if (!/^---(\s|$)/.test(line)) last.body += line;
    else if (found.length === 1 && /^(\s*(#.*)?\n)*$/.test(last.body) && last.head === '') {
      last.head = last.body + line;
      last.body = '';
    } else found.push({ head: line, body: '' });
  }
  return found;
}

/** `Deployment web`, to tell the documents of a stream apart in a report. */
function nameOf(body: string): string | undefined {
  const kind = /^kind: *(\S+)/m.exec(body)?.[1];
  const name = /^metadata:\n(?: +.*\n)*? {2}name: *(\S+)/m.exec(body)?.[1];
  return kind === undefined ? undefined : `${kind}${name === undefined ? '' : ` ${name}`}`;
}
