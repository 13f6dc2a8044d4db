import { workload } from './resources.js';
import type { View } from './view.js';

/** Whether all that is deployed runs to its end: jobs, and nothing that stays. Then nothing listens, and nothing is asked. */
export function runsToEnd(view: View): boolean {
  const pods = view.units.flatMap((unit) => unit.resources.flatMap((one) => workload(one) ?? []));
  const kinds = [...view.cloudRun.map((one) => one.kind === 'Job'), ...pods.map((one) => !one.serves)];
  return kinds.length > 0 && kinds.every((ends) => ends);
}
