import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { mergeText } from '../../core/merge/merge.js';
import { parses } from '../../core/merge/parses.js';
import type { MergeKind } from '../../core/output.js';
import { canonical } from '../../core/state/json.js';

/**
 * `clean`: merged, and it means what both edits applied to one document mean. `merged`: what is right is not known,
 * because the edit cannot be made in the new file. `wrong`: it means something else.
 */
export type Verdict = 'clean' | 'merged' | 'wrong' | 'conflict' | 'lost' | 'unparsable';
export const VERDICTS: readonly Verdict[] = ['clean', 'merged', 'wrong', 'conflict', 'lost', 'unparsable'];

export interface Case {
  readonly kind: MergeKind;
  readonly base: string;
  readonly yours: string;
  readonly next: string;
  /** The user's edit made in the new file; undefined where it cannot be. */
  readonly right: string | undefined;
}

export function byUs({ kind, base, yours, next, right }: Case): Verdict {
  const { text, clashes } = mergeText(kind, { base, yours, next }, 'new');
  return clashes.length > 0 ? 'conflict' : judge({ kind, base, yours, next, right }, text);
}

/** The same case by `git merge-file`. */
export function byGit(one: Case, folder: string): Verdict {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const words = [file('yours', one.yours), file('base', one.base), file('new', one.next)];
  const { status, stdout } = spawnSync('git', ['merge-file', '--stdout', '--quiet', ...words], { encoding: 'utf8' });
  return status === 0 ? judge(one, stdout) : 'conflict';
}

function judge({ kind, base, yours, next, right }: Case, text: string): Verdict {
  if (parses(kind, yours) && parses(kind, next) && !parses(kind, text)) return 'unparsable';
  const old = new Set(base.split('\n').map(plain));
  const left = new Set(text.split('\n').map(plain));
  const added = yours
    .split('\n')
    .map(plain)
    .filter((line) => !old.has(line));
  // A line that both sides changed in different words is one line of both afterwards.
  const given = new Set(right === undefined ? [] : right.split('\n').map(plain));
  if (added.some((line) => !left.has(line) && (right === undefined ? !next.includes(line) : given.has(line))))
    return 'lost';
  if (right === undefined) return 'merged';
  if (meaning(kind, text) === meaning(kind, right)) return 'clean';
  return kind === 'markdown' && isSameButOrder(text, right, new Set(added)) ? 'clean' : 'wrong';
}

/** What both sides put in one place may stand in either order there: prose has no order to break. */
function isSameButOrder(text: string, right: string, added: ReadonlySet<string>): boolean {
  const [found, wanted] = [text, right].map((one) => one.split('\n').map(plain)) as [string[], string[]];
  const others = (lines: readonly string[]): string => lines.filter((line) => !added.has(line)).join('\n');
  return others(found) === others(wanted) && [...found].sort().join('\n') === [...wanted].sort().join('\n');
}

/** Without what a formatter may change: the end of a continued line, blanks in brackets, the kind of quotes. */
function plain(line: string): string {
  return line
    .replace(/\\\s*$/, '')
    .replace(/\[ +| +\]/g, (bracket) => bracket.trim())
    .replaceAll("'", '"')
    .trim();
}

function meaning(kind: MergeKind, text: string): string {
  if (kind === 'yaml') {
    const documents = parseAllDocuments(text, { logLevel: 'silent' });
    return canonical([...documents].map((document) => sorted(document.toJS())));
  }
  const lines = text
    .split('\n')
    .map(plain)
    .filter((line) => line !== '' && !(kind !== 'markdown' && line.startsWith('#')));
  return (kind === 'set' ? lines.sort() : lines).join('\n');
}

/** Lists of named items mean the same in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const named = items.every((item) => typeof item === 'object' && item !== null && 'name' in item);
    return named ? items.map(canonical).sort() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}
