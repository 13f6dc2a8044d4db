import { nearest } from '../../nearest.js';
import { type Resource, type Unit, type Workload, workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, boolean, entries, entry, items, type Node, text } from '../yaml-node.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** What a unit makes of ConfigMaps or Secrets: name to keys, undefined where the keys cannot be known. */
type Known = ReadonlyMap<string, ReadonlySet<string> | undefined>;

function configMaps(unit: Unit): Known {
  return new Map(
    unit.resources
      .filter((one) => one.kind === 'ConfigMap')
      .map((one) => [one.name, keysOf(one, ['data', 'binaryData'])]),
  );
}

function keysOf(one: Resource, fields: readonly string[]): ReadonlySet<string> | undefined {
  // A generator may add keys from files.
  if (at(one.root, 'files') !== undefined || at(one.root, 'envs') !== undefined) return undefined;
  return new Set(fields.flatMap((field) => entries(at(one.root, field)).map((key) => key.key)));
}

function secrets(unit: Unit): Known {
  const found = new Map<string, ReadonlySet<string> | undefined>();
  for (const one of unit.resources) {
    if (one.kind === 'Secret') found.set(one.name, keysOf(one, ['data', 'stringData']));
    if (one.kind === 'SealedSecret') found.set(one.name, undefined);
    if (one.kind === 'SecretProviderClass')
      for (const made of items(at(one.root, 'spec', 'secretObjects')))
        found.set(text(at(made, 'secretName')) ?? '', undefined);
    if (one.kind !== 'ExternalSecret') continue;
    const open = at(one.root, 'spec', 'dataFrom') ?? at(one.root, 'spec', 'target', 'template');
    const keys = items(at(one.root, 'spec', 'data')).map((key) => text(at(key, 'secretKey')) ?? '');
    found.set(text(at(one.root, 'spec', 'target', 'name')) ?? one.name, open === undefined ? new Set(keys) : undefined);
  }
  return found;
}

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: Node;
  readonly key?: Node;
}

function* references(work: Workload): Generator<Reference> {
  const made = (kind: Reference['kind'], node: Node | undefined, field = 'name'): Reference | undefined => {
    const name = at(node, field);
    if (name === undefined || boolean(at(node, 'optional')) === true) return undefined;
    const key = at(node, 'key');
    return { kind, name, ...(key === undefined ? {} : { key }) };
  };
  const all: (Reference | undefined)[] = [];
  for (const container of [...work.containers, ...work.initContainers]) {
    for (const one of items(at(container.node, 'env'))) {
      all.push(made('ConfigMap', at(one, 'valueFrom', 'configMapKeyRef')));
      all.push(made('Secret', at(one, 'valueFrom', 'secretKeyRef')));
    }
    for (const one of items(at(container.node, 'envFrom'))) {
      all.push(made('ConfigMap', at(one, 'configMapRef')));
      all.push(made('Secret', at(one, 'secretRef')));
    }
  }
  for (const volume of items(at(work.spec, 'volumes'))) {
    all.push(made('ConfigMap', at(volume, 'configMap')));
    all.push(made('Secret', at(volume, 'secret'), 'secretName'));
  }
  for (const one of all) if (one !== undefined) yield one;
}

/** A name near one that is there was mistyped; one near nothing may be made elsewhere. */
function missing(unit: Unit, kind: string, node: Node, known: Iterable<string>): Remark {
  const name = text(node) ?? '';
  const names = [...known];
  const spot = (one: string): string => {
    const there = unit.resources.find((each) => each.kind === kind && each.name === one);
    const line = there === undefined ? undefined : entry(there.root, 'metadata', 'name');
    return line === undefined ? one : `${one} in ${line.path}:${line.line}`;
  };
  const meant = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined);
  const near = meant === undefined ? '' : `, there is ${spot(meant)}`;
  return {
    ...place(node),
    severity: meant === undefined ? 'warning' : 'error',
    message: `${kind} ${name} is not among the files that are applied${near}`,
    fix: meant === undefined ? 'add it, or mark the reference optional' : `write ${meant}`,
  };
}

function* configuration(unit: Unit): Generator<Remark> {
  const known = { ConfigMap: configMaps(unit), Secret: secrets(unit) };
  for (const one of unit.resources) {
    const work = workload(one);
    if (work === undefined) continue;
    for (const { kind, name, key } of references(work)) {
      const there = known[kind];
      const wanted = text(name) ?? '';
      if (!there.has(wanted)) {
        if (unit.complete) yield missing(unit, kind, name, there.keys());
        continue;
      }
      const keys = there.get(wanted);
      const asked = text(key);
      if (key === undefined || asked === undefined || keys === undefined || keys.has(asked)) continue;
      const meant = nearest(asked, keys);
      yield {
        ...place(key),
        message: `${kind} ${wanted} has no key ${asked}`,
        ...(meant === undefined ? {} : { fix: `write ${meant}` }),
      };
    }
  }
}

function* accounts(unit: Unit): Generator<Remark> {
  const known = unit.resources.filter((one) => one.kind === 'ServiceAccount').map((one) => one.name);
  for (const one of unit.resources) {
    const work = workload(one);
    if (work === undefined) continue;
    const node = at(work.spec, 'serviceAccountName');
    const name = text(node);
    if (node === undefined) {
      if (work.serves)
        yield {
          path: work.resource.path,
          line: work.spec.line,
          message: `${one.kind} ${one.name} runs as the namespace’s default account`,
          fix: 'set serviceAccountName',
          severity: 'warning',
        };
    } else if (name !== undefined && name !== 'default' && !known.includes(name) && unit.complete)
      yield missing(unit, 'ServiceAccount', node, known);
  }
}

function* stores(unit: Unit): Generator<Remark> {
  const known = unit.resources.filter((one) => one.kind === 'SecretStore').map((one) => one.name);
  for (const one of unit.resources.filter((each) => each.kind === 'ExternalSecret')) {
    const reference = at(one.root, 'spec', 'secretStoreRef');
    const name = at(reference, 'name');
    if (name === undefined || text(at(reference, 'kind')) === 'ClusterSecretStore' || !unit.complete) continue;
    if (!known.includes(text(name) ?? '')) yield missing(unit, 'SecretStore', name, known);
  }
}

const APPLY = 'a pod with a missing reference does not start; the API server does not look';

export const REFERENCE_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'k8s-configuration',
      severity: 'error',
      about: 'ConfigMaps, Secrets and keys that pods name exist',
      source: APPLY,
    },
    configuration,
  ),
  overUnits(
    { id: 'k8s-service-account', severity: 'error', about: 'pods run as an account of their own', source: APPLY },
    accounts,
  ),
  overUnits(
    { id: 'k8s-secret-store', severity: 'error', about: 'an ExternalSecret names a store that exists', source: APPLY },
    stores,
  ),
];
