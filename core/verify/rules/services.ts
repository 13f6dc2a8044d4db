import { nearest } from '../../nearest.js';
import { type Container, type Resource, type Unit, type Workload, workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, entry, items, type Node, number, pairs, text } from '../yaml-node.js';
import { declared } from './pod-health.js';
import { selectorLine } from './selector-line.js';

export const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });
export const works = (unit: Unit): readonly Workload[] =>
  unit.resources.map(workload).filter((one): one is Workload => one !== undefined);
export const labels = (work: Workload): ReadonlyMap<string, string> => pairs(at(work.template, 'metadata', 'labels'));

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
export function open(work: Workload): { names: Map<string, number>; numbers: Set<number> } {
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
          ...selectorLine(selector, works(unit)),
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

/** Services and the pods that they lead to. */
export const SERVICE_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'k8s-service-target',
      severity: 'error',
      about: 'a Service chooses pods and a port that they declare',
      source: 'kube-linter dangling-service, invalid-target-ports',
    },
    targets,
  ),
];
