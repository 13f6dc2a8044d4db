import { Cluster } from './cluster.js';
import type { Fields } from './container.js';
import { readAccess } from './kubernetes-access.js';
import { readPods } from './kubernetes-pods.js';
import { readTraffic } from './kubernetes-traffic.js';
import { overlays } from './kustomized.js';
import { canonical, get, map, text } from './plain.js';

const WORKLOADS = [
  ['apps/v1', 'Deployment'],
  ['argoproj.io/v1alpha1', 'Rollout'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
] as const;

/** Builds every overlay and reads the model back from it; adds to `fields`. */
export function readKubernetes(files: ReadonlyMap<string, string>, fields: Fields): void {
  for (const { folder, objects, refused } of overlays(files)) {
    const at = `gke ${folder.slice(folder.lastIndexOf('/') + 1)}`;
    for (const reason of refused) fields.set(`${at} refused`, reason);
    const cluster = new Cluster(objects);
    for (const space of cluster.all('v1', 'Namespace')) {
      const labels = Object.entries(map(get(space, 'metadata', 'labels'))).filter(([key]) =>
        /^pod-security\.kubernetes\.io\/(enforce|audit|warn)(-version)?$/.test(key),
      );
      fields.set(`${at} namespace`, `${text(get(space, 'metadata', 'name'))} ${canonical(Object.fromEntries(labels))}`);
    }
    const works = WORKLOADS.flatMap(([version, kind]) => cluster.all(version, kind));
    for (const work of works) {
      const here = `${at} ${text(work.kind)} ${text(get(work, 'metadata', 'name'))}`;
      fields.set(`${here} namespace`, text(get(work, 'metadata', 'namespace')));
      readPods(work, cluster, fields, here);
      readAccess(work, cluster, fields, here);
      readTraffic(work, cluster, fields, here);
    }
    // A service that is reached by name has its name for its callers.
    for (const one of cluster.all('v1', 'Service'))
      fields.set(`${at} service ${text(get(one, 'metadata', 'name'))}`, text(get(one, 'spec', 'type')) || 'ClusterIP');
    for (const one of cluster.all('v1', 'ResourceQuota')) fields.set(`${at} quota`, canonical(get(one, 'spec')));
    for (const one of cluster.all('v1', 'LimitRange')) fields.set(`${at} limits`, canonical(get(one, 'spec')));
  }
}
