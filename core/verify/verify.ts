import type { Facts } from '../detect/facts.js';
import type { Finding } from './finding.js';
import { run } from './rule.js';
import { RULES } from './rules/all.js';
import { AS_WRITTEN } from './rules/as-written.js';
import { makeView } from './view.js';

/** Files by path relative to the service folder: the rendered tree, or the disk as a person left it. */
export type Files = ReadonlyMap<string, string>;

const before = (a: Finding, b: Finding): number => {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  if (a.line !== b.line) return (a.line ?? 0) - (b.line ?? 0);
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
};

const place = ({ path, line }: Finding): string => `${path}:${line}`;

/** That a value was changed is no news where a rule says what is wrong with it. */
function withoutEchoes(found: readonly Finding[]): readonly Finding[] {
  const told = new Set(found.filter(({ severity }) => severity !== 'note').map(place));
  return found.filter((one) => one.rule !== AS_WRITTEN.id || one.line === undefined || !told.has(place(one)));
}

/**
 * Every rule over a set of files; findings sorted by path, line, rule. What several overlays share is said once.
 * `files` must hold all files below deploy/ beside the Dockerfile, compose and environment files: a kustomization that
 * names a file that is not among them is an error. `written` holds the scaffold's files as they were rendered last.
 */
export function verifyFiles(files: Files, facts: Facts, written?: Files): readonly Finding[] {
  const view = makeView(files, facts, written);
  const found = new Map<string, Finding>();
  for (const finding of RULES.flatMap((rule) => run(rule, view)))
    found.set(`${finding.path}\n${finding.line}\n${finding.rule}\n${finding.message}`, finding);
  return withoutEchoes([...found.values()].sort(before));
}
