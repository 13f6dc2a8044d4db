import { at, type Entry, entries, items, type MapNode, type Node, text } from './yaml-node.js';

/** One document with apiVersion and kind. */
export interface Resource {
  readonly path: string;
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly root: MapNode;
}

/** What one `kubectl apply` sends: the result of a kustomization, or the plain files of one folder. */
export interface Unit {
  /** The kustomization, or the folder. */
  readonly path: string;
  readonly resources: readonly Resource[];
  /** False where something adds to it that was not followed; then nothing is called missing. */
  readonly complete: boolean;
}

/** A document as a resource; undefined when it names no kind. `List` is not taken apart. */
export function resource(root: Node): Resource | undefined {
  const apiVersion = text(at(root, 'apiVersion'));
  const kind = text(at(root, 'kind'));
  if (root.type !== 'map' || apiVersion === undefined || kind === undefined) return undefined;
  const namespace = text(at(root, 'metadata', 'namespace'));
  return {
    path: root.path,
    line: root.line,
    apiVersion,
    kind,
    name: text(at(root, 'metadata', 'name')) ?? '',
    root,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

export const isCloudRun = (one: Resource): boolean =>
  one.apiVersion === 'serving.knative.dev/v1' || one.apiVersion === 'run.googleapis.com/v1';

/** A pod template and the object that makes pods of it. */
export interface Workload {
  readonly resource: Resource;
  /** Metadata and spec of the pod. */
  readonly template: Node;
  readonly spec: Node;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  /** Answers requests until it is stopped, unlike a Job. */
  readonly serves: boolean;
}

export interface Container {
  readonly name: string;
  readonly node: Node;
}

const SERVING = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'Pod']);

function containers(list: Node | undefined): readonly Container[] {
  return items(list)
    .filter((node) => node.type === 'map')
    .map((node) => ({ name: text(at(node, 'name')) ?? '', node }));
}

/** The pods of a resource, undefined for kinds that make none. */
export function workload(one: Resource): Workload | undefined {
  const template =
    one.kind === 'Pod'
      ? one.root
      : one.kind === 'CronJob'
        ? at(one.root, 'spec', 'jobTemplate', 'spec', 'template')
        : SERVING.has(one.kind) || one.kind === 'Job'
          ? at(one.root, 'spec', 'template')
          : undefined;
  const spec = at(template, 'spec');
  if (isCloudRun(one) || template === undefined || spec?.type !== 'map') return undefined;
  return {
    resource: one,
    template,
    spec,
    containers: containers(at(spec, 'containers')),
    initContainers: containers(at(spec, 'initContainers')),
    serves: SERVING.has(one.kind),
  };
}

/** The containers of a Cloud Run service, job or worker pool. */
export function cloudRunSpec(one: Resource): Node | undefined {
  const template = at(one.root, 'spec', 'template', 'spec');
  return one.kind === 'Job' ? at(template, 'template', 'spec') : template;
}

export function cloudRunContainers(one: Resource): readonly Container[] {
  return containers(at(cloudRunSpec(one), 'containers'));
}

/** The container that the service is about: the one with the service's name, else the one with ports, else the first. */
export function mainContainer(work: Workload): Container | undefined {
  const { containers: all, resource: owner } = work;
  return all.find((one) => one.name === owner.name) ?? all.find((one) => at(one.node, 'ports') !== undefined) ?? all[0];
}

/** The container that requests reach on Cloud Run: the one with a port, else the first. */
export function ingressContainer(one: Resource): Container | undefined {
  const all = cloudRunContainers(one);
  return all.find((container) => items(at(container.node, 'ports')).length > 0) ?? all[0];
}

/** Does a label selector (matchLabels and matchExpressions) choose these labels? Undefined where it cannot be said. */
export function selects(selector: Node | undefined, labels: ReadonlyMap<string, string>): boolean | undefined {
  if (selector?.type !== 'map') return undefined;
  for (const one of entries(at(selector, 'matchLabels')))
    if (labels.get(one.key) !== (text(one.value) ?? '')) return false;
  for (const one of items(at(selector, 'matchExpressions'))) {
    const value = labels.get(text(at(one, 'key')) ?? '');
    const values = items(at(one, 'values')).map((node) => text(node));
    const operator = text(at(one, 'operator'));
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

/** The entry of a chain of keys, or the nearest one above it that is there: where something is missing. */
export function nearestEntry(root: Node, ...keys: readonly string[]): Entry | undefined {
  let found: Entry | undefined;
  let current: Node | undefined = root;
  for (const key of keys) {
    const next: Entry | undefined = current?.type === 'map' ? current.entries.get(key) : undefined;
    if (next === undefined) break;
    found = next;
    current = next.value;
  }
  return found;
}
