import { every, type Probe, probes, question, timing } from '../probes.js';
import { type Container, mainContainer, type Workload } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, entry, items, type Node, number, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

const PROBE_DOC = 'Kubernetes documentation, liveness, readiness and startup probes';
const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

const over = (rule: Omit<Rule, 'check'>, check: (container: Container, work: Workload) => Iterable<Remark>): Rule => ({
  ...rule,
  *check(view) {
    for (const { work } of workloads(view.units))
      for (const container of work.containers) yield* check(container, work);
  },
});

/** Sidecars and jobs are asked for no probes. */
const answers = (container: Container, work: Workload): boolean =>
  work.serves && container === mainContainer(work) && items(at(container.node, 'ports')).length > 0;

function* present(container: Container, work: Workload): Generator<Remark> {
  if (!answers(container, work)) return;
  const there = probes(container.node);
  for (const name of ['livenessProbe', 'readinessProbe'] as const)
    if (!there.some((one) => one.name === name))
      yield { ...place(container.node), message: `container ${container.name} has no ${name}`, fix: `add ${name}` };
}

/** Without it, a slow start looks like a hung process. */
function* startup(container: Container, work: Workload): Generator<Remark> {
  const there = probes(container.node).map(({ name }) => name);
  if (!answers(container, work) || !there.includes('livenessProbe') || there.includes('startupProbe')) return;
  const message = `container ${container.name} has no startupProbe: liveness counts while it starts`;
  yield { ...place(container.node), message, fix: 'add startupProbe', severity: 'note' };
}

function* distinct(container: Container): Generator<Remark> {
  const there = probes(container.node);
  const live = there.find((one) => one.name === 'livenessProbe');
  const ready = there.find((one) => one.name === 'readinessProbe');
  if (live?.handler === undefined || ready === undefined || question(live) !== question(ready)) return;
  yield {
    path: live.path,
    line: live.line,
    message: 'liveness asks what readiness asks: a pod that is only not ready is killed',
  };
}

/** The ports that a container declares, by name and by number. */
export function declared(container: Node): {
  readonly names: ReadonlyMap<string, number>;
  readonly numbers: readonly number[];
} {
  const names = new Map<string, number>();
  const numbers: number[] = [];
  for (const port of items(at(container, 'ports'))) {
    const value = number(at(port, 'containerPort'));
    const name = text(at(port, 'name'));
    if (value === undefined) continue;
    numbers.push(value);
    if (name !== undefined) names.set(name, value);
  }
  return { names, numbers };
}

function* ports(container: Container): Generator<Remark> {
  const { names, numbers } = declared(container.node);
  for (const probe of probes(container.node)) {
    const asked = text(probe.port);
    if (probe.port === undefined || asked === undefined) continue;
    const value = number(probe.port);
    const there = value === undefined ? names.has(asked) : numbers.length === 0 || numbers.includes(value);
    if (there) continue;
    const list = at(container.node, 'ports');
    const where = list === undefined ? '' : ` in ${list.path}:${list.line}`;
    const known = [...names.keys(), ...numbers.map(String)].join(', ');
    yield {
      ...place(probe.port),
      message: `${probe.name} asks port ${asked}, the container declares ${known || 'none'}${where}`,
    };
  }
}

function* sane(container: Container): Generator<Remark> {
  for (const probe of probes(container.node)) {
    const lineOf = (field: string): { path: string; line: number } => {
      const one = entry(probe.node, field);
      return { path: one?.path ?? probe.path, line: one?.line ?? probe.line };
    };
    if (probe.handler === 'httpGet' && probe.url === undefined)
      yield { ...lineOf('httpGet'), message: `${probe.name} asks / for want of a path`, severity: 'warning' };
    if (probe.handler === undefined) yield { ...lineOf(''), message: `${probe.name} says nothing to ask` };
    for (const field of ['periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'] as const)
      if (timing(probe, field) < 1) yield { ...lineOf(field), message: `${probe.name}.${field} must be 1 or more` };
    if (timing(probe, 'initialDelaySeconds') < 0)
      yield { ...lineOf('initialDelaySeconds'), message: `${probe.name}.initialDelaySeconds must be 0 or more` };
    if (probe.name !== 'readinessProbe' && timing(probe, 'successThreshold') > 1)
      yield { ...lineOf('successThreshold'), message: `${probe.name}.successThreshold must be 1` };
    if (probe.url !== undefined && !(text(probe.url) ?? '/').startsWith('/'))
      yield { ...place(probe.url), message: `${probe.name}: a path begins with /` };
    if (timing(probe, 'timeoutSeconds') > timing(probe, 'periodSeconds'))
      yield {
        ...lineOf('timeoutSeconds'),
        message: `${probe.name} waits ${timing(probe, 'timeoutSeconds')} s and asks every ${timing(probe, 'periodSeconds')} s`,
        severity: 'warning',
      };
    yield* budget(probe, lineOf('failureThreshold'));
  }
}

/** A start of more than a quarter of an hour, or a hung process that is left for five minutes, is a slip. */
function* budget(probe: Probe, at: { path: string; line: number }): Generator<Remark> {
  const seconds = timing(probe, 'periodSeconds') * timing(probe, 'failureThreshold');
  const most = probe.name === 'startupProbe' ? 900 : 300;
  if (seconds > most)
    yield { ...at, message: `${probe.name} takes ${seconds} s to see a failure${every(probe)}`, severity: 'warning' };
}

export const POD_HEALTH_RULES: readonly Rule[] = [
  over(
    {
      id: 'k8s-probes',
      severity: 'warning',
      about: 'a container with ports has liveness and readiness',
      source: PROBE_DOC,
    },
    function* (container, work) {
      yield* present(container, work);
      yield* startup(container, work);
    },
  ),
  over(
    {
      id: 'k8s-probes-distinct',
      severity: 'warning',
      about: 'liveness and readiness ask different things',
      source: 'kube-score pod-probes-identical',
      fix: 'ask a liveness path that needs nothing but the process',
    },
    distinct,
  ),
  over(
    {
      id: 'k8s-probe-port',
      severity: 'error',
      about: 'a probe asks a port that its container declares',
      source: 'kube-linter liveness-port, readiness-port, startup-port',
      fix: 'name a port of the container',
    },
    ports,
  ),
  over(
    { id: 'k8s-probe-times', severity: 'error', about: 'times and counts of probes can work', source: PROBE_DOC },
    sane,
  ),
];
