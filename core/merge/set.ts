import type { Clash } from '../state/manifest.js';
import { type Entries, type Entry, hasOwnKeys, mergeEntries } from './keyed.js';
import type { Merger } from './merge.js';

/** An assignment that is commented out still is the entry of its variable: `# LOG_LEVEL=info`. */
const ASSIGNED = /^(?:#\s?)?(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(?!=)/;
const REQUIRED = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\]\s*)?(?:[<>=!~]=|[<>]|@\s)/;

/**
 * Merges files that are ordered sets of lines: ignore patterns, requirements, assignments. Each line is known by its
 * pattern, package or variable; comments and blank lines above one belong to it. Undefined where a key comes twice.
 */
export const mergeSet: Merger = (kind, sides, side) => {
  if (kind !== 'set') return undefined;
  const [base, yours, next] = [sides.base, sides.yours, sides.next].map(read) as [Entries, Entries, Entries];
  if (![base, yours, next].every(hasOwnKeys)) return undefined;
  const clashes: Clash[] = [];
  const lines = mergeEntries(base, yours, next, { side, clashes });
  const ended = sides.yours.endsWith('\n') || (!sides.base.endsWith('\n') && sides.next.endsWith('\n'));
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}${ended ? '\n' : ''}`, clashes };
};

function read(text: string): Entries {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const entries: Entry[] = [];
  let lead: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^\s*(#.*)?$/.test(line) && !ASSIGNED.test(line)) {
      lead.push(line);
      continue;
    }
    const body = [line];
    // The hashes of a requirement stand on continued lines.
    while (/\\\s*$/.test(lines[at] ?? '') && at + 1 < lines.length) {
      at += 1;
      body.push(lines[at] ?? '');
    }
    entries.push({ key: keyOf(line), lead, body });
    lead = [];
  }
  return { entries, tail: lead };
}

function keyOf(line: string): string {
  const variable = ASSIGNED.exec(line)?.[1];
  if (variable !== undefined) return variable;
  const name = REQUIRED.exec(line)?.[1];
  // Names of packages are one whatever their case and separators (PEP 503).
  return name === undefined ? line.trim() : name.toLowerCase().replace(/[-_.]+/g, '-');
}
