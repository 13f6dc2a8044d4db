import type { Entry } from '../keyed.js';
import { type Directive, parseNginx } from './parse.js';

/** A directive as whole lines, with what stands in its block. */
export interface Part extends Entry {
  readonly words: readonly string[];
  readonly block?: Block;
}

export interface Block {
  /** From the name to the line of `{`. */
  readonly open: readonly string[];
  readonly parts: readonly Part[];
  /** Comments and blank lines behind the last directive. */
  readonly tail: readonly string[];
  readonly close: string;
}

/** A file as if it were one block; undefined for what does not parse or puts several directives on one line. */
export function readNginx(text: string): Pick<Block, 'parts' | 'tail'> | undefined {
  const directives = parseNginx(text);
  if (directives === undefined) return undefined;
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  return cut(lines, directives, 0, lines.length);
}

function cut(
  lines: readonly string[],
  directives: readonly Directive[],
  from: number,
  to: number,
): Pick<Block, 'parts' | 'tail'> | undefined {
  const parts: Part[] = [];
  let free = from;
  for (const one of directives) {
    if (one.from < free) return undefined;
    const block = blockOf(lines, one);
    const body = lines.slice(one.from, one.to + 1);
    parts.push({
      ...{ key: '', words: one.words, lead: lines.slice(free, one.from), body },
      ...(block === undefined ? {} : { block }),
    });
    free = one.to + 1;
  }
  return free > to ? undefined : { parts, tail: lines.slice(free, to) };
}

/** Undefined too for a block that shares a line with what it holds: it is merged as one piece. */
function blockOf(lines: readonly string[], { from, to, block }: Directive): Block | undefined {
  if (block === undefined || block.open === to) return undefined;
  const inner = cut(lines, block.directives, block.open + 1, to);
  return inner && { ...inner, open: lines.slice(from, block.open + 1), close: lines[to] ?? '' };
}

/**
 * Keys for the directives of one block on three sides: the name alone where no side has it twice, else as many of its
 * arguments as tell its directives apart, last the names and addresses of a server. Undefined where nothing does.
 */
export function keyed(sides: readonly (readonly Part[])[]): readonly (readonly Part[])[] | undefined {
  const level = new Map<string, number>();
  for (const name of new Set(sides.flat().map(({ words }) => words[0] ?? ''))) {
    const found = LEVELS.findIndex((keyOf) =>
      sides.every((parts) => {
        const keys = parts.filter(({ words }) => words[0] === name).map(keyOf);
        return new Set(keys).size === keys.length;
      }),
    );
    if (found < 0) return undefined;
    level.set(name, found);
  }
  return sides.map((parts) =>
    parts.map((part) => ({ ...part, key: LEVELS[level.get(part.words[0] ?? '') ?? 0]?.(part) ?? '' })),
  );
}

const LEVELS: readonly ((part: Part) => string)[] = [
  ({ words }) => words[0] ?? '',
  ({ words }) => words.slice(0, 2).join(' '),
  ({ words }) => words.join(' '),
  ({ words, block }) => `${words.join(' ')} ${addresses(block)}`,
];

function addresses(block: Block | undefined): string {
  const named = (block?.parts ?? []).filter(({ words }) => /^(?:server_name|listen)$/.test(words[0] ?? ''));
  return named.map(({ words }) => words.slice(1).join(' ')).join(' ');
}
