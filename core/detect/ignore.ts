import { matchPath, matchSegment } from './glob.js';

/** One line of a .gitignore. */
export interface IgnoreRule {
  /** Takes back what an earlier rule ignored. */
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Folder of the .gitignore, relative to the repository, '' for its root. */
  readonly base: string;
  readonly segments: readonly string[];
  /** Without a `/` inside, the last part of the path alone is compared. */
  readonly anchored: boolean;
}

/** Rules of a .gitignore that lies in `base`, by https://git-scm.com/docs/gitignore; never throws. */
export function parseIgnore(text: string, base: string): readonly IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const raw of text.split('\n')) {
    let line = raw.replace(/\r$/, '');
    // A trailing space counts only when it is escaped.
    while (line.endsWith(' ') && !line.endsWith('\\ ')) line = line.slice(0, -1);
    if (line === '' || line.startsWith('#')) continue;
    const negated = line.startsWith('!');
    if (negated) line = line.slice(1);
    const foldersOnly = line.endsWith('/');
    if (foldersOnly) line = line.slice(0, -1);
    const anchored = line.includes('/');
    const segments = line.split('/').filter((part) => part !== '');
    if (segments.length === 0) continue;
    // `a/**` ignores what is in the folder, not the folder itself.
    if (segments.length > 1 && segments.at(-1) === '**') segments.push('*');
    rules.push({ negated, foldersOnly, base, segments, anchored });
  }
  return rules;
}

/**
 * What the last rule that matches says of a path: true ignored, false taken back, undefined nothing.
 * The caller asks from the outermost folder inwards, because nothing below an ignored folder can be taken back.
 */
export function judge(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let i = rules.length - 1; i >= 0; i -= 1) {
    const rule = rules[i];
    if (!rule || (rule.foldersOnly && !isFolder)) continue;
    if (!rule.anchored) {
      if (matchSegment(rule.segments[0] ?? '', name)) return !rule.negated;
      continue;
    }
    const inner = rule.base === '' ? path : path.slice(rule.base.length + 1);
    if (matchPath(rule.segments, inner.split('/'))) return !rule.negated;
  }
  return undefined;
}
