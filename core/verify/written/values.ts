import { nearest } from '../../nearest.js';
import { at, entries, type ListNode, type MapNode, type Node, text } from '../yaml-node.js';
import type { Difference } from './difference.js';
import { lineDifferences } from './lines.js';
import { isSame } from './same.js';
import { stretches } from './stretches.js';

/** A value as one text that does not depend on how it is written. */
function canonical(node: Node): string {
  if (node.type === 'scalar') return JSON.stringify(text(node) ?? null);
  if (node.type === 'list') return `[${node.items.map(canonical).join()}]`;
  const pairs = entries(node).map((one) => `${JSON.stringify(one.key)}:${canonical(one.value)}`);
  return `{${pairs.sort().join()}}`;
}

/** What an item of a list is known by, whatever else it says. */
const known = (node: Node): string => {
  const name = text(at(node, 'name')) ?? text(at(node, 'metadata', 'name'));
  return name === undefined ? canonical(node) : `${text(at(node, 'kind')) ?? ''} ${name}`;
};

const shown = (node: Node): string | undefined => (node.type === 'scalar' ? (text(node) ?? 'null') : undefined);

function* maps(was: MapNode, is: MapNode, line: number): Generator<Difference> {
  const added = entries(is).filter(({ key }) => !was.entries.has(key));
  for (const { key, value } of was.entries.values()) {
    const now = is.entries.get(key);
    if (now !== undefined) {
      yield* values(value, now.value, key, now.line);
      continue;
    }
    const misspelt = nearest(
      key,
      added.map((one) => one.key),
    );
    const stands = added.find((one) => one.key === misspelt);
    const said = shown(value);
    if (stands !== undefined) yield { line: stands.line, was: key, is: stands.key };
    else yield { line, was: said === undefined ? key : `${key}: ${said}` };
  }
}

function* lists(was: ListNode, is: ListNode, name: string, line: number): Generator<Difference> {
  let above = line;
  for (const one of stretches(was.items, is.items, known)) {
    for (const [index, item] of one.was.entries()) {
      const now = one.is[index];
      above = now?.line ?? above;
      if (now !== undefined) yield* values(item, now, name, above);
      else yield { line: above, name, was: text(at(item, 'name')) ?? canonical(item) };
    }
  }
}

/**
 * Values below a node that are not as they were written, whatever their order, quotes and units. What was added is not
 * told: it is a person's own.
 * @param name the key that leads here
 * @param line where it stands now
 */
export function* values(was: Node, is: Node, name: string, line: number): Generator<Difference> {
  if (was.type === 'map' && is.type === 'map') yield* maps(was, is, line);
  else if (was.type === 'list' && is.type === 'list') yield* lists(was, is, name, line);
  else if (was.type === 'scalar' && is.type === 'scalar') {
    const [before, after] = [text(was) ?? '', text(is) ?? ''];
    if (isSame(before, after)) return;
    if (was.style === 'block' && is.style === 'block') yield* lineDifferences(before, after, undefined, is.line);
    else yield { line: is.line, name, was: before, is: after };
  } else yield { line, name, was: shown(was) ?? `a ${was.type}`, is: shown(is) ?? `a ${is.type}` };
}

/** The documents of a file beside those that were written. */
export function documentValues(was: readonly Node[], is: readonly Node[]): Iterable<Difference> {
  const list = (items: readonly Node[]): ListNode => ({ type: 'list', path: '', line: 1, items });
  return lists(list(was), list(is), 'document', 1);
}
