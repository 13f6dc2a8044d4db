import { nearest } from '../../nearest.js';
import { type Resource, selects, type Unit, type Workload, workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, entry, items, number, pairs, text } from '../yaml-node.js';
import { selectorLine } from './selector-line.js';

const place = (one: Resource, ...keys: readonly string[]): { path: string; line: number } => {
  const found = entry(one.root, ...keys);
  return { path: found?.path ?? one.path, line: found?.line ?? one.line };
};

const shown = (one: Resource, ...keys: readonly string[]): string => {
  const { path, line } = place(one, ...keys);
  return `${path}:${line}`;
};

const works = (unit: Unit): readonly Workload[] =>
  unit.resources.map(workload).filter((one): one is Workload => one?.serves === true);
const labels = (work: Workload): ReadonlyMap<string, string> => pairs(at(work.template, 'metadata', 'labels'));
const hpas = (unit: Unit): readonly Resource[] =>
  unit.resources.filter((one) => one.kind === 'HorizontalPodAutoscaler');
const target = (unit: Unit, hpa: Resource): Resource | undefined =>
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

/** The fewest pods of a workload: of its autoscaler, else its own number. */
function fewest(unit: Unit, work: Workload): number | undefined {
  const hpa = hpas(unit).find((one) => target(unit, one) === work.resource);
  if (hpa !== undefined) return number(at(hpa.root, 'spec', 'minReplicas')) ?? 1;
  return number(at(work.resource.root, 'spec', 'replicas')) ?? 1;
}

/** A share is rounded up by the disruption controller. */
const pods = (value: string | undefined, all: number): number | undefined => {
  if (value === undefined) return undefined;
  if (/^\d+%$/.test(value)) return Math.ceil((Number.parseInt(value, 10) / 100) * all);
  return /^\d+$/.test(value) ? Number(value) : undefined;
};

function* budgets(unit: Unit): Generator<Remark> {
  for (const pdb of unit.resources.filter((one) => one.kind === 'PodDisruptionBudget')) {
    const most = text(at(pdb.root, 'spec', 'maxUnavailable'));
    const least = text(at(pdb.root, 'spec', 'minAvailable'));
    if (most !== undefined && least !== undefined)
      yield { ...place(pdb, 'spec', 'minAvailable'), message: 'minAvailable and maxUnavailable exclude each other' };
    if (most === undefined && least === undefined)
      yield { ...place(pdb, 'spec'), message: 'neither minAvailable nor maxUnavailable is set: nothing is protected' };
    if (at(pdb.root, 'spec', 'selector') === undefined)
      yield { ...place(pdb, 'spec'), message: `PodDisruptionBudget ${pdb.name} has no selector: it protects nothing` };
    if (at(pdb.root, 'spec', 'unhealthyPodEvictionPolicy') === undefined)
      yield {
        ...place(pdb, 'spec'),
        message: `PodDisruptionBudget ${pdb.name}: a pod that never gets ready holds up the drain of its node`,
        fix: 'set unhealthyPodEvictionPolicy: AlwaysAllow',
        severity: 'note',
      };
    const chosen = works(unit).filter((work) => selects(at(pdb.root, 'spec', 'selector'), labels(work)) === true);
    const selector = entry(pdb.root, 'spec', 'selector');
    if (selector !== undefined && chosen.length === 0 && unit.complete && works(unit).length > 0)
      yield {
        ...selectorLine(selector, works(unit)),
        message: `selector of PodDisruptionBudget ${pdb.name} chooses no pods`,
      };
    for (const work of chosen) {
      const all = fewest(unit, work);
      const down = pods(most, all ?? 1);
      const up = pods(least, all ?? 1);
      if (down !== undefined && all !== undefined && all > 1 && down >= all)
        yield {
          ...place(pdb, 'spec', 'maxUnavailable'),
          message: `maxUnavailable ${most} of ${all} pods: all of them may go at once`,
          fix: 'set maxUnavailable: 1',
          severity: 'warning',
        };
      const blocks = down === 0 || (up !== undefined && all !== undefined && up >= all);
      if (!blocks) continue;
      const rule = down === 0 ? `maxUnavailable ${most}` : `minAvailable ${least} of ${all} pod(s)`;
      yield {
        ...place(pdb, 'spec', down === 0 ? 'maxUnavailable' : 'minAvailable'),
        message: `${rule} lets no pod go: the drain of a node never ends`,
        fix: 'set maxUnavailable: 1',
      };
    }
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
  overUnits(
    {
      id: 'k8s-disruption',
      severity: 'error',
      about: 'a disruption budget chooses pods and lets a node be drained',
      source: 'Kubernetes documentation, disruptions',
    },
    budgets,
  ),
];
