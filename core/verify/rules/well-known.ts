import { edits, nearest } from '../../nearest.js';
import type { Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, type Entry, entries, entry, items, type Node, pairs, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

/** Keys that controllers act on; one that is spelt almost so does nothing, and nobody says so. */
const KEYS = (
  'app.kubernetes.io/name app.kubernetes.io/instance app.kubernetes.io/version app.kubernetes.io/component ' +
  'app.kubernetes.io/part-of app.kubernetes.io/managed-by kubernetes.io/metadata.name kubernetes.io/hostname ' +
  'kubernetes.io/arch kubernetes.io/os k8s-app topology.kubernetes.io/zone topology.kubernetes.io/region ' +
  'pod-security.kubernetes.io/enforce pod-security.kubernetes.io/enforce-version pod-security.kubernetes.io/audit ' +
  'pod-security.kubernetes.io/audit-version pod-security.kubernetes.io/warn pod-security.kubernetes.io/warn-version ' +
  'iam.gke.io/gcp-service-account cloud.google.com/gke-spot cloud.google.com/compute-class cloud.google.com/location ' +
  'cloud.googleapis.com/location cloud.google.com/neg networking.gke.io/certmap external-secrets.io/force-sync'
).split(' ');
const PREFIXES = [...new Set(KEYS.filter((key) => key.includes('/')).map((key) => `${key.split('/')[0]}/`))];

function misspelt(key: string): string | undefined {
  if (KEYS.includes(key) || key.length < 6) return undefined;
  const meant = nearest(key, KEYS);
  if (meant === undefined) return undefined;
  // `app.kubernetes.io/tier` is somebody's own name under a shared prefix; `app.kubernetes.io/nmae` is not.
  const own = PREFIXES.some((prefix) => key.startsWith(prefix) && meant.startsWith(prefix));
  const [tail, other] = [key, meant].map((one) => one.slice(one.indexOf('/') + 1)) as [string, string];
  return own && nearest(tail, [other]) === undefined ? undefined : meant;
}

/** Every key of labels, annotations and selectors below a node. */
function* keys(node: Node): Generator<{ key: string; path: string; line: number }> {
  if (node.type === 'list') for (const item of node.items) yield* keys(item);
  if (node.type !== 'map') return;
  for (const one of node.entries.values()) {
    if (/^(labels|annotations|matchLabels|nodeSelector|pairs)$/.test(one.key))
      for (const each of entries(one.value)) yield { key: each.key, path: each.path, line: each.line };
    else if (one.key === 'matchExpressions') for (const each of items(one.value)) yield* scalarKey(at(each, 'key'));
    else if (one.key === 'topologyKey') yield* scalarKey(one.value);
    else yield* keys(one.value);
  }
}

function* scalarKey(node: Node | undefined): Generator<{ key: string; path: string; line: number }> {
  const key = text(node);
  if (node !== undefined && key !== undefined) yield { key, path: node.path, line: node.line };
}

const LEVELS = ['privileged', 'baseline', 'restricted'];

function* podSecurity(one: Resource): Generator<Remark> {
  const prefix = 'pod-security.kubernetes.io/';
  if (!pairs(at(one.root, 'metadata', 'labels')).has(`${prefix}enforce`))
    yield {
      path: one.path,
      line: one.line,
      message: `Namespace ${one.name} enforces no level of Pod Security`,
      fix: `add the label ${prefix}enforce: restricted`,
      severity: 'warning',
    };
  for (const label of entries(at(one.root, 'metadata', 'labels'))) {
    if (!label.key.startsWith(prefix)) continue;
    const value = text(label.value) ?? '';
    const isVersion = label.key.endsWith('-version');
    if (isVersion ? /^(latest|v1\.\d+)$/.test(value) : LEVELS.includes(value)) continue;
    const meant = nearest(value, isVersion ? ['latest'] : LEVELS);
    yield {
      path: label.path,
      line: label.line,
      message: `${label.key}: ${value} is ${isVersion ? 'no version' : 'no level'} of Pod Security`,
      ...(meant === undefined ? {} : { fix: `write ${meant}` }),
    };
  }
}

/** Namespaces that GKE makes and that policies let in or out. */
const SPACES = [
  'kube-system',
  'gke-gmp-system',
  'gmp-system',
  'gmp-public',
  'gke-managed-system',
  'gke-managed-cim',
  'istio-system',
];

function* spaces(node: Node): Generator<Remark> {
  for (const item of items(node)) yield* spaces(item);
  for (const one of entries(node)) {
    const value = one.key === 'kubernetes.io/metadata.name' ? text(one.value) : undefined;
    const meant = value === undefined || SPACES.includes(value) ? undefined : nearest(value, SPACES);
    if (meant !== undefined && edits(value ?? '', meant) < 3)
      yield {
        path: one.path,
        line: one.line,
        message: `namespace ${value} is almost ${meant}, which GKE makes`,
        fix: `write ${meant}`,
      };
    yield* spaces(one.value);
  }
}

/** A name label that is almost the workload's is meant to be the workload's. */
function* nameLabels(label: Entry | undefined, names: ReadonlySet<string>): Generator<Remark> {
  const value = text(label?.value);
  if (label === undefined || value === undefined || names.has(value)) return;
  const meant = nearest(value, names);
  if (meant === undefined) return;
  const message = `${label.key}: ${value} is not the workload's ${meant}`;
  yield { path: label.path, line: label.line, message, fix: `write ${meant}` };
}

export const WELL_KNOWN_RULES: readonly Rule[] = [
  {
    id: 'k8s-well-known',
    severity: 'warning',
    about: 'labels and annotations that controllers read are spelt as they read them',
    source: 'Kubernetes documentation, well-known labels; GKE documentation',
    *check(view) {
      const roots = [
        ...view.documents.map((one) => one.root),
        // What patches add shows only in the result.
        ...view.units.flatMap(({ resources }) => resources.map((one) => one.root)),
        ...view.kustomizations.map(({ root }) => root),
      ];
      for (const root of roots)
        for (const { key, path, line } of keys(root)) {
          const meant = misspelt(key);
          if (meant !== undefined)
            yield { path, line, message: `${key}: did you mean ${meant}?`, fix: `write ${meant}` };
        }
      for (const one of view.documents) if (one.kind === 'NetworkPolicy') yield* spaces(one.root);
    },
  },
  {
    id: 'k8s-pod-security-level',
    severity: 'error',
    about: 'a namespace enforces a level that exists',
    source: 'Kubernetes documentation, Pod Security admission',
    *check(view) {
      for (const one of view.documents) if (one.kind === 'Namespace') yield* podSecurity(one);
    },
  },
  {
    id: 'k8s-name-label',
    severity: 'warning',
    about: 'objects of one service carry its name',
    source: 'Kubernetes documentation, recommended labels',
    *check(view) {
      const key = 'app.kubernetes.io/name';
      // A name that one place alone has is the slip, not what all the others have.
      const said = [...workloads(view.units)].flatMap(({ work }) => [
        pairs(at(work.template, 'metadata', 'labels')).get(key) ?? '',
        work.resource.name,
      ]);
      const names = new Set(said.filter((name) => name !== '' && said.filter((each) => each === name).length > 1));
      for (const { work } of workloads(view.units)) {
        const label = entry(work.template, 'metadata', 'labels', key);
        yield* nameLabels(label, names);
      }
      for (const one of view.documents) {
        const labels = at(one.root, 'metadata', 'labels');
        yield* nameLabels(
          entries(labels).find((label) => label.key === key),
          names,
        );
      }
    },
  },
];
