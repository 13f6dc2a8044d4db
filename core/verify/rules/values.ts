import { posix } from 'node:path';
import { nearest } from '../../nearest.js';
import { isKustomization } from '../kustomize.js';
import type { Resource, Unit } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, entries, entry, items, type Node, number, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

function* address(node: Node): Generator<Remark> {
  const value = text(node) ?? '';
  if (value.includes(':')) return;
  const parts = CIDR.exec(value)?.slice(1).map(Number);
  if (parts === undefined || parts.slice(0, 4).some((part) => part > 255) || (parts[4] ?? 0) > 32) {
    yield { ...place(node), message: `cidr ${value} is no range of addresses` };
    return;
  }
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = parts;
  const size = 2 ** (32 - bits);
  if ((a * 2 ** 24 + b * 2 ** 16 + c * 256 + d) % size !== 0)
    yield { ...place(node), message: `cidr ${value} does not begin at its first address`, severity: 'warning' };
  if (a === 0 && value !== '0.0.0.0/0')
    yield { ...place(node), message: `cidr ${value} is no address of a host`, severity: 'warning' };
}

/** Ports and addresses anywhere in Services and policies. */
function* numbers(node: Node, owner: string): Generator<Remark> {
  for (const item of items(node)) yield* numbers(item, owner);
  for (const one of entries(node)) {
    const value = number(one.value);
    if (
      /^(port|targetPort|nodePort|containerPort|endPort|hostPort)$/.test(one.key) &&
      value !== undefined &&
      one.value.type === 'scalar'
    ) {
      if (value < 1 || value > 65535)
        yield { path: one.path, line: one.value.line, message: `${one.key} ${value} is no port` };
    } else if (one.key === 'cidr') yield* address(one.value);
    else if (one.key === 'except') for (const each of items(one.value)) yield* address(each);
    else yield* numbers(one.value, owner);
  }
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

/** Operators of matchExpressions, which the OpenAPI has as plain text. */
function* operators(node: Node): Generator<Remark> {
  for (const item of items(node)) yield* operators(item);
  for (const one of entries(node)) {
    yield* operators(one.value);
    if (one.key !== 'matchExpressions') continue;
    for (const each of items(one.value)) {
      const operator = at(each, 'operator');
      const value = text(operator) ?? '';
      if (operator === undefined || OPERATORS.includes(value)) continue;
      yield {
        ...place(operator),
        message: `there is no operator ${value}`,
        fix: `write ${nearest(value, OPERATORS) ?? 'In'}`,
      };
    }
  }
}

const PORTED = new Set(['Service', 'NetworkPolicy', 'Deployment', 'StatefulSet', 'Rollout', 'DaemonSet']);

/** What is pulled in the end: with every overlay applied. */
function* images(view: View): Generator<Remark> {
  for (const { work } of workloads(view.units))
    for (const container of [...work.containers, ...work.initContainers]) {
      const node = at(container.node, 'image');
      const image = text(node);
      if (node === undefined || image === undefined || /[@$]/.test(image)) continue;
      const name = image.slice(image.lastIndexOf('/') + 1);
      if (!name.includes(':')) yield { ...place(node), message: `image ${image} has neither tag nor digest` };
      else if (name.endsWith(':latest')) yield { ...place(node), message: `image ${image} changes from day to day` };
    }
}

const shown = (one: Resource): string => {
  const name = entry(one.root, 'metadata', 'name');
  return `${one.name} in ${name?.path ?? one.path}:${name?.line ?? one.line}`;
};

function* namespaces(view: View): Generator<Remark> {
  for (const { root, path } of view.kustomizations) {
    const one = entry(root, 'namespace');
    const unit: Unit | undefined = view.units.find((each) => each.path === path);
    const spaces = (unit?.resources ?? []).filter((each) => each.kind === 'Namespace');
    const made = spaces.map((each) => each.name);
    const name = text(one?.value);
    if (one === undefined || name === undefined || made.length === 0 || made.includes(name)) continue;
    yield {
      path: one.path,
      line: one.line,
      message: `namespace ${name} is not the one that is made here: ${spaces.map(shown).join(', ')}`,
      fix: `write ${made[0]}`,
    };
  }
}

/** A document that was meant to be an object: it lies where manifests do, or has most of one. */
function* incomplete(view: View): Generator<Remark> {
  for (const file of view.yaml.values()) {
    if (isKustomization(file.path) || view.compose.some(({ path }) => path === file.path)) continue;
    const patch = view.kustomize.patches.has(file.path);
    for (const root of file.documents) {
      if (root.type !== 'map') continue;
      const has = ['apiVersion', 'kind', 'metadata'].filter((key) => at(root, key) !== undefined);
      if (has.length === 3 || patch || (has.length < 2 && !view.kustomize.listed.has(file.path))) continue;
      const missing = ['apiVersion', 'kind', 'metadata'].filter((key) => !has.includes(key));
      const slip = entries(root).find((one) => nearest(one.key, missing) !== undefined);
      const meant = slip === undefined ? undefined : nearest(slip.key, missing);
      yield {
        path: file.path,
        line: slip?.line ?? root.line,
        message: `${missing.join(' and ')} is missing: ${posix.basename(file.path)} holds no object`,
        ...(meant === undefined ? {} : { fix: `write ${meant} for ${slip?.key}` }),
      };
    }
  }
}

const API = 'Kubernetes API, validation';

export const VALUE_RULES: readonly Rule[] = [
  {
    id: 'k8s-ports',
    severity: 'error',
    about: 'ports and ranges of addresses exist',
    source: API,
    *check(view) {
      for (const one of view.documents)
        if (PORTED.has(one.kind) && !one.apiVersion.startsWith('serving')) yield* numbers(one.root, one.kind);
    },
  },
  {
    id: 'k8s-operators',
    severity: 'error',
    about: 'operators of selectors exist',
    source: API,
    *check(view) {
      for (const one of view.documents) yield* operators(one.root);
    },
  },
  {
    id: 'k8s-image',
    severity: 'warning',
    about: 'an image that is applied has a tag or a digest',
    source: 'kube-linter latest-tag',
    fix: 'set it in the overlay’s images',
    check: images,
  },
  {
    id: 'k8s-namespace',
    severity: 'error',
    about: 'an overlay applies to the namespace that it makes',
    source: 'kubectl kustomize',
    check: namespaces,
  },
  {
    id: 'k8s-object',
    severity: 'error',
    about: 'every document is an object with apiVersion, kind and metadata',
    source: API,
    check: incomplete,
  },
];
