import { nearest } from '../../nearest.js';
import { decimalSlip, GIB, MIB, quantity } from '../quantity.js';
import { cloudRunContainers, cloudRunSpec, ingressContainer, type Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, entries, entry, number, text } from '../yaml-node.js';

/** CPU, the memory it needs at least and takes at most, in GiB. */
const WHOLE: readonly (readonly [number, number, number])[] = [
  [1, 0.125, 4],
  [2, 0.125, 8],
  [4, 2, 16],
  [6, 4, 24],
  [8, 4, 32],
];
/** Below one CPU: the most memory grows with the CPU. */
const PART: readonly (readonly [number, number])[] = [
  [0.5, 1],
  [0.08, 0.5],
];

const NAMES = ['cpu', 'memory', 'nvidia.com/gpu'];

function* pair(one: Resource): Generator<Remark> {
  for (const container of cloudRunContainers(one)) {
    const limits = at(container.node, 'resources', 'limits');
    for (const each of entries(limits)) {
      const meant = NAMES.includes(each.key) ? undefined : nearest(each.key, NAMES);
      if (meant !== undefined)
        yield {
          path: each.path,
          line: each.line,
          message: `${each.key} is no limit, nearest is ${meant}`,
          fix: `write ${meant}`,
        };
    }
    const cpuNode = entry(limits, 'cpu');
    const memoryNode = entry(limits, 'memory');
    const cpu = quantity(text(cpuNode?.value) ?? '');
    const memory = quantity(text(memoryNode?.value) ?? '');
    for (const each of [cpuNode, memoryNode])
      if (each !== undefined && quantity(text(each.value) ?? '') === undefined)
        yield { path: each.path, line: each.line, message: `${each.key}: "${text(each.value)}" is no quantity` };
    const decimal = decimalSlip(text(memoryNode?.value) ?? '');
    if (memoryNode !== undefined && decimal !== undefined)
      yield { path: memoryNode.path, line: memoryNode.line, message: `memory: ${decimal}`, severity: 'warning' };
    // Sidecars share the limits of the instance in ways that the sum alone does not tell.
    if (cpuNode === undefined || cpu === undefined) continue;
    const row = WHOLE.find(([size]) => size === cpu);
    const place = { path: cpuNode.path, line: cpuNode.line };
    if (cpu < 0.08 || (cpu > 1 && row === undefined)) {
      yield {
        ...place,
        message: `Cloud Run has no ${text(cpuNode.value)} CPU`,
        fix: 'write 1, 2, 4, 6 or 8, or 80m to 1000m',
      };
      continue;
    }
    const concurrency = entry(cloudRunSpec(one), 'containerConcurrency');
    if (
      cpu < 1 &&
      concurrency !== undefined &&
      (number(concurrency.value) ?? 1) > 1 &&
      container.node === ingressContainer(one)?.node
    )
      yield {
        path: concurrency.path,
        line: concurrency.line,
        message: `less than 1 CPU serves one request at a time, not ${text(concurrency.value)}`,
      };
    if (memoryNode === undefined || memory === undefined) continue;
    const least = (row?.[1] ?? 0.125) * GIB;
    const most = (row?.[2] ?? PART.find(([size]) => cpu >= size)?.[1] ?? 0.5) * GIB;
    const where = { path: memoryNode.path, line: memoryNode.line };
    const shown = `${text(cpuNode.value)} CPU`;
    if (memory > most)
      yield { ...where, message: `${shown} takes ${most / MIB} MiB of memory at most, not ${text(memoryNode.value)}` };
    // The first generation's minimum; the second starts at 512 MiB.
    if (memory < least)
      yield { ...where, message: `${shown} needs ${least / MIB} MiB of memory or more, not ${text(memoryNode.value)}` };
    const second = text(
      at(one.root, 'spec', 'template', 'metadata', 'annotations', 'run.googleapis.com/execution-environment'),
    );
    if (second === 'gen2' && memory >= least && memory < 512 * MIB)
      yield {
        ...where,
        message: `the second generation needs 512 MiB of memory or more, not ${text(memoryNode.value)}`,
        fix: 'write 512Mi, or remove the execution environment',
      };
  }
}

export const CLOUD_RUN_RESOURCE_RULES: readonly Rule[] = [
  {
    id: 'cloud-run-resources',
    severity: 'error',
    about: 'CPU and memory are a pair that exists',
    source: 'Cloud Run documentation, CPU limits and memory limits',
    *check(view) {
      for (const one of view.cloudRun) yield* pair(one);
    },
  },
];
