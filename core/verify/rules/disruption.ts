import { selects, type Unit, type Workload } from '../resources.js';
import { overUnits, type Remark, type Rule } from '../rule.js';
import { at, entry, number, text } from '../yaml-node.js';
import { hpas, labels, place, target, works } from './scaling.js';
import { selectorLine } from './selector-line.js';

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

/** Budgets of disruption. */
export const DISRUPTION_RULES: readonly Rule[] = [
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
