import { nearest } from '../../nearest.js';
import { selects, type Unit } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, entry, items, type Node, text } from '../yaml-node.js';
import { selectorLine } from './selector-line.js';
import { labels, open, place, works } from './services.js';

/** Prometheus durations; milliseconds are one of them, and no scrape is that fast. */
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

function duration(value: string): number | undefined {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(value)) return undefined;
  return [...value.matchAll(/(\d+)(ms|s|m|h|d)/g)].reduce(
    (sum, one) => sum + Number(one[1]) * (SECONDS[one[2] ?? ''] ?? 0),
    0,
  );
}

function* interval(node: Node | undefined, name: string): Generator<Remark> {
  const value = text(node);
  if (node === undefined || value === undefined) return;
  const length = duration(value);
  if (length === undefined) yield { ...place(node), message: `${name} "${value}" is no duration`, fix: 'write 30s' };
  else if (length < 5 || length > 300)
    yield {
      ...place(node),
      message: `${name} ${value}: alerts need a value every 5 s to 5 min`,
      fix: 'write 30s',
      severity: 'warning',
    };
}

function* endpoints(unit: Unit, metrics: string | undefined): Generator<Remark> {
  for (const one of unit.resources.filter(({ kind }) => kind === 'PodMonitoring' || kind === 'PodMonitor')) {
    const selector = entry(one.root, 'spec', 'selector');
    const chosen = works(unit).filter((work) => selects(selector?.value, labels(work)) === true);
    if (selector !== undefined && chosen.length === 0 && unit.complete && works(unit).length > 0)
      yield {
        ...selectorLine(selector, works(unit)),
        message: `selector of ${one.kind} ${one.name} chooses no pods`,
        fix: 'use the labels of the pod template',
      };
    for (const each of [
      ...items(at(one.root, 'spec', 'endpoints')),
      ...items(at(one.root, 'spec', 'podMetricsEndpoints')),
    ]) {
      yield* interval(at(each, 'interval'), 'interval');
      yield* interval(at(each, 'timeout'), 'timeout');
      const path = at(each, 'path');
      if (path !== undefined && !(text(path) ?? '/').startsWith('/'))
        yield { ...place(path), message: `a path begins with /`, fix: `write /${text(path)}` };
      const known = metrics === undefined ? undefined : nearest(text(path) ?? metrics, [metrics]);
      if (path !== undefined && known !== undefined)
        yield {
          ...place(path),
          message: `${text(path)} is almost ${known}, which the code answers`,
          fix: `write ${known}`,
        };
      const port = at(each, 'port');
      const asked = text(port) ?? '';
      for (const work of chosen) {
        const { names, numbers } = open(work);
        if (port === undefined || names.has(asked) || numbers.has(Number(asked))) continue;
        const meant = nearest(asked, names.keys());
        yield {
          ...place(port),
          message: `port ${asked}: the containers of ${work.resource.name} declare ${[...names.keys(), ...numbers].join(', ')}`,
          ...(meant === undefined ? {} : { fix: `write ${meant}` }),
        };
      }
    }
  }
}

/** Collection of metrics. */
export const MONITORING_RULES: readonly Rule[] = [
  {
    id: 'k8s-monitoring',
    severity: 'error',
    about: 'metrics are collected from pods that are there, at a port that they declare, often enough',
    source: 'Managed Service for Prometheus, PodMonitoring',
    *check(view) {
      for (const unit of view.units) yield* endpoints(unit, view.facts.metricsPath?.value);
    },
  },
];
