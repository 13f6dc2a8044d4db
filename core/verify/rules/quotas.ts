import { quantity } from '../quantity.js';
import { type Resource, type Unit, type Workload, workload } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, entry, items, type Node, number, text } from '../yaml-node.js';

const place = (one: Resource, ...keys: readonly string[]): { path: string; line: number } => {
  const found = entry(one.root, ...keys);
  return { path: found?.path ?? one.path, line: found?.line ?? one.line };
};
const amount = (node: Node | undefined): number | undefined => quantity(text(node) ?? '');
const kinds = (unit: Unit, kind: string): readonly Resource[] => unit.resources.filter((one) => one.kind === kind);

interface Most {
  readonly pods: number;
  /** ` (file:line)` of the number; empty where nothing says it. */
  readonly from: string;
}

/** Pods of a workload when its autoscaler has started all that it may; its own number without one. */
function most(unit: Unit, work: Workload): Most {
  const scaler = kinds(unit, 'HorizontalPodAutoscaler').find(
    ({ root }) =>
      text(at(root, 'spec', 'scaleTargetRef', 'kind')) === work.resource.kind &&
      text(at(root, 'spec', 'scaleTargetRef', 'name')) === work.resource.name,
  );
  const node = at(scaler?.root ?? work.resource.root, 'spec', scaler ? 'maxReplicas' : 'replicas');
  return { pods: number(node) ?? 1, from: node === undefined ? '' : ` (${node.path}:${node.line})` };
}

/** What all containers of one pod ask for together; undefined where one of them does not say. */
function sum(work: Workload, list: string, field: string): number | undefined {
  const each = work.containers.map(({ node }) => amount(at(node, 'resources', list, field)));
  return each.reduce((all, one) => (all === undefined || one === undefined ? undefined : all + one), 0);
}

const HARD: readonly { readonly key: string; readonly list?: string; readonly field?: string }[] = [
  { key: 'pods' },
  { key: 'requests.cpu', list: 'requests', field: 'cpu' },
  { key: 'requests.memory', list: 'requests', field: 'memory' },
  { key: 'limits.cpu', list: 'limits', field: 'cpu' },
  { key: 'limits.memory', list: 'limits', field: 'memory' },
];

function* quotas(unit: Unit): Generator<Remark> {
  for (const quota of kinds(unit, 'ResourceQuota')) {
    for (const work of unit.resources.map(workload)) {
      if (work?.serves !== true) continue;
      const { pods, from } = most(unit, work);
      for (const { key, list, field } of HARD) {
        const each = list === undefined || field === undefined ? 1 : sum(work, list, field);
        const node = at(quota.root, 'spec', 'hard', key);
        const hard = amount(node);
        if (each === undefined || hard === undefined || hard >= each * pods) continue;
        yield {
          ...place(quota, 'spec', 'hard', key),
          message: `${key} ${text(node)} of ResourceQuota ${quota.name} is less than ${pods} pods of ${work.resource.name} ask for${from}`,
          fix: 'raise it with the autoscaler’s maxReplicas',
        };
      }
    }
  }
}

function* ranges(unit: Unit): Generator<Remark> {
  const limits = kinds(unit, 'LimitRange').flatMap((range) => items(at(range.root, 'spec', 'limits')));
  for (const limit of limits.filter((one) => text(at(one, 'type')) === 'Container'))
    for (const work of unit.resources.map(workload))
      for (const { name, node } of work?.containers ?? [])
        for (const field of ['cpu', 'memory']) {
          const [asked, allowed] = [at(node, 'resources', 'limits', field), at(limit, 'max', field)];
          const [least, floor] = [at(node, 'resources', 'requests', field), at(limit, 'min', field)];
          if ((amount(asked) ?? 0) > (amount(allowed) ?? Number.POSITIVE_INFINITY) && asked !== undefined)
            yield {
              path: asked.path,
              line: asked.line,
              message: `${field} ${text(asked)} of ${name} is above ${text(allowed)}, the most that the LimitRange allows`,
            };
          if ((amount(least) ?? Number.POSITIVE_INFINITY) < (amount(floor) ?? 0) && least !== undefined)
            yield {
              path: least.path,
              line: least.line,
              message: `${field} ${text(least)} of ${name} is below ${text(floor)}, the least that the LimitRange allows`,
            };
        }
}

export const QUOTA_RULES: readonly Rule[] = [
  {
    id: 'k8s-quota',
    severity: 'error',
    about: 'quota and limits of a namespace let the autoscaler start all its pods',
    source: 'Kubernetes documentation, resource quotas and limit ranges',
    *check(view) {
      for (const unit of view.units) {
        yield* quotas(unit);
        yield* ranges(unit);
      }
    },
  },
];
