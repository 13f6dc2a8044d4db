import { regions } from './hunks.js';

const BOM = '\uFEFF';

/** A file's text as merging sees it, and what must be put back when it is written. */
export interface Plain {
  /** LF only, no byte-order mark. */
  readonly text: string;
  readonly bom: boolean;
  /** The end of each line, `''` for a last line without one. */
  readonly ends: readonly ('\n' | '\r\n' | '')[];
  readonly lines: readonly string[];
}

/** The text of bytes, or undefined for what is no UTF-8 text. */
export function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function plain(text: string): Plain {
  const bom = text.startsWith(BOM);
  const lines: string[] = [];
  const ends: ('\n' | '\r\n' | '')[] = [];
  for (const match of (bom ? text.slice(1) : text).matchAll(/([^\n]*?)(\r?\n|$)/g)) {
    const [whole, line = '', end = ''] = match;
    if (whole === '') continue;
    lines.push(line);
    ends.push(end === '\r\n' ? '\r\n' : end === '\n' ? '\n' : '');
  }
  return { text: lines.map((line, index) => line + (ends[index] === '' ? '' : '\n')).join(''), bom, ends, lines };
}

/**
 * Gives a merged text the byte-order mark and line ends of the user's file: a line that was there keeps its own end,
 * a new one takes that of the line before it.
 */
export function dress(text: string, like: Plain): string {
  const usual = like.ends.filter((end) => end === '\r\n').length * 2 > like.ends.length ? '\r\n' : '\n';
  const mixed = like.ends.some((end) => end !== '' && end !== usual);
  const lines = text.split('\n');
  const ends = mixed ? endsByLine(lines, like, usual) : lines.map(() => usual);
  const body = lines.map((line, index) => (index === lines.length - 1 ? line : line + ends[index])).join('');
  return (like.bom ? BOM : '') + body;
}

/** Lines of the user's file that are still there give their ends; longest common subsequence decides which are. */
function endsByLine(lines: readonly string[], like: Plain, usual: '\n' | '\r\n'): readonly string[] {
  const kept = new Map<number, string>();
  for (const region of regions(like.lines, lines, like.lines)) {
    if (region.changed !== 'neither') continue;
    for (let at = region.yours[0]; at < region.yours[1]; at += 1) {
      kept.set(at, like.ends[region.base[0] + at - region.yours[0]] ?? '');
    }
  }
  let last: string = usual;
  return lines.map((_line, index) => {
    const own = kept.get(index);
    if (own !== undefined && own !== '') last = own;
    return last;
  });
}
