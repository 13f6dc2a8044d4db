import { createRequire } from 'node:module';
import type { YAMLMap } from 'yaml';

const load = createRequire(import.meta.url);

/** A comment on what a map leaves out, `No replicas here: …`, which is untrue where the other file has it. */
function isUntrue(comment: string, mine: YAMLMap): boolean {
  const [, left] = /^ *No (\w+) /.exec(comment) ?? [];
  return left !== undefined && [left, `${left}s`].some((key) => mine.has(key));
}

/**
 * Takes off comments that would not be true of the other file. The one above the first entry stands at the map itself:
 * it goes when that entry goes, unless it is about something left out.
 */
export function dropUntrue(ours: YAMLMap, mine: YAMLMap): void {
  const { isScalar } = load('yaml') as typeof import('yaml');
  const above = ours.commentBefore;
  const isFirstKept = !mine.has(ours.items[0]?.key);
  if (typeof above === 'string' && (isUntrue(above, mine) || !(isFirstKept || /^ *No \w+ /.test(above))))
    ours.commentBefore = null;
  for (const { key } of ours.items)
    if (isScalar(key) && typeof key.commentBefore === 'string' && isUntrue(key.commentBefore, mine))
      key.commentBefore = null;
}
