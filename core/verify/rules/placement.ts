import type { Workload } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, boolean, entries, items, type Node, pairs, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** A spread that counts other pods than the workload's own. */
function* others(work: Workload, selector: Node | undefined, what: string): Generator<Remark> {
  const own = pairs(at(work.template, 'metadata', 'labels'));
  for (const one of entries(at(selector, 'matchLabels')))
    if (own.get(one.key) !== text(one.value))
      yield {
        path: one.path,
        line: one.line,
        message: `${what} chooses ${one.key}: ${text(one.value)}, which the pods of ${work.resource.name} do not have`,
      };
}

function* spread(view: View): Generator<Remark> {
  for (const { work } of workloads(view.units)) {
    for (const one of items(at(work.spec, 'topologySpreadConstraints')))
      if (at(one, 'labelSelector') === undefined || text(at(one, 'labelSelector')) === '')
        yield { ...place(one), message: 'topologySpreadConstraints without labelSelector spreads nothing' };
      else yield* others(work, at(one, 'labelSelector'), 'topologySpreadConstraints');
    for (const kind of ['podAffinity', 'podAntiAffinity'])
      for (const list of entries(at(work.spec, 'affinity', kind)))
        for (const one of items(list.value)) {
          const term = at(one, 'podAffinityTerm') ?? one;
          const selector = at(term, 'labelSelector');
          if (
            selector === undefined ||
            (selector.type === 'map' && selector.entries.size === 0) ||
            selector.type === 'scalar'
          )
            yield { ...place(one), message: `${kind} without labelSelector chooses no pods` };
        }
    for (const node of [at(work.spec, 'automountServiceAccountToken')])
      if (node !== undefined && boolean(node) === true)
        yield {
          ...place(node),
          message: 'the pod gets the cluster’s token, which few services need',
          fix: 'set it to false',
        };
  }
}

/** Where pods go, and what they get there. */
export const PLACEMENT_RULES: readonly Rule[] = [
  {
    id: 'k8s-placement',
    severity: 'warning',
    about: 'rules of placement choose pods, and pods get no needless token',
    source: 'kube-score pod-topology-spread-constraints; checkov CKV_K8S_38',
    check: spread,
  },
];
