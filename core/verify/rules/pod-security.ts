import { type Container, type Unit, type Workload, workload } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, boolean, entries, entry, items, type Node, number, pairs, text } from '../yaml-node.js';

const RESTRICTED = 'Kubernetes Pod Security Standards, restricted';

/** A workload among the objects that are applied with it. */
export interface Placed {
  readonly unit: Unit;
  readonly work: Workload;
}

/** Every workload of every unit. */
export function* workloads(units: readonly Unit[]): Generator<Placed> {
  for (const unit of units)
    for (const one of unit.resources) {
      const work = workload(one);
      if (work !== undefined) yield { unit, work };
    }
}

/** Where the namespace enforces `restricted`, the API server refuses the pod: an error; elsewhere it is a weakness. */
function weight(unit: Unit): { severity: 'error' | 'warning' } {
  const label = 'pod-security.kubernetes.io/enforce';
  const spaces = unit.resources.filter((one) => one.kind === 'Namespace');
  const enforced = spaces.some((one) => pairs(at(one.root, 'metadata', 'labels')).get(label) === 'restricted');
  return { severity: enforced ? 'error' : 'warning' };
}

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });
const where = (container: Container): string => `container ${container.name || '?'}`;

const overContainers = (
  rule: Omit<Rule, 'check' | 'severity'>,
  check: (container: Container, work: Workload) => Iterable<Remark>,
): Rule => ({
  ...rule,
  severity: 'error',
  *check(view) {
    for (const { unit, work } of workloads(view.units))
      for (const container of [...work.containers, ...work.initContainers])
        for (const remark of check(container, work)) yield { ...weight(unit), ...remark };
  },
});

function* nonRoot(container: Container, work: Workload): Generator<Remark> {
  const own = at(container.node, 'securityContext', 'runAsNonRoot');
  const pod = at(work.spec, 'securityContext', 'runAsNonRoot');
  const node = own ?? pod;
  if (boolean(node) !== true) {
    const message = `${where(container)} may run as root: runAsNonRoot is not true`;
    yield { ...place(node ?? container.node), message, fix: 'set securityContext.runAsNonRoot: true on the pod' };
  }
  const user = at(container.node, 'securityContext', 'runAsUser') ?? at(work.spec, 'securityContext', 'runAsUser');
  if (user !== undefined && number(user) === 0)
    yield { ...place(user), message: `${where(container)} runs as root`, fix: 'set runAsUser to the image’s user' };
  const group = at(container.node, 'securityContext', 'runAsGroup') ?? at(work.spec, 'securityContext', 'runAsGroup');
  if (user !== undefined && group === undefined)
    yield {
      ...place(user),
      message: `${where(container)}: runAsUser without runAsGroup, whose group the image decides`,
      fix: 'set runAsGroup',
      severity: 'note',
    };
}

function* capabilities(container: Container): Generator<Remark> {
  const drop = at(container.node, 'securityContext', 'capabilities', 'drop');
  if (!items(drop).some((one) => text(one) === 'ALL')) {
    const message = `${where(container)} keeps capabilities that it does not need`;
    yield { ...place(drop ?? container.node), message, fix: 'set capabilities.drop: [ALL]' };
  }
  for (const one of items(at(container.node, 'securityContext', 'capabilities', 'add')))
    if (text(one) !== 'NET_BIND_SERVICE')
      yield { ...place(one), message: `${where(container)} adds the capability ${text(one) ?? ''}`, fix: 'remove it' };
}

function* escalation(container: Container): Generator<Remark> {
  const node = at(container.node, 'securityContext', 'allowPrivilegeEscalation');
  if (boolean(node) !== false) {
    const message = `${where(container)} may gain privileges: allowPrivilegeEscalation is not false`;
    yield { ...place(node ?? container.node), message, fix: 'set securityContext.allowPrivilegeEscalation: false' };
  }
  const privileged = at(container.node, 'securityContext', 'privileged');
  if (privileged !== undefined && boolean(privileged) === true)
    yield { ...place(privileged), message: `${where(container)} is privileged`, fix: 'remove it' };
}

function* seccomp(container: Container, work: Workload): Generator<Remark> {
  const own = at(container.node, 'securityContext', 'seccompProfile', 'type');
  const node = own ?? at(work.spec, 'securityContext', 'seccompProfile', 'type');
  if (['RuntimeDefault', 'Localhost'].includes(text(node) ?? '')) return;
  const message = `${where(container)} has no seccomp profile`;
  yield { ...place(node ?? container.node), message, fix: 'set seccompProfile.type: RuntimeDefault on the pod' };
}

function* host(work: Workload): Generator<Remark> {
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) {
    const one = entry(work.spec, key);
    if (one !== undefined && boolean(one.value) === true)
      yield { path: one.path, line: one.line, message: `${key} shares the node with the pod`, fix: 'remove it' };
  }
  for (const volume of items(at(work.spec, 'volumes')))
    for (const one of entries(volume))
      if (one.key === 'hostPath')
        yield {
          path: one.path,
          line: one.line,
          message: 'hostPath mounts the node’s files',
          fix: 'use another volume',
        };
  for (const container of work.containers)
    for (const port of items(at(container.node, 'ports'))) {
      const node = at(port, 'hostPort');
      if (node !== undefined && number(node) !== 0)
        yield { ...place(node), message: `${where(container)} takes a port of the node`, fix: 'remove hostPort' };
    }
}

export const POD_SECURITY_RULES: readonly Rule[] = [
  overContainers({ id: 'k8s-non-root', about: 'no container runs as root', source: RESTRICTED }, nonRoot),
  overContainers(
    { id: 'k8s-capabilities', about: 'containers drop all capabilities', source: RESTRICTED },
    capabilities,
  ),
  overContainers(
    { id: 'k8s-privilege-escalation', about: 'no process gains privileges', source: RESTRICTED },
    escalation,
  ),
  overContainers({ id: 'k8s-seccomp', about: 'system calls are filtered', source: RESTRICTED }, seccomp),
  {
    id: 'k8s-host',
    severity: 'error',
    about: 'pods share nothing with their node',
    source: RESTRICTED,
    *check(view) {
      for (const { unit, work } of workloads(view.units))
        for (const remark of host(work)) yield { ...weight(unit), ...remark };
    },
  },
  {
    id: 'k8s-read-only-root',
    severity: 'warning',
    about: 'the image’s files cannot be changed at run time',
    source: 'checkov CKV_K8S_22; compose and try run the image the same way',
    fix: 'set securityContext.readOnlyRootFilesystem: true and mount an emptyDir where the service writes',
    *check(view) {
      for (const { work } of workloads(view.units))
        for (const container of work.containers) {
          const node = at(container.node, 'securityContext', 'readOnlyRootFilesystem');
          if (boolean(node) !== true)
            yield { ...place(node ?? container.node), message: `${where(container)} can write to its own files` };
        }
    },
  },
];
