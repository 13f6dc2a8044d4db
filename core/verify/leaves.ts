import { entries, items, type Node, text } from './yaml-node.js';

/** One value of a file with the names that lead to it. */
export interface Leaf {
  readonly value: string;
  readonly path: string;
  readonly line: number;
}

/** Every scalar below a node by its place: keys joined by dots, list items by their name, else by their number. */
export function leaves(node: Node, at = ''): ReadonlyMap<string, Leaf> {
  const found = new Map<string, Leaf>();
  const below = (child: Node, name: string): void => {
    for (const [place, leaf] of leaves(child, at === '' ? name : `${at}.${name}`)) found.set(place, leaf);
  };
  if (node.type === 'scalar') found.set(at, { value: text(node) ?? '', path: node.path, line: node.line });
  for (const one of entries(node)) below(one.value, one.key);
  for (const [index, item] of items(node).entries()) {
    const name = item.type === 'map' ? text(item.entries.get('name')?.value) : undefined;
    below(item, name ?? String(index));
  }
  return found;
}
