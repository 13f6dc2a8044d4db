import { nearest } from '../../nearest.js';
import { type Resource, selects, type Unit, type Workload, workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, entry, items, number, pairs, text } from '../yaml-node.js';
import { selectorLine } from './selector-line.js';

export const place = (one: Resource, ...keys: readonly string[]): { path: string; line: number } => {
  const found = entry(one.root, ...keys);
  return { path: found?.path ?? one.path, line: found?.line ?? one.line };
};

const shown = (one: Resource, ...keys: readonly string[]): string => {
  const { path, line } = place(one, ...keys);
  return `${path}:${line}`;
};

export const works = (unit: Unit): readonly Workload[] =>
  unit.resources.map(workload).filter((one): one is Workload => one?.serves === true);
export const labels = (work: Workload): ReadonlyMap<string, string> => pairs(at(work.template, 'metadata', 'labels'));
export const hpas = (unit: Unit): readonly Resource[] =>
  unit.resources.filter((one) => one.kind === 'HorizontalPodAutoscaler');
export const target = (unit: Unit, hpa: Resource): Resource | undefined =>
  unit.resources.find(
    (one) =>
      one.kind === text(at(hpa.root, 'spec', 'scaleTargetRef', 'kind')) &&
      one.name === text(at(hpa.root, 'spec', 'scaleTargetRef', 'name')),
  );

function* selectors(unit: Unit): Generator<Remark> {
  for (const work of works(unit)) {
    const selector = at(work.resource.root, 'spec', 'selector');
    const where = entry(work.resource.root, 'spec', 'selector');
    if (where === undefined || selects(selector, labels(work)) !== false) continue;
    yield {
      ...selectorLine(where, [work]),
      message: `${work.resource.kind} ${work.resource.name}: the selector does not choose the pods of its own template`,
      fix: 'make matchLabels and template.metadata.labels equal',
    };
  }
}

function* autoscalers(unit: Unit): Generator<Remark> {
  for (const hpa of hpas(unit)) {
    const found = target(unit, hpa);
    const name = `${text(at(hpa.root, 'spec', 'scaleTargetRef', 'kind'))} ${text(at(hpa.root, 'spec', 'scaleTargetRef', 'name'))}`;
    const kind = text(at(hpa.root, 'spec', 'scaleTargetRef', 'kind'));
    const wrong = unit.resources.some((one) => one.kind === kind) ? 'name' : 'kind';
    const where = place(hpa, 'spec', 'scaleTargetRef', wrong);
    if (found === undefined && unit.complete && works(unit).length > 0)
      yield { ...where, message: `scaleTargetRef: there is no ${name}`, fix: 'name the workload' };
    const version = entry(hpa.root, 'spec', 'scaleTargetRef', 'apiVersion');
    if (found !== undefined && version === undefined && found.apiVersion !== 'v1')
      yield {
        ...place(hpa, 'spec', 'scaleTargetRef', 'kind'),
        message: `scaleTargetRef: without apiVersion there is no ${name}`,
        fix: `add apiVersion: ${found.apiVersion}`,
      };
    if (found !== undefined && version !== undefined && text(version.value) !== found.apiVersion)
      yield {
        path: version.path,
        line: version.line,
        message: `scaleTargetRef: ${name} is ${found.apiVersion}, not ${text(version.value)}`,
        fix: `write ${found.apiVersion}`,
      };
    const least = number(at(hpa.root, 'spec', 'minReplicas')) ?? 1;
    const most = number(at(hpa.root, 'spec', 'maxReplicas'));
    for (const [field, pods] of [['minReplicas', least] as const, ['maxReplicas', most ?? 1] as const])
      if (pods < 1)
        yield {
          ...place(hpa, 'spec', field),
          message: `${field} ${pods}: an autoscaler by CPU or memory keeps one pod at least`,
          fix: 'write 1 or more',
        };
    for (const metric of items(at(hpa.root, 'spec', 'metrics'))) {
      const name = at(metric, 'resource', 'name') ?? at(metric, 'containerResource', 'name');
      if (name !== undefined && !['cpu', 'memory'].includes(text(name) ?? ''))
        yield {
          path: name.path,
          line: name.line,
          message: `there is no resource metric ${text(name)}`,
          fix: `write ${nearest(text(name) ?? '', ['cpu', 'memory']) ?? 'cpu'}`,
        };
    }
    if (most !== undefined && least > most)
      yield {
        ...place(hpa, 'spec', 'minReplicas'),
        message: `minReplicas ${least} is above maxReplicas ${most} in ${shown(hpa, 'spec', 'maxReplicas')}`,
      };
  }
}

function* replicas(unit: Unit): Generator<Remark> {
  for (const hpa of hpas(unit)) {
    const found = target(unit, hpa);
    if (found === undefined || at(found.root, 'spec', 'replicas') === undefined) continue;
    yield {
      ...place(found, 'spec', 'replicas'),
      message: `replicas is set beside HorizontalPodAutoscaler ${hpa.name}: each apply sets it back`,
    };
  }
}

export const SCALING_RULES: readonly Rule[] = [
  overUnits(
    {
      id: 'k8s-selector',
      severity: 'error',
      about: 'a workload selects its own pods',
      source: 'Kubernetes API, apps/v1',
    },
    selectors,
  ),
  overUnits(
    {
      id: 'k8s-autoscaler',
      severity: 'error',
      about: 'an autoscaler names a workload that is there, within limits that leave room',
      source: 'kube-score horizontalpodautoscaler-has-target',
    },
    autoscalers,
  ),
  overUnits(
    {
      id: 'k8s-replicas',
      severity: 'warning',
      about: 'either the autoscaler or the file sets the number of pods',
      source: 'Kubernetes documentation, migrating Deployments to horizontal autoscaling',
      fix: 'remove replicas',
    },
    replicas,
  ),
];
