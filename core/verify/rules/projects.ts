import { posix } from 'node:path';
import { edits } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

interface Mention {
  readonly project: string;
  readonly path: string;
  readonly line: number;
}

/** Where a Google Cloud project stands inside a value. */
const PLACES: readonly RegExp[] = [
  /\bprojectID:\s*["']?([a-z][a-z0-9-]+)/,
  /@([a-z][a-z0-9-]+)\.iam\.gserviceaccount\.com/,
  /-docker\.pkg\.dev\/([a-z][a-z0-9-]+)\//,
  /\bcloudsql-instances:\s*["']?([a-z][a-z0-9-]+):/,
];

function mentions(view: View): ReadonlyMap<string, readonly Mention[]> {
  const found = new Map<string, Mention[]>();
  for (const path of [...view.files.keys()].sort()) {
    if (!/\.ya?ml$/.test(path)) continue;
    const folder = posix.dirname(path);
    for (const [index, text] of (view.files.get(path) ?? '').split('\n').entries()) {
      if (/^\s*#/.test(text)) continue;
      for (const place of PLACES) {
        const project = place.exec(text)?.[1];
        if (project === undefined) continue;
        found.set(folder, [...(found.get(folder) ?? []), { project, path, line: index + 1 }]);
      }
    }
  }
  return found;
}

/** Several projects in one environment are common; two that differ by a slip are not. */
function* slips(all: readonly Mention[]): Generator<Remark> {
  const counts = new Map<string, number>();
  for (const { project } of all) counts.set(project, (counts.get(project) ?? 0) + 1);
  for (const one of all) {
    const own = counts.get(one.project) ?? 0;
    for (const [other, count] of counts)
      if (count > own && own === 1 && edits(one.project, other) === 1 && !/\d$/.test(one.project))
        yield {
          path: one.path,
          line: one.line,
          message: `project ${one.project} is almost ${other}, which the other files of this environment name`,
          fix: `write ${other}`,
        };
  }
}

export const PROJECT_RULES: readonly Rule[] = [
  {
    id: 'project-agrees',
    severity: 'warning',
    about: 'the files of one environment spell its project alike',
    source: 'design: one model, many renderings',
    *check(view) {
      for (const all of mentions(view).values()) yield* slips(all);
    },
  },
];
