import { nearest } from '../../nearest.js';
import type { Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, items, type Node, number, text } from '../yaml-node.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** Words that the API server takes and its OpenAPI does not list. */
function* word(node: Node | undefined, what: string, known: readonly string[]): Generator<Remark> {
  const value = text(node);
  if (node === undefined || value === undefined || known.includes(value)) return;
  const meant = nearest(value, known);
  yield {
    ...place(node),
    message: `${what} ${value}: one of ${known.join(', ')} is needed`,
    ...(meant === undefined ? {} : { fix: `write ${meant}` }),
  };
}

/** A metric's field has the name of its type in camel case. */
const METRICS = ['Resource', 'ContainerResource', 'Pods', 'Object', 'External'];

function* autoscaler(one: Resource): Generator<Remark> {
  for (const metric of items(at(one.root, 'spec', 'metrics'))) {
    const type = at(metric, 'type');
    yield* word(type, 'metrics.type', METRICS);
    const name = text(type) ?? '';
    const field = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
    if (type !== undefined && METRICS.includes(name) && at(metric, field) === undefined)
      yield { ...place(type), message: `a metric of type ${name} needs ${field}` };
    const target = at(metric, field, 'target');
    yield* word(at(target, 'type'), 'target.type', ['Utilization', 'Value', 'AverageValue']);
    const share = at(target, 'averageUtilization');
    const value = number(share);
    if (share !== undefined && value !== undefined && (value < 1 || value > 100))
      yield { ...place(share), message: `averageUtilization ${value}: the target is never met`, severity: 'warning' };
    if (text(at(target, 'type')) === 'Utilization' && target !== undefined && share === undefined)
      yield { ...place(target), message: 'a target of type Utilization needs averageUtilization' };
  }
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = at(one.root, 'spec', 'behavior', direction);
    yield* word(at(rules, 'selectPolicy'), 'selectPolicy', ['Max', 'Min', 'Disabled']);
    const window = at(rules, 'stabilizationWindowSeconds');
    if (window !== undefined && ((number(window) ?? 0) < 0 || (number(window) ?? 0) > 3600))
      yield { ...place(window), message: 'stabilizationWindowSeconds is 0 to 3600' };
    for (const policy of items(at(rules, 'policies'))) {
      yield* word(at(policy, 'type'), 'policies.type', ['Pods', 'Percent']);
      for (const [field, most] of [
        ['periodSeconds', 1800],
        ['value', Number.POSITIVE_INFINITY],
      ] as const) {
        const node = at(policy, field);
        const value = number(node);
        if (node !== undefined && value !== undefined && (value < 1 || value > most))
          yield { ...place(node), message: `policies.${field} ${value} is refused` };
      }
    }
  }
}

const API = 'Kubernetes API, validation';

/** Metrics and behaviour of autoscalers. */
export const METRIC_RULES: readonly Rule[] = [
  {
    id: 'k8s-metrics',
    severity: 'error',
    about: 'metrics and behaviour of an autoscaler are of a kind that exists',
    source: API,
    *check(view) {
      for (const one of view.units.flatMap(({ resources }) => resources))
        if (one.kind === 'HorizontalPodAutoscaler' && one.apiVersion === 'autoscaling/v2') yield* autoscaler(one);
    },
  },
];
