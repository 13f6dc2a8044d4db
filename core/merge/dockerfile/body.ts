import { regions } from '../hunks.js';
import { mergeLines } from '../lines.js';

/** Merges the lines of one instruction that both sides changed; undefined where they clash. */
export function mergeInstruction(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] | undefined {
  if ([base, yours, next].some((body) => /<<-?["']?[A-Za-z_]/.test(body.join('\n')))) return byLines(base, yours, next);
  if ([base, yours, next].every((body) => body.length === 1)) return byWords(base, yours, next);
  return bySegments(base.map(segment), yours.map(segment), next.map(segment));
}

function byLines(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] | undefined {
  const [b, y, n] = [base, yours, next].map((body) => body.join('\n')) as [string, string, string];
  const { text, clashes } = mergeLines({ base: b, yours: y, next: n }, 'new');
  return clashes.length === 0 ? text.split('\n') : undefined;
}

/** One line on all sides: flags and arguments that one side each replaced in place. */
function byWords(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] | undefined {
  const [b, y, n] = [base, yours, next].map((body) => (body[0] ?? '').split(/(\s+)/)) as [string[], string[], string[]];
  if (b.length !== y.length || b.length !== n.length) return undefined;
  const words: string[] = [];
  for (const [index, word] of b.entries()) {
    const [mine, theirs] = [y[index] ?? '', n[index] ?? ''];
    if (mine !== word && theirs !== word && mine !== theirs) return undefined;
    words.push(mine === word ? theirs : mine);
  }
  return [words.join('')];
}

/** A continued line without its backslash: whether one follows depends on what stands below it. */
function segment(line: string): string {
  return line.replace(/\s*\\?\s*$/, '');
}

function bySegments(
  base: readonly string[],
  yours: readonly string[],
  next: readonly string[],
): readonly string[] | undefined {
  const out: string[] = [];
  for (const region of regions(base, yours, next)) {
    const old = base.slice(...region.base);
    const mine = yours.slice(...region.yours);
    const theirs = next.slice(...region.next);
    const merged = agree(old, mine, theirs);
    if (merged === undefined) return undefined;
    out.push(...merged);
  }
  const last = out.findLastIndex((line) => !/^\s*#/.test(line));
  return out.map((line, index) => (/^\s*(#.*)?$/.test(line) || index >= last ? line : `${line} \\`));
}

function agree(
  old: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] | undefined {
  const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');
  if (same(mine, theirs) || same(theirs, old)) return mine;
  if (same(mine, old)) return theirs;
  if (old.length === mine.length && old.length === theirs.length) {
    const picked = old.map((line, at) => (mine[at] === line ? theirs[at] : theirs[at] === line ? mine[at] : undefined));
    if (!picked.includes(undefined)) return picked as string[];
  }
  return byName(old, mine, theirs);
}

/** Packages and assignments that have lines of their own, in any order; undefined where one has two values. */
function byName(
  old: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] | undefined {
  const [was, is, shall] = [old, mine, theirs].map(named);
  if (was === undefined || is === undefined || shall === undefined) return undefined;
  const out: string[] = [];
  for (const name of new Set([...is.keys(), ...shall.keys()])) {
    const [b, y, n] = [was.get(name), is.get(name), shall.get(name)];
    if (b !== y && b !== n && y !== n) return undefined;
    const line = b === y ? n : y;
    if (line !== undefined) out.push(line);
  }
  return out;
}

function named(lines: readonly string[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const line of lines) {
    const name = setItem(line);
    if (name === undefined || found.has(name)) return undefined;
    found.set(name, line);
  }
  return found;
}

/** The name of a package or of an assigned variable that has a line of its own. */
function setItem(line: string): string | undefined {
  return (
    /^\s+([A-Za-z_][A-Za-z0-9_]*)=("[^"]*"|'[^']*'|[^\s"']*)$/.exec(line)?.[1] ??
    /^\s+([a-z0-9][a-z0-9.+-]*)(?:[=:][\w.:~+-]+)?$/.exec(line)?.[1]
  );
}
