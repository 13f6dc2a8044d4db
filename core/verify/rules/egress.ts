import { nearest } from '../../nearest.js';
import type { Unit, Workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, items, type Node, number, pairs, text } from '../yaml-node.js';
import { applies, policies } from './network.js';
import { place, works } from './services.js';

/** Ports of GKE's own addresses: GKE documentation, network policies and Workload Identity Federation, and DNS. */
const KNOWN: Readonly<Record<string, readonly number[]>> = {
  '169.254.169.254/32': [53, 80, 8080, 987, 988],
  '169.254.169.252/32': [53, 80, 8080, 987, 988],
  '169.254.20.10/32': [53],
};

interface Way {
  readonly rule: Node;
  readonly ports: readonly Node[];
  readonly addresses: readonly string[];
  readonly dns: boolean;
}

/** The egress rules of a policy with their peers. */
function ways(policy: Node): readonly Way[] {
  return items(at(policy, 'spec', 'egress')).map((rule) => {
    const peers = items(at(rule, 'to'));
    const addresses = peers.flatMap((one) => text(at(one, 'ipBlock', 'cidr')) ?? []);
    const dns = peers.some((one) => {
      const values = items(at(one, 'podSelector', 'matchExpressions')).flatMap((each) => items(at(each, 'values')));
      const names = [...values.map((each) => text(each)), ...pairs(at(one, 'podSelector', 'matchLabels')).values()];
      return names.includes('kube-dns');
    });
    return { rule, ports: items(at(rule, 'ports')), addresses, dns };
  });
}

/** A port that none of the peers of its rule answers. */
function* strangers(way: Way): Generator<Remark> {
  const lists = way.addresses.map((address) => KNOWN[address]);
  const others = items(at(way.rule, 'to')).length - way.addresses.length;
  if (lists.length === 0 || lists.some((one) => one === undefined) || (others > 0 && !way.dns)) return;
  const known = new Set(lists.flatMap((one) => one ?? []));
  for (const one of way.ports) {
    const port = at(one, 'port');
    const value = number(port);
    if (port === undefined || value === undefined || (known.has(value) && (!way.dns || value === 53))) continue;
    const wanted = way.dns ? [53] : [...known];
    yield {
      ...place(port),
      message: `port ${value}: ${way.dns ? 'names are looked up' : way.addresses.join(', ')} at ${wanted.join(', ')}`,
    };
  }
}

/** Google's balancers and their health checks come from both: Cloud Load Balancing documentation, firewall rules. */
const BALANCERS = ['35.191.0.0/16', '130.211.0.0/22'];

function* balancers(policy: Node): Generator<Remark> {
  for (const rule of items(at(policy, 'spec', 'ingress'))) {
    const nodes = items(at(rule, 'from')).flatMap((one) => at(one, 'ipBlock', 'cidr') ?? []);
    const there = nodes.map((one) => text(one) ?? '');
    const lost = BALANCERS.filter((one) => !there.includes(one));
    const from = at(rule, 'from');
    const slip = nodes.find((one) => nearest(text(one) ?? '', lost) !== undefined);
    if (lost.length !== 1 || from === undefined) continue;
    yield { ...place(slip ?? from), message: `Google's balancers also ask from ${lost[0]}`, fix: `allow ${lost[0]}` };
  }
}

/** Both protocols of DNS: long answers come over TCP. */
function* halves(way: Way): Generator<Remark> {
  if (!way.dns || way.ports.length === 0) return;
  for (const protocol of ['UDP', 'TCP']) {
    const there = way.ports.some((one) => (text(at(one, 'protocol')) ?? 'TCP') === protocol);
    const node = at(way.rule, 'ports');
    if (!there && node !== undefined)
      yield { ...place(node), message: `names are not looked up over ${protocol}`, fix: `allow ${protocol} 53` };
  }
}

/** What a pod with an account at Google must reach to be it: the metadata server, and Google's APIs. */
function* identity(unit: Unit, work: Workload, all: readonly Way[]): Generator<Remark> {
  const name = text(at(work.spec, 'serviceAccountName'));
  const account = unit.resources.find((one) => one.kind === 'ServiceAccount' && one.name === name);
  const google = pairs(at(account?.root, 'metadata', 'annotations')).has('iam.gke.io/gcp-service-account');
  const [first] = all;
  if (!google || first === undefined) return;
  const open = all.some((way) => way.ports.length === 0);
  const numbers = (way: Way): readonly (number | undefined)[] => way.ports.map((one) => number(at(one, 'port')));
  const asked = all.find((way) => !way.dns && way.addresses.includes('169.254.169.254/32'));
  for (const port of [80, 8080])
    if (asked !== undefined && asked.ports.length > 0 && !numbers(asked).includes(port))
      yield {
        ...place(at(asked.rule, 'ports') ?? asked.rule),
        message: `the metadata server is not reached at port ${port}`,
        severity: 'warning',
      };
  const second = all.find((way) => way.addresses.includes('169.254.169.252/32'));
  if (second !== undefined && second.ports.length > 0 && !numbers(second).includes(988))
    yield {
      ...place(at(second.rule, 'ports') ?? second.rule),
      message: 'the metadata server is not reached at port 988',
      severity: 'warning',
    };
  if (!open && asked === undefined)
    yield {
      ...place(first.rule),
      message: `${work.resource.name} cannot be its account at Google: no egress to the metadata server`,
    };
}

/** Default ports of databases, as their engines' documentation has them. */
const DATABASES: Readonly<Record<string, number>> = { postgres: 5432, mysql: 3306, mariadb: 3306, mongodb: 27017 };

function* database(all: readonly Way[], engine: string | undefined): Generator<Remark> {
  const port = DATABASES[engine ?? ''];
  const numbers = all.flatMap((way) =>
    way.ports.length === 0 ? [port] : way.ports.map((one) => number(at(one, 'port'))),
  );
  const [first] = all;
  if (port === undefined || first === undefined || numbers.includes(port)) return;
  const usual = new Set([53, 80, 443, 8080, 987, 988]);
  const slip = all
    .filter((way) => !way.dns)
    .flatMap((way) => way.ports)
    .map((one) => at(one, 'port'))
    .find((one) => !usual.has(number(one) ?? 53));
  yield { ...place(slip ?? first.rule), message: `no egress lets the service reach ${engine} at port ${port}` };
}

/** Ways out of a pod. */
export const EGRESS_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'k8s-egress',
      severity: 'error',
      about: 'what a pod cannot do without can be reached',
      source: 'GKE documentation, network policies, Workload Identity Federation and DNS',
    },
    function* (unit) {
      for (const one of policies(unit)) yield* balancers(one.root);
      for (const work of works(unit)) {
        const all = policies(unit)
          .filter((one) => applies(one, work))
          .flatMap((one) => ways(one.root));
        for (const way of all) {
          yield* strangers(way);
          yield* halves(way);
        }
        yield* identity(unit, work, all);
      }
    },
  ),
  {
    id: 'k8s-egress-database',
    severity: 'note',
    about: 'the database that the code uses can be reached',
    source: 'the engine’s default port',
    fix: 'allow the port of the database',
    *check(view) {
      for (const unit of view.units)
        for (const work of works(unit).filter((one) => one.serves)) {
          const all = policies(unit)
            .filter((one) => applies(one, work))
            .flatMap((one) => ways(one.root));
          yield* database(all, view.facts.database?.value);
        }
    },
  },
];
