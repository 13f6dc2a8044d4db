import { get, list, map, type Plain, type PlainMap, text } from './plain.js';

/** The objects of one overlay, and what finds its way among them. */
export class Cluster {
  constructor(readonly objects: readonly PlainMap[]) {}

  /** Objects of a kind, only in the version that the server serves. */
  all(apiVersion: string, kind: string): readonly PlainMap[] {
    return this.objects.filter((one) => one.apiVersion === apiVersion && one.kind === kind);
  }

  named(apiVersion: string, kind: string, name: Plain | undefined): PlainMap | undefined {
    return this.all(apiVersion, kind).find((one) => text(get(one, 'metadata', 'name')) === text(name));
  }
}

/** Labels of the pods that a workload makes. */
export const podLabels = (work: PlainMap): PlainMap => map(get(template(work), 'metadata', 'labels'));

/** The pod template of a workload, also of a CronJob. */
export const template = (work: PlainMap): Plain | undefined =>
  get(work, 'spec', 'jobTemplate', 'spec', 'template') ?? get(work, 'spec', 'template');

/** LabelSelector of apimachinery: matchLabels and matchExpressions, all of them; an empty one chooses everything. */
export function chooses(selector: Plain | undefined, labels: PlainMap): boolean {
  if (selector === undefined || selector === null) return false;
  const plain = Object.entries(map(get(selector, 'matchLabels'))).every(([key, value]) => labels[key] === value);
  return (
    plain &&
    list(get(selector, 'matchExpressions')).every((one) => {
      const value = labels[text(get(one, 'key'))];
      const values = list(get(one, 'values'));
      const operator = text(get(one, 'operator'));
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
