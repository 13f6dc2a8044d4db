import { nearest } from '../../nearest.js';
import { decimalSlip, GIB, MIB, quantity } from '../quantity.js';
import type { Resource, Unit } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, type Entry, entries, items, type Node, number, text } from '../yaml-node.js';
import { works } from './services.js';

/** The most pods that the autoscalers of a unit ask for. */
function most(unit: Unit): number {
  const own = unit.resources.filter((one) => one.kind === 'HorizontalPodAutoscaler');
  return own.reduce((sum, one) => sum + (number(at(one.root, 'spec', 'maxReplicas')) ?? 0), 0);
}

/** What one pod of the only workload takes of a quota's line, such as `limits.cpu`. */
function taken(unit: Unit, name: string): number | undefined {
  const [work, other] = works(unit).filter((one) => one.serves);
  const [side = '', resource = ''] = name.split('.');
  if (work === undefined || other !== undefined) return undefined;
  const sizes = work.containers.map((one) => quantity(text(at(one.node, 'resources', side, resource)) ?? ''));
  return sizes.some((one) => one === undefined) ? undefined : sizes.reduce((sum: number, one) => sum + (one ?? 0), 0);
}

function* lines(unit: Unit, quota: Resource): Generator<Remark> {
  const hard = new Map(entries(at(quota.root, 'spec', 'hard')).map((one): [string, Entry] => [one.key, one]));
  const pods = number(hard.get('pods')?.value);
  const wanted = most(unit);
  for (const [name, one] of hard) {
    const place = { path: one.path, line: one.line };
    const value = quantity(text(one.value) ?? '');
    const slip = name.endsWith('memory') ? decimalSlip(text(one.value) ?? '') : undefined;
    if (slip !== undefined) yield { ...place, message: `${name}: ${slip}` };
    const meant = COUNTED.includes(name) ? undefined : nearest(name, COUNTED);
    if (meant !== undefined)
      yield { ...place, message: `${name} is counted by nothing, nearest is ${meant}`, fix: `write ${meant}` };
    const each = name === 'pods' ? 1 : taken(unit, name);
    if (value === undefined)
      yield { ...place, message: `${name}: "${text(one.value)}" is no quantity`, severity: 'error' };
    if (value === undefined || each === undefined || each === 0) continue;
    const room = value / each;
    // Less than the autoscaler asks for is another rule's matter.
    const isEnough = room >= wanted;
    if (name !== 'pods' && pods !== undefined && isEnough && (room > pods * 1.2 || room < pods * 0.8))
      yield {
        ...place,
        message: `${name} ${text(one.value)} is for ${Math.floor(room)} pods, and pods is ${pods} (${hard.get('pods')?.path}:${hard.get('pods')?.line})`,
        severity: 'note',
      };
    else if (name === 'pods' && wanted > 0 && room > wanted * 4)
      yield { ...place, message: `pods ${room}: the autoscaler asks for ${wanted} at most`, severity: 'note' };
  }
}

/** What quotas of namespaces count: Kubernetes documentation, resource quotas. */
const COUNTED = (
  'pods requests.cpu requests.memory limits.cpu limits.memory cpu memory requests.storage requests.ephemeral-storage ' +
  'limits.ephemeral-storage ephemeral-storage persistentvolumeclaims services services.loadbalancers ' +
  'services.nodeports configmaps secrets replicationcontrollers resourcequotas'
).split(' ');
const TYPES = ['Container', 'Pod', 'PersistentVolumeClaim'];

/** The API server refuses sizes in another order than this. */
const ORDER = ['min', 'defaultRequest', 'default', 'max'];

function* limit(node: Node): Generator<Remark> {
  const type = at(node, 'type');
  const name = text(type) ?? '';
  if (type !== undefined && !TYPES.includes(name))
    yield {
      path: type.path,
      line: type.line,
      message: `there is no type ${name} of limits`,
      fix: `write ${nearest(name, TYPES) ?? 'Container'}`,
      severity: 'error',
    };
  for (const key of ['cpu', 'memory']) {
    const there = ORDER.flatMap((side) => {
      const size = at(node, side, key);
      const value = quantity(text(size) ?? '');
      return size === undefined || value === undefined ? [] : [{ side, size, value }];
    });
    for (const [index, one] of there.entries()) {
      const next = there[index + 1];
      if (next === undefined || one.value <= next.value) continue;
      // The one that stands out against a third is the wrong one.
      const third = there[index + 2] ?? there[index - 1];
      const odd = third !== undefined && one.value > third.value && index + 2 < there.length ? one : next;
      const message = `${one.side}.${key} ${text(one.size)} is above ${next.side}.${key} ${text(next.size)} (${one.size.path}:${one.size.line}, ${next.size.line})`;
      yield { path: odd.size.path, line: odd.size.line, message, severity: 'error' };
    }
  }
}

/** Sizes that a namespace gives to containers without any: less than this is a unit that got lost. */
function* ranges(one: Resource): Generator<Remark> {
  for (const each of items(at(one.root, 'spec', 'limits'))) {
    yield* limit(each);
    for (const side of ['default', 'defaultRequest', 'max', 'min'])
      for (const size of entries(at(each, side))) {
        const value = quantity(text(size.value) ?? '');
        const place = { path: size.path, line: size.line };
        const small = size.key === 'cpu' ? value !== undefined && value < 0.001 : value !== undefined && value < MIB;
        const large = size.key === 'cpu' ? (value ?? 0) > 1024 : (value ?? 0) > 16_384 * GIB;
        if (value === undefined)
          yield { ...place, message: `${side}.${size.key}: "${text(size.value)}" is no quantity`, severity: 'error' };
        else if (small || large)
          yield { ...place, message: `${side}.${size.key} ${text(size.value)}: was another unit meant?` };
      }
  }
}

/** Sizes in quotas and limits of namespaces that look like a slip. */
export const QUOTA_SIZE_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'k8s-quota-sizes',
      severity: 'warning',
      about: 'the lines of a quota are for about as many pods, and its sizes have units',
      source: 'Kubernetes documentation, resource quotas and limit ranges',
    },
    function* (unit) {
      for (const one of unit.resources) {
        if (one.kind === 'ResourceQuota') yield* lines(unit, one);
        if (one.kind === 'LimitRange') yield* ranges(one);
      }
    },
  ),
];
