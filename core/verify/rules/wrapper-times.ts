import { probes, timing } from '../probes.js';
import { cloudRunSpec } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, number } from '../yaml-node.js';
import { workloads } from './pod-security.js';
import { type Constant, constants, SETTINGS } from './wrapper-constants.js';

/** Threads that no request ever reaches. */
function* threads(view: View, all: readonly Constant[]): Generator<Remark> {
  const one = all.find(({ name }) => name === 'THREADS');
  const limits = view.cloudRun.flatMap((each) => at(cloudRunSpec(each), 'containerConcurrency') ?? []);
  const most = Math.max(...limits.map((node) => number(node) ?? Number.POSITIVE_INFINITY));
  const [first] = limits;
  if (one === undefined || first === undefined || Number(one.value) <= most) return;
  const message = `THREADS ${one.value}: no more than ${most} requests come at once (${first.path}:${first.line})`;
  yield { path: SETTINGS, line: one.line, message, severity: 'note' };
}

/** The shortest time that a readiness probe waits. */
function readiness(view: View): { readonly seconds: number; readonly path: string; readonly line: number } | undefined {
  const all = [...workloads(view.units)]
    .flatMap(({ work }) => (work.serves ? work.containers : []))
    .flatMap((one) => probes(one.node).filter(({ name }) => name === 'readinessProbe'))
    .map((probe) => ({ seconds: timing(probe, 'timeoutSeconds'), path: probe.path, line: probe.line }));
  return all.sort((a, b) => a.seconds - b.seconds)[0];
}

/** Times that other files depend on. */
function* times(view: View, all: readonly Constant[]): Generator<Remark> {
  const of = (name: string): Constant | undefined => all.find((one) => one.name === name);
  const request = of('REQUEST_SECONDS');
  for (const one of view.cloudRun) {
    const node = at(cloudRunSpec(one), 'timeoutSeconds');
    const longest = number(node);
    if (node === undefined || longest === undefined || one.kind !== 'Service' || Number(request?.value) === longest)
      continue;
    if (request !== undefined)
      yield {
        path: SETTINGS,
        line: request.line,
        message: `REQUEST_SECONDS is ${request.value}, and ${node.path}:${node.line} lets a request take ${longest} s`,
        severity: Number(request.value) < longest ? 'warning' : 'note',
        fix: `write ${longest} in both`,
      };
  }
  const keep = of('KEEP_ALIVE_SECONDS');
  if (keep !== undefined && Number(keep.value) <= 600)
    yield {
      path: SETTINGS,
      line: keep.line,
      message: `KEEP_ALIVE_SECONDS ${keep.value}: Google's balancers keep a connection for 600 s and would meet a closed one`,
      fix: 'write 620',
    };
  else if (keep !== undefined && Number(keep.value) > 3600)
    yield {
      path: SETTINGS,
      line: keep.line,
      message: `KEEP_ALIVE_SECONDS ${keep.value}: no balancer keeps a connection for that long`,
      severity: 'note',
    };
  const [lead, grace, check] = ['DRAIN_LEAD_SECONDS', 'GRACE_SECONDS', 'CHECK_SECONDS'].map(of);
  if (lead !== undefined && grace !== undefined && Number(lead.value) >= Number(grace.value))
    yield {
      path: SETTINGS,
      line: lead.line,
      message: `DRAIN_LEAD_SECONDS ${lead.value} leaves nothing of GRACE_SECONDS ${grace.value}`,
    };
  const probe = readiness(view);
  if (check !== undefined && probe !== undefined && Number(check.value) >= probe.seconds)
    yield {
      path: SETTINGS,
      line: check.line,
      message: `CHECK_SECONDS ${check.value}: the probe gives up after ${probe.seconds} s (${probe.path}:${probe.line})`,
    };
  else if (check !== undefined && Number(check.value) > 10)
    yield { path: SETTINGS, line: check.line, message: `CHECK_SECONDS ${check.value}: no probe waits that long` };
}

/** Times of the wrapper under deploy/runtime. */
export const WRAPPER_TIME_RULES: readonly Rule[] = [
  {
    id: 'wrapper-times',
    severity: 'warning',
    about: 'the wrapper’s times fit those of the platforms',
    source: 'Google Cloud documentation, load balancing, keepalive; design: one model, many renderings',
    *check(view) {
      const source = view.files.get(SETTINGS);
      if (source === undefined) return;
      yield* times(view, constants(source));
      yield* threads(view, constants(source));
    },
  },
];
