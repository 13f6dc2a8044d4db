import type { Facts } from '../detect/facts.js';
import type { Finding } from './finding.js';

/** Files by path relative to the service folder: the rendered tree, or the disk as a person left it. */
export type Files = ReadonlyMap<string, string>;

/** Every rule over a set of files; findings sorted by path, line, rule. */
export function verifyFiles(_files: Files, _facts: Facts): readonly Finding[] {
  return [];
}
