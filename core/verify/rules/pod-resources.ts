import { nearest } from '../../nearest.js';
import { decimalSlip, GIB, MIB, quantity } from '../quantity.js';
import type { Container } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, type Entry, entries, items, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

const size = (one: Entry | undefined): number | undefined => quantity(text(one?.value) ?? '');
const found = (container: Container, side: 'requests' | 'limits'): ReadonlyMap<string, Entry> =>
  new Map(entries(at(container.node, 'resources', side)).map((one) => [one.key, one]));

/** Sizes that no service has: a unit was left out or mistaken. */
function implausible(key: string, value: number): string | undefined {
  if (key === 'cpu' && value > 128) return `${value} CPUs: was ${value}m meant?`;
  if (key === 'cpu' && value > 0 && value < 0.001) return 'less than 1m of a CPU';
  if (key === 'memory' && value < 4 * MIB) return `${value} bytes of memory: was ${Math.ceil(value)}Mi meant?`;
  if (key === 'memory' && value > 4096 * GIB) return 'more than 4 TiB of memory';
  if (key === 'ephemeral-storage' && value < MIB) return `${value} bytes of storage: was ${Math.ceil(value)}Mi meant?`;
  return undefined;
}

const NAMES = ['cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu', 'google.com/tpu'];

/** No service takes a hundred times what its CPU usually comes with. */
function* proportion(cpu: Entry | undefined, memory: Entry | undefined): Generator<Remark> {
  const [cores, bytes] = [size(cpu), size(memory)];
  if (memory === undefined || cores === undefined || bytes === undefined || bytes <= cores * 128 * GIB) return;
  const message = `memory ${text(memory.value)} for ${text(cpu?.value)} CPU: was another unit meant?`;
  yield { path: memory.value.path, line: memory.value.line, message, severity: 'warning' };
}

function* sizes(container: Container): Generator<Remark> {
  const requests = found(container, 'requests');
  const limits = found(container, 'limits');
  for (const one of [...requests.values(), ...limits.values()]) {
    const meant = NAMES.includes(one.key) ? undefined : nearest(one.key, NAMES);
    if (meant !== undefined)
      yield {
        path: one.path,
        line: one.line,
        message: `${one.key} is no resource, nearest is ${meant}`,
        fix: `write ${meant}`,
      };
    const value = size(one);
    const place = { path: one.value.path, line: one.value.line };
    const shown = text(one.value) ?? '';
    if (value === undefined) {
      yield { ...place, message: `${one.key}: "${shown}" is no quantity`, fix: 'write 250m, 1, 512Mi or 1Gi' };
      continue;
    }
    const odd = implausible(one.key, value);
    const decimal = decimalSlip(shown);
    if (decimal !== undefined) yield { ...place, message: `${one.key}: ${decimal}`, severity: 'warning' };
    if (one.key === 'ephemeral-storage' && value > 10 * GIB)
      yield { ...place, message: `ephemeral-storage ${shown}: Autopilot gives 10Gi at most`, severity: 'warning' };
    if (odd !== undefined) yield { ...place, message: `${one.key}: ${odd}` };
    else if (value <= 0) yield { ...place, message: `${one.key} must be more than 0` };
  }
  yield* proportion(limits.get('cpu'), limits.get('memory'));
  for (const [key, request] of requests) {
    const least = size(request);
    const most = size(limits.get(key));
    if (least !== undefined && most !== undefined && least > most)
      yield {
        path: request.value.path,
        line: request.value.line,
        message: `${key}: the request ${text(request.value)} is above the limit ${text(limits.get(key)?.value)}`,
      };
  }
}

/** A CPU limit is asked for too: with bursting off, Autopilot takes it as the request. */
function* present(container: Container): Generator<Remark> {
  const requests = found(container, 'requests');
  const limits = found(container, 'limits');
  const missing = ['cpu', 'memory'].flatMap((key) => [
    // A limit alone is its own request.
    ...(requests.has(key) || limits.has(key) ? [] : [`requests.${key}`]),
    ...(limits.has(key) ? [] : [`limits.${key}`]),
  ]);
  if (missing.length === 0) return;
  const message = `container ${container.name} has no ${missing.join(', ')}`;
  yield { path: container.node.path, line: container.node.line, message, fix: 'add them under resources' };
}

export const POD_RESOURCE_RULES: readonly Rule[] = [
  {
    id: 'k8s-resources',
    severity: 'warning',
    about: 'containers say what CPU and memory they need and may take',
    source: 'kube-score container-resources; GKE Autopilot gives 500m and 2Gi to those that do not',
    *check(view) {
      for (const { work } of workloads(view.units)) for (const one of work.containers) yield* present(one);
    },
  },
  {
    id: 'k8s-resource-sizes',
    severity: 'error',
    about: 'quantities are well formed and plausible, requests within limits',
    source: 'Kubernetes API, resource.Quantity',
    *check(view) {
      for (const { work } of workloads(view.units)) {
        for (const one of [...work.containers, ...work.initContainers]) yield* sizes(one);
        for (const volume of items(at(work.spec, 'volumes'))) {
          const limit = at(volume, 'emptyDir', 'sizeLimit');
          const whole = Math.max(
            ...work.containers.map(
              (one) => size(found(one, 'limits').get('ephemeral-storage')) ?? Number.POSITIVE_INFINITY,
            ),
          );
          if (
            limit !== undefined &&
            text(at(volume, 'emptyDir', 'medium')) !== 'Memory' &&
            (quantity(text(limit) ?? '') ?? 0) > whole
          )
            yield {
              path: limit.path,
              line: limit.line,
              message: `sizeLimit ${text(limit)} is above the container's limit of ephemeral-storage`,
              severity: 'warning',
            };
          const value = quantity(text(limit) ?? '');
          if (limit === undefined) continue;
          const place = { path: limit.path, line: limit.line };
          if (value === undefined) yield { ...place, message: `sizeLimit: "${text(limit) ?? ''}" is no quantity` };
          else if (value < MIB)
            yield { ...place, message: `sizeLimit: ${value} bytes: was ${Math.ceil(value)}Mi meant?` };
        }
      }
    },
  },
];
