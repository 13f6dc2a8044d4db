/*
 * Patterns as .gitignore and workspace lists write them. No regular expressions: a pattern is untrusted, and a
 * backtracking engine could be made to hang by one. Both loops return to the last star only, so the cost is the
 * product of the two lengths.
 */

/** Whether one path segment matches a pattern with `*`, `?`, `[a-z]` and `\` escapes; `*` never crosses a `/`. */
export function matchSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const step = p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, text[t] ?? '') : undefined;
    if (step !== undefined && step > 0) {
      p += step;
      t += 1;
    } else if (pattern[p] === '*') {
      star = p;
      resume = t;
      p += 1;
    } else if (star >= 0) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** Length of the pattern element at `at` when it matches the character, else 0. */
function matchOne(pattern: string, at: number, character: string): number {
  const head = pattern[at];
  if (head === '?') return 1;
  if (head === '\\' && at + 1 < pattern.length) return pattern[at + 1] === character ? 2 : 0;
  if (head === '[') {
    const set = readSet(pattern, at);
    if (set) return set.has(character) ? set.length : 0;
  }
  return head === character ? 1 : 0;
}

function readSet(
  pattern: string,
  at: number,
): { readonly length: number; has(character: string): boolean } | undefined {
  let i = at + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i += 1;
  const ranges: [string, string][] = [];
  const first = i;
  while (i < pattern.length && (pattern[i] !== ']' || i === first)) {
    if (pattern[i] === '\\') i += 1;
    const low = pattern[i] ?? '';
    if (pattern[i + 1] === '-' && i + 2 < pattern.length && pattern[i + 2] !== ']') {
      ranges.push([low, pattern[i + 2] ?? '']);
      i += 3;
    } else {
      ranges.push([low, low]);
      i += 1;
    }
  }
  if (pattern[i] !== ']') return undefined;
  return {
    length: i - at + 1,
    has: (character) => ranges.some(([low, high]) => low <= character && character <= high) !== negated,
  };
}

/** Whether a path, as segments, matches a pattern, as segments; `**` stands for any number of them. */
export function matchPath(pattern: readonly string[], path: readonly string[]): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < path.length) {
    const segment = pattern[p];
    if (segment === '**') {
      star = p;
      resume = t;
      p += 1;
    } else if (segment !== undefined && matchSegment(segment, path[t] ?? '')) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '**') p += 1;
  return p === pattern.length;
}
