import { edits } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { type Entry, entries, items, type Node, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

const NAMES = /^(name|serviceAccountName|image|newName|key|namespace|secretName|gcp-service-account|claimName)$/;

/** Every value that is a name, anywhere below a node. */
function* named(node: Node): Generator<Entry> {
  for (const item of items(node)) yield* named(item);
  for (const one of entries(node))
    if (one.value.type !== 'scalar') yield* named(one.value);
    else if (NAMES.test(one.key.slice(one.key.lastIndexOf('/') + 1))) yield one;
}

/** A word that becomes the service's own name by one slip, where the service's name would stand. */
function slip(value: string, name: string): string | undefined {
  const count = name.split('-').length;
  for (const part of value.split(/[/@:.]/)) {
    const words = part.split('-');
    for (const size of [count, count - 1, count + 1]) {
      const head = words.slice(0, size).join('-');
      if (
        head.length > 3 &&
        head !== name &&
        !words.join('-').startsWith(name) &&
        edits(head, name) === 1 &&
        !/\d/.test(head)
      )
        return head;
    }
  }
  return undefined;
}

/** Names that begin as the service's own name almost does. */
export const NAME_SLIP_RULES: readonly Rule[] = [
  {
    id: 'name-slip',
    severity: 'note',
    about: 'names that begin with the service’s name spell it alike',
    source: 'design: one model, many renderings',
    *check(view: View): Generator<Remark> {
      const works = [...workloads(view.units)].map(({ work }) => work.resource.name);
      const all = [...works, ...view.cloudRun.map((one) => one.name)];
      const counted = [...new Set(all)].map((name) => [name, all.filter((one) => one === name).length] as const);
      const name = view.facts.name?.value ?? counted.sort(([, a], [, b]) => b - a)[0]?.[0];
      if (name === undefined || name.length < 4) return;
      const roots = [
        ...[...view.yaml.values()].flatMap(({ documents }) => documents),
        // What patches add shows only in the result.
        ...view.units.flatMap(({ resources }) => resources.map((one) => one.root)),
      ];
      for (const root of roots)
        for (const one of named(root)) {
          const found = slip(text(one.value) ?? '', name);
          // What is another workload's own name is no slip.
          if (found === undefined || (all.includes(found) && all.filter((each) => each === found).length > 1)) continue;
          yield {
            path: one.value.path,
            line: one.value.line,
            message: `${found} is almost ${name}, the service's name`,
            fix: `write ${name}`,
          };
        }
    },
  },
];
