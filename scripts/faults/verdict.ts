import type { Facts } from '../../core/detect/facts.js';
import type { Finding } from '../../core/verify/finding.js';
import { verifyFiles } from '../../core/verify/verify.js';
import type { Fault } from './make.js';

/** A tree with what its code shows, which rules about variables need. */
export interface Judged {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly facts: Facts;
}

const id = (one: Finding): string => `${one.rule} ${one.path} ${one.message.replace(/:\d+/g, '')}`;

const untouched = new WeakMap<Judged, ReadonlySet<string>>();

/** Findings of a tree with a fault that the tree without it has not. */
export function fresh(tree: Judged, fault: Fault): readonly Finding[] {
  const known = untouched.get(tree) ?? new Set(verifyFiles(tree.files, tree.facts, tree.files).map(id));
  untouched.set(tree, known);
  const files = new Map(tree.files).set(fault.path, fault.text);
  return verifyFiles(files, tree.facts, tree.files).filter((one) => !known.has(id(one)));
}

/** Lines of the blocks that a line of the untouched file lies in: where something that is gone is missed. */
function enclosing(source: string, line: number): ReadonlySet<number> {
  const lines = source.split('\n');
  const depth = (text: string): number => /^ *(?:- +)*/.exec(text)?.[0].length ?? 0;
  const found = new Set([1]);
  let least = depth(lines[line - 1] ?? '');
  for (let at = line - 1; at >= 1; at -= 1) {
    const text = lines[at - 1] ?? '';
    if (/^\s*(#|$)/.test(text)) continue;
    if (/^---/.test(text)) break;
    if (depth(text) <= least) found.add(at);
    least = Math.min(least, depth(text));
  }
  return found;
}

/**
 * The finding that leads a person to a fault: at its line, or with its line named in the message. What is gone has no
 * line: the block that it stood in, its file as a whole, or the place elsewhere that misses it by name.
 */
export function leading(tree: Judged, fault: Fault, found: readonly Finding[]): Finding | undefined {
  const gone = fault.after === '';
  const around = gone ? enclosing(tree.files.get(fault.path) ?? '', fault.line) : new Set<number>();
  const words = gone ? fault.before.split(/[^\w./-]+/).filter((word) => word.length > 2) : [];
  const order = { error: 0, warning: 1, note: 2 };
  return [...found]
    .sort((a, b) => order[a.severity] - order[b.severity])
    .find((one) => {
      const here = one.path === fault.path;
      if (here && (one.line === fault.line || (gone && (one.line === undefined || around.has(one.line))))) return true;
      const said = `${one.message} ${one.fix ?? ''}`;
      if (new RegExp(`${fault.path.replace(/[.]/g, '\\.')}:${fault.line}\\b`).test(said)) return true;
      return gone && words.some((word) => said.includes(word));
    });
}
