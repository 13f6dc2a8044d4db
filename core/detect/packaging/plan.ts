import type { Remark } from '../detection.js';
import type { Dependency, Install } from '../fact-values.js';

/** What the install reads, what it brings, and what is wrong with it. */
export interface Plan {
  readonly install: Install;
  readonly dependencies: readonly Dependency[];
  readonly locked: boolean;
  readonly remarks: readonly Remark[];
}

/** A dependency from a git repository, as lock files and manifests spell it. */
export const GIT_SOURCE = /\bgit\+(?:https?|ssh|file)|\bgit = "|type = "git"|"git": "/;

/** A list as a member of an object; nothing for an empty one. */
export const listed = <K extends string>(
  name: K,
  values: readonly string[],
): { readonly [key in K]?: readonly string[] } =>
  values.length > 0 ? ({ [name]: values } as { readonly [key in K]: readonly string[] }) : {};
