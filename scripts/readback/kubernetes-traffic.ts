import { type Cluster, chooses, podLabels, template } from './cluster.js';
import { type Fields, ports } from './container.js';
import { canonical, get, list, map, type Plain, type PlainMap, text, unordered } from './plain.js';

/** Every port of the pod's containers by name and number. */
const opened = (work: PlainMap): ReadonlyMap<string, string> =>
  new Map(list(get(template(work), 'spec', 'containers')).flatMap((one) => [...ports(one)]));

/** A rule of a NetworkPolicy: peers and ports, in any order. */
const rule = (one: Plain, peers: 'from' | 'to', open: ReadonlyMap<string, string>): string => {
  const through = list(get(one, 'ports')).map((each): Plain => {
    const port = text(get(each, 'port'));
    return { ...map(each), port: open.get(port) ?? port, protocol: text(get(each, 'protocol')) || 'TCP' };
  });
  return `${unordered(list(get(one, peers)))} : ${unordered(through)}`;
};

function policies(work: PlainMap, cluster: Cluster, fields: Fields, at: string): void {
  const own = cluster
    .all('networking.k8s.io/v1', 'NetworkPolicy')
    .filter((one) => chooses(get(one, 'spec', 'podSelector'), podLabels(work)));
  for (const [direction, field, peers] of [
    ['Ingress', 'ingress', 'from'],
    ['Egress', 'egress', 'to'],
  ] as const) {
    const governing = own.filter((one) => {
      const types = list(get(one, 'spec', 'policyTypes'));
      return types.length > 0
        ? types.includes(direction)
        : field === 'ingress' || get(one, 'spec', field) !== undefined;
    });
    const rules = governing.flatMap((one) =>
      list(get(one, 'spec', field)).map((each) => rule(each, peers, opened(work))),
    );
    fields.set(`${at} ${field}`, governing.length === 0 ? 'anything' : rules.sort().join('\n'));
  }
}

/** Where a Service leads: its ports with the container's port behind each. */
function behind(service: PlainMap, work: PlainMap): string | undefined {
  const selector = map(get(service, 'spec', 'selector'));
  const labels = podLabels(work);
  if (!Object.entries(selector).every(([key, value]) => labels[key] === value)) return undefined;
  const open = opened(work);
  return list(get(service, 'spec', 'ports'))
    .map((one) => {
      const target = text(get(one, 'targetPort') ?? get(one, 'port'));
      const protocol = text(get(one, 'protocol')) || 'TCP';
      return `${text(get(one, 'port'))} → ${open.get(target) ?? `nothing at ${target}`} ${protocol}`;
    })
    .sort()
    .join(' ');
}

const attached = (one: PlainMap, service: string): boolean =>
  get(one, 'spec', 'targetRef', 'kind') === 'Service' && get(one, 'spec', 'targetRef', 'name') === service;

/** From the balancer to a Service: listeners, routes, health check, time limits. */
function balancer(cluster: Cluster, service: string, fields: Fields, at: string): void {
  for (const gateway of cluster.all('gateway.networking.k8s.io/v1', 'Gateway')) {
    const name = text(get(gateway, 'metadata', 'name'));
    const map_ = get(gateway, 'metadata', 'annotations', 'networking.gke.io/certmap');
    fields.set(`${at} gateway`, `${text(get(gateway, 'spec', 'gatewayClassName'))} ${text(map_)}`);
    for (const listener of list(get(gateway, 'spec', 'listeners'))) {
      const section = text(get(listener, 'name'));
      const routes = cluster
        .all('gateway.networking.k8s.io/v1', 'HTTPRoute')
        .filter((one) =>
          list(get(one, 'spec', 'parentRefs')).some(
            (each) => get(each, 'name') === name && [undefined, section].includes(get(each, 'sectionName') as string),
          ),
        );
      const { name: _, ...open } = map(listener);
      const led = routes.map(
        (one) => `${canonical(get(one, 'spec', 'hostnames'))} ${canonical(get(one, 'spec', 'rules'))}`,
      );
      fields.set(`${at} listener ${text(get(listener, 'port'))}`, `${canonical(open)} ${led.sort().join(' ')}`);
    }
  }
  for (const kind of ['HealthCheckPolicy', 'GCPBackendPolicy'])
    for (const one of cluster.all('networking.gke.io/v1', kind))
      if (attached(one, service)) fields.set(`${at} ${kind}`, canonical(get(one, 'spec', 'default')));
}

/** How requests, measurements and replies find their way to and from the pods of a workload. */
export function readTraffic(work: PlainMap, cluster: Cluster, fields: Fields, at: string): void {
  policies(work, cluster, fields, at);
  fields.set(`${at} ports`, [...new Set(opened(work).values())].sort().join());
  for (const service of cluster.all('v1', 'Service')) {
    const led = behind(service, work);
    if (led === undefined) continue;
    const name = text(get(service, 'metadata', 'name'));
    fields.set(`${at} behind ${name}`, led);
    balancer(cluster, name, fields, at);
  }
  for (const one of cluster.all('monitoring.googleapis.com/v1', 'PodMonitoring'))
    if (chooses(get(one, 'spec', 'selector'), podLabels(work)))
      for (const each of list(get(one, 'spec', 'endpoints'))) {
        const port = opened(work).get(text(get(each, 'port'))) ?? 'no such port';
        fields.set(
          `${at} metrics at`,
          `${port} ${text(get(each, 'path')) || '/metrics'} ${text(get(each, 'interval'))}`,
        );
      }
}
