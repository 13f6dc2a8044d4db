import type { Rendered, Tree } from '../output.js';
import type { State } from '../state.js';
import { canonical, type JsonObject } from './json.js';

/**
 * The tree that the last run rendered, for a run whose version, answers and facts are the same: rendering again would
 * give the same bytes. Undefined where they are not, a base was lost, or a conflict is open. Remarks are left out.
 */
export function lastTree(state: State, version: string, answers: JsonObject, fingerprint: string): Tree | undefined {
  const { manifest, bases } = state;
  if (manifest === undefined || manifest.generator !== version) return undefined;
  if (manifest.facts?.fingerprint !== fingerprint || canonical(manifest.answers) !== canonical(answers))
    return undefined;
  const tree = new Map<string, Rendered>();
  for (const [id, { path, mode, merge, pending }] of manifest.outputs) {
    const text = bases.get(id);
    if (text === undefined || pending !== undefined) return undefined;
    tree.set(id, { id, path, mode: mode === 0o755 ? 0o755 : 0o644, merge, text, about: '' });
  }
  return tree;
}
