import { nearest } from '../../nearest.js';
import { type Container, type Resource, selects, type Unit, type Workload, workload } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, entry, items, type Node, number, pairs, text } from '../yaml-node.js';
import { declared } from './pod-health.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });
const works = (unit: Unit): readonly Workload[] =>
  unit.resources.map(workload).filter((one): one is Workload => one !== undefined);
const labels = (work: Workload): ReadonlyMap<string, string> => pairs(at(work.template, 'metadata', 'labels'));

/** The pods that a Service's plain selector chooses; undefined for one without a selector. */
export function chosen(unit: Unit, service: Resource): readonly Workload[] | undefined {
  const selector = at(service.root, 'spec', 'selector');
  if (selector?.type !== 'map' || selector.entries.size === 0) return undefined;
  const wanted = pairs(selector);
  return works(unit).filter((work) => [...wanted].every(([key, value]) => labels(work).get(key) === value));
}

export const services = (unit: Unit): readonly Resource[] =>
  unit.resources.filter((one) => one.kind === 'Service' && one.apiVersion === 'v1');

/** The names and numbers of all containers of a pod; native sidecars count too. */
function open(work: Workload): { names: Map<string, number>; numbers: Set<number> } {
  const all = [...work.containers, ...work.initContainers].map((one: Container) => declared(one.node));
  return {
    names: new Map(all.flatMap((one) => [...one.names])),
    numbers: new Set(all.flatMap((one) => [...one.numbers])),
  };
}

function* targets(unit: Unit): Generator<Remark> {
  for (const service of services(unit)) {
    const pods = chosen(unit, service);
    const selector = entry(service.root, 'spec', 'selector');
    if (pods === undefined || selector === undefined) {
      const slices = unit.resources.some((one) => /^Endpoint(s|Slice)$/.test(one.kind));
      const external = text(at(service.root, 'spec', 'type')) === 'ExternalName';
      if (!slices && !external && unit.complete && works(unit).some((one) => one.serves)) {
        const line = entry(service.root, 'spec')?.line ?? service.line;
        const message = `Service ${service.name} has no selector and no addresses: it leads nowhere`;
        yield { path: service.path, line, message, fix: 'add the labels of the pods', severity: 'warning' };
      }
      continue;
    }
    if (pods.length === 0) {
      if (unit.complete && works(unit).some((one) => one.serves))
        yield {
          path: selector.path,
          line: selector.line,
          message: `Service ${service.name} chooses no pods`,
          fix: 'use the labels of the pod template',
        };
      continue;
    }
    for (const port of items(at(service.root, 'spec', 'ports'))) yield* portOf(port, pods);
  }
}

function* portOf(port: Node, pods: readonly Workload[]): Generator<Remark> {
  const node = at(port, 'targetPort') ?? at(port, 'port');
  const asked = text(node);
  if (node === undefined || asked === undefined) return;
  for (const work of pods) {
    const { names, numbers } = open(work);
    if (names.has(asked) || numbers.has(Number(asked)) || (numbers.size === 0 && number(node) !== undefined)) continue;
    const meant = number(node) === undefined ? nearest(asked, names.keys()) : undefined;
    const known = [...names.keys(), ...numbers].join(', ') || 'none';
    yield {
      ...place(node),
      message: `targetPort ${asked}: the containers of ${work.resource.name} declare ${known}`,
      ...(meant === undefined ? {} : { fix: `write ${meant}` }),
    };
  }
}

const policies = (unit: Unit): readonly Resource[] => unit.resources.filter((one) => one.kind === 'NetworkPolicy');
const governs = (policy: Resource, direction: 'Ingress' | 'Egress'): boolean => {
  const types = items(at(policy.root, 'spec', 'policyTypes')).map((one) => text(one));
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || at(policy.root, 'spec', 'egress') !== undefined;
};
const applies = (policy: Resource, work: Workload): boolean =>
  selects(at(policy.root, 'spec', 'podSelector'), labels(work)) === true;

/** Does a rule of a policy let a TCP port of these pods through? */
function allows(rule: Node, port: number, names: ReadonlyMap<string, number>): boolean {
  const ports = at(rule, 'ports');
  if (ports === undefined || items(ports).length === 0) return true;
  return items(ports).some((one) => {
    if ((text(at(one, 'protocol')) ?? 'TCP') !== 'TCP') return false;
    const asked = text(at(one, 'port'));
    if (asked === undefined) return true;
    const low = names.get(asked) ?? Number(asked);
    return port >= low && port <= (number(at(one, 'endPort')) ?? low);
  });
}

/** Ports that a Service leads to, else all that the pod declares. */
function served(unit: Unit, work: Workload): readonly number[] {
  const { names, numbers } = open(work);
  const led = services(unit)
    .filter((one) => chosen(unit, one)?.some(({ resource }) => resource === work.resource))
    .flatMap((one) => items(at(one.root, 'spec', 'ports')))
    .map((port) => text(at(port, 'targetPort') ?? at(port, 'port')) ?? '')
    .map((asked) => names.get(asked) ?? Number(asked));
  return led.length > 0 ? led.filter((port) => numbers.has(port)) : [...numbers];
}

/** Nobody is to call it: no Service leads to it, and its policies say in so many words that nobody may. */
function isClosed(unit: Unit, work: Workload, own: readonly Resource[]): boolean {
  const isLed = services(unit).some((one) => chosen(unit, one)?.some(({ resource }) => resource === work.resource));
  return (
    !isLed &&
    own.every(
      (policy) =>
        at(policy.root, 'spec', 'ingress')?.type === 'list' && items(at(policy.root, 'spec', 'ingress')).length === 0,
    )
  );
}

function* ingress(unit: Unit): Generator<Remark> {
  const all = policies(unit);
  for (const work of works(unit)) {
    const own = all.filter((policy) => applies(policy, work) && governs(policy, 'Ingress'));
    if (own.length === 0 || isClosed(unit, work, own)) continue;
    for (const port of new Set(served(unit, work))) {
      const rules = own.flatMap((policy) => items(at(policy.root, 'spec', 'ingress')));
      if (rules.some((rule) => allows(rule, port, open(work).names))) continue;
      const first = own.find((policy) => items(at(policy.root, 'spec', 'ingress')).length > 0) ?? own[0];
      const shown = rules.map((rule) => at(rule, 'ports')).find((node) => node !== undefined);
      const node = shown ?? at(first?.root, 'spec', 'ingress') ?? first?.root ?? work.spec;
      yield { ...place(node), message: `no NetworkPolicy lets requests in on port ${port} of ${work.resource.name}` };
    }
  }
}

/** A rule of a policy by one that lists another port than its neighbours: some clients get in, some do not. */
function* uneven(unit: Unit): Generator<Remark> {
  for (const work of works(unit)) {
    const { names, numbers } = open(work);
    if (numbers.size === 0) continue;
    for (const policy of policies(unit)) {
      if (!applies(policy, work) || selectsAll(policy)) continue;
      for (const rule of items(at(policy.root, 'spec', 'ingress'))) {
        if ([...numbers].some((port) => allows(rule, port, names))) continue;
        const node = at(rule, 'ports') ?? rule;
        const message = `ingress of NetworkPolicy ${policy.name}: no container of ${work.resource.name} has this port`;
        yield { ...place(node), message };
      }
    }
  }
}

const selectsAll = (policy: Resource): boolean => {
  const selector = at(policy.root, 'spec', 'podSelector');
  return selector?.type !== 'map' || selector.entries.size === 0;
};

function* names(unit: Unit): Generator<Remark> {
  for (const work of works(unit)) {
    const own = policies(unit).filter((policy) => applies(policy, work) && governs(policy, 'Egress'));
    if (own.length === 0) continue;
    const rules = own.flatMap((policy) => items(at(policy.root, 'spec', 'egress')));
    const dns = rules.some((rule) => {
      const ports = items(at(rule, 'ports'));
      return ports.length === 0 || ports.some((one) => ['53', 'dns'].includes(text(at(one, 'port')) ?? '53'));
    });
    const first = own.map((policy) => at(policy.root, 'spec', 'egress')).find((node) => node !== undefined);
    if (first === undefined) {
      const policy = own.find((one) => !selectsAll(one));
      const where = policy === undefined ? undefined : entry(policy.root, 'spec');
      if (where !== undefined && policy !== undefined && work.serves)
        yield {
          path: where.path,
          line: where.line,
          message: `NetworkPolicy ${policy.name} lets nothing out, not even look-ups of names`,
          severity: 'warning',
        };
      continue;
    }
    // Pods without any way out need no names.
    if (!dns && rules.length > 0)
      yield { ...place(first), message: `${work.resource.name} cannot look up names: no egress on port 53` };
  }
}

function* dangling(unit: Unit): Generator<Remark> {
  if (!unit.complete || works(unit).length === 0) return;
  for (const policy of policies(unit)) {
    if (works(unit).some((work) => applies(policy, work))) continue;
    const selector = entry(policy.root, 'spec', 'podSelector');
    if (selector === undefined) continue;
    yield { path: selector.path, line: selector.line, message: `NetworkPolicy ${policy.name} chooses no pods` };
  }
}

const over = (rule: Omit<Rule, 'check'>, check: (unit: Unit) => Iterable<Remark>): Rule => ({
  ...rule,
  *check(view) {
    for (const unit of view.units) yield* check(unit);
  },
});

export const NETWORK_RULES: readonly Rule[] = [
  over(
    {
      id: 'k8s-service-target',
      severity: 'error',
      about: 'a Service chooses pods and a port that they declare',
      source: 'kube-linter dangling-service, invalid-target-ports',
    },
    targets,
  ),
  over(
    {
      id: 'k8s-policy-port',
      severity: 'error',
      about: 'network policies let requests in on the port that is served',
      source: 'Kubernetes documentation, network policies',
      fix: 'allow the port of the container',
    },
    function* (unit) {
      yield* ingress(unit);
      yield* uneven(unit);
    },
  ),
  over(
    {
      id: 'k8s-policy-names',
      severity: 'error',
      about: 'pods with restricted egress can still look up names',
      source: 'GKE documentation, network policies and DNS',
      fix: 'allow UDP and TCP 53 to kube-dns',
    },
    names,
  ),
  over(
    {
      id: 'k8s-policy-pods',
      severity: 'error',
      about: 'a network policy chooses pods',
      source: 'kube-score networkpolicy-targets-pod',
      fix: 'use the labels of the pod template',
    },
    dangling,
  ),
];
