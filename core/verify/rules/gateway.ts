import { nearest } from '../../nearest.js';
import type { Resource, Unit } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, entry, items, type Node, number, text } from '../yaml-node.js';
import { declared } from './pod-health.js';
import { chosen, services } from './services.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });
const of = (unit: Unit, kind: string): readonly Resource[] => unit.resources.filter((one) => one.kind === kind);

/** A name that is not there, with the one that was meant and where that stands. */
function absent(kind: string, node: Node, known: readonly Resource[]): Remark {
  const name = text(node) ?? '';
  const meant =
    nearest(
      name,
      known.map((one) => one.name),
    ) ?? (known.length === 1 ? known[0]?.name : undefined);
  const there = known.find((one) => one.name === meant);
  const line = there === undefined ? undefined : entry(there.root, 'metadata', 'name')?.line;
  const near = there === undefined ? '' : `, there is ${there.name} in ${there.path}:${line}`;
  const fix = meant === undefined ? {} : { fix: `write ${meant}` };
  return { ...place(node), message: `${kind} ${name} is not among the files that are applied${near}`, ...fix };
}

function* listeners(unit: Unit): Generator<Remark> {
  for (const gateway of of(unit, 'Gateway')) {
    const name = gateway.name;
    for (const one of items(at(gateway.root, 'spec', 'listeners'))) {
      const [protocol, port] = [text(at(one, 'protocol')), at(one, 'port')];
      const wanted = { HTTP: 80, HTTPS: 443 }[protocol ?? ''];
      const asked = number(port);
      if (port !== undefined && wanted !== undefined && asked !== wanted && asked !== 8080)
        yield {
          ...place(port),
          message: `a listener for ${protocol} at port ${asked}: browsers ask ${wanted}`,
          fix: `write ${wanted}`,
          severity: 'warning',
        };
      const section = text(at(one, 'name'));
      const parents = of(unit, 'HTTPRoute').flatMap((route) => items(at(route.root, 'spec', 'parentRefs')));
      const led = parents.some(
        (each) => text(at(each, 'name')) === name && [undefined, section].includes(text(at(each, 'sectionName'))),
      );
      if (!led && unit.complete && parents.length > 0)
        yield {
          ...place(one),
          message: `no route is attached to listener ${section} of Gateway ${name}`,
          severity: 'warning',
        };
    }
  }
}

function* routes(unit: Unit): Generator<Remark> {
  const gateways = of(unit, 'Gateway');
  for (const route of of(unit, 'HTTPRoute')) {
    for (const parent of items(at(route.root, 'spec', 'parentRefs'))) {
      const name = at(parent, 'name');
      // A gateway of the whole cluster lies in another namespace.
      if (name === undefined || gateways.length === 0 || at(parent, 'namespace') !== undefined) continue;
      const gateway = gateways.find((one) => one.name === text(name));
      if (gateway === undefined) yield absent('Gateway', name, gateways);
      const section = at(parent, 'sectionName');
      const names = items(at(gateway?.root, 'spec', 'listeners')).map((one) => text(at(one, 'name')) ?? '');
      if (section !== undefined && gateway !== undefined && !names.includes(text(section) ?? '')) {
        const meant = nearest(text(section) ?? '', names);
        const message = `Gateway ${gateway.name} has no listener ${text(section)}: it has ${names.join(', ')}`;
        yield { ...place(section), message, ...(meant === undefined ? {} : { fix: `write ${meant}` }) };
      }
    }
    for (const rule of items(at(route.root, 'spec', 'rules'))) yield* backends(unit, rule);
  }
}

function* backends(unit: Unit, rule: Node): Generator<Remark> {
  const known = services(unit);
  for (const one of items(at(rule, 'backendRefs'))) {
    const [name, port] = [at(one, 'name'), at(one, 'port')];
    if (name === undefined || (text(at(one, 'kind')) ?? 'Service') !== 'Service' || at(one, 'namespace') !== undefined)
      continue;
    const service = known.find((each) => each.name === text(name));
    if (service === undefined) {
      if (unit.complete) yield absent('Service', name, known);
      continue;
    }
    const ports = items(at(service.root, 'spec', 'ports')).map((each) => at(each, 'port'));
    const first = ports[0];
    if (port !== undefined && first !== undefined && !ports.some((each) => number(each) === number(port)))
      yield {
        ...place(port),
        message: `Service ${service.name} has no port ${text(port)}: it has ${text(first)} in ${first.path}:${first.line}`,
        fix: `write ${text(first)}`,
      };
  }
  for (const filter of items(at(rule, 'filters'))) {
    const code = at(filter, 'requestRedirect', 'statusCode');
    if (code !== undefined && ![301, 302, 303, 307, 308].includes(number(code) ?? 0))
      yield { ...place(code), message: `statusCode ${text(code)} is no redirect`, fix: 'write 301' };
  }
}

const POLICIES = ['HealthCheckPolicy', 'GCPBackendPolicy'];

function* policies(unit: Unit): Generator<Remark> {
  const known = services(unit);
  for (const policy of unit.resources.filter((one) => POLICIES.includes(one.kind))) {
    const target = at(policy.root, 'spec', 'targetRef');
    const [kind, name] = [at(target, 'kind'), at(target, 'name')];
    if (kind !== undefined && !['Service', 'ServiceImport'].includes(text(kind) ?? ''))
      yield { ...place(kind), message: `${policy.kind} is about a Service, not a ${text(kind)}`, fix: 'write Service' };
    const service = known.find((one) => one.name === text(name));
    if (name !== undefined && service === undefined && text(kind) === 'Service' && unit.complete)
      yield absent('Service', name, known);
    yield* ranges(policy);
    if (policy.kind === 'HealthCheckPolicy' && at(policy.root, 'spec', 'default', 'config') === undefined)
      yield {
        ...place(at(policy.root, 'spec', 'default') ?? policy.root),
        message: `HealthCheckPolicy ${policy.name} has no config: the balancer asks / of the serving port`,
        fix: 'add config with type, port and path',
        severity: 'warning',
      };
    const port = at(policy.root, 'spec', 'default', 'config', 'httpHealthCheck', 'port');
    const work = service === undefined ? undefined : chosen(unit, service)?.[0];
    const numbers = work?.containers.flatMap((one) => declared(one.node).numbers) ?? [];
    if (port !== undefined && numbers.length > 0 && !numbers.includes(number(port) ?? 0))
      yield {
        ...place(port),
        message: `the balancer asks port ${text(port)}, the containers declare ${numbers.join(', ')}`,
        fix: `write ${numbers[0]}`,
      };
  }
}

/** Of the custom resources' own definitions. */
const RANGES: readonly (readonly [string, number, number])[] = [
  ['checkIntervalSec', 1, 300],
  ['timeoutSec', 1, 300],
  ['healthyThreshold', 1, 10],
  ['unhealthyThreshold', 1, 10],
];

function* ranges(policy: Resource): Generator<Remark> {
  const base = at(policy.root, 'spec', 'default');
  const of_ = (name: string): number | undefined => number(at(base, name));
  const check = policy.kind === 'HealthCheckPolicy';
  const whole = at(base, 'timeoutSec');
  if (!check && whole !== undefined && (number(whole) ?? 1) < 1)
    yield { ...place(whole), message: 'timeoutSec must be 1 or more' };
  for (const [name, least, most] of RANGES) {
    const node = at(base, name);
    const value = of_(name);
    if (!check || node === undefined || value === undefined || (value >= least && value <= most)) continue;
    yield { ...place(node), message: `${name} ${value}: ${least} to ${most} is taken` };
  }
  const [interval, timeout] = [of_('checkIntervalSec'), of_('timeoutSec')];
  const late = at(base, 'timeoutSec');
  if (check && late !== undefined && interval !== undefined && timeout !== undefined && timeout > interval)
    yield { ...place(late), message: `timeoutSec ${timeout} is longer than checkIntervalSec ${interval}` };
  const period = at(base, 'checkIntervalSec');
  const asked = period === undefined ? '' : ` of asking every ${interval} s (${period.path}:${period.line})`;
  for (const name of ['healthyThreshold', 'unhealthyThreshold']) {
    const node = at(base, name);
    const slow = (of_(name) ?? 0) * (interval ?? 5);
    if (check && node !== undefined && slow > 45)
      yield { ...place(node), message: `${name}: the balancer notices after ${slow} s${asked}`, severity: 'warning' };
  }
}

/** The way from the balancer to a Service. */
export const GATEWAY_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'gateway-routes',
      severity: 'error',
      about: 'routes lead from a listener that is there to a Service that is there',
      source: 'Gateway API specification; GKE documentation, deploying Gateways',
    },
    function* (unit) {
      yield* listeners(unit);
      yield* routes(unit);
    },
  ),
  overUnits(
    {
      id: 'gateway-policies',
      severity: 'error',
      about: 'policies of the balancer are about a Service that is there, and ask its port',
      source: 'GKE documentation, configure Gateway resources using policies',
    },
    policies,
  ),
];
