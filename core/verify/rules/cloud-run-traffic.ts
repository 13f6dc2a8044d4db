import type { Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, boolean, entry, items, number, text } from '../yaml-node.js';

const place = (node: { path: string; line: number }): { path: string; line: number } => ({
  path: node.path,
  line: node.line,
});

function* traffic(one: Resource): Generator<Remark> {
  const list = entry(one.root, 'spec', one.kind === 'WorkerPool' ? 'instanceSplits' : 'traffic');
  if (list === undefined || items(list.value).length === 0) return;
  const sum = items(list.value).reduce((total, item) => total + (number(at(item, 'percent')) ?? 0), 0);
  const [first, second] = items(list.value);
  const alone = second === undefined ? at(first, 'percent') : undefined;
  if (sum !== 100) yield { ...place(alone ?? list), message: `${list.key}: percents add up to ${sum}, not 100` };
  const tags = new Set<string>();
  for (const item of items(list.value)) {
    const latest = boolean(at(item, 'latestRevision')) === true;
    const revision = at(item, 'revisionName');
    if (latest && revision !== undefined)
      yield { ...place(revision), message: 'latestRevision and revisionName exclude each other' };
    if (!latest && revision === undefined)
      yield { ...place(item), message: 'neither latestRevision: true nor revisionName' };
    const name = text(revision);
    if (revision !== undefined && name !== undefined && !name.startsWith(`${one.name}-`) && !name.includes('$'))
      yield {
        ...place(revision),
        message: `revision ${name} is not of ${one.name}: its name begins with ${one.name}-`,
      };
    const tag = text(at(item, 'tag'));
    if (tag !== undefined && tags.has(tag))
      yield { ...place(item), message: `two parts of the traffic have the tag ${tag}` };
    if (tag !== undefined) tags.add(tag);
  }
}

/** Who gets the requests, or the instances of a pool. */
export const CLOUD_RUN_TRAFFIC_RULES: readonly Rule[] = [
  {
    id: 'cloud-run-traffic',
    severity: 'error',
    about: 'traffic adds up and names revisions of this service',
    source: 'Cloud Run documentation, YAML reference',
    *check(view) {
      for (const one of view.cloudRun) yield* traffic(one);
    },
  },
];
