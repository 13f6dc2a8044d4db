import { makeView } from '../verify/view.js';
import { readCloudRun } from './read-cloud-run.js';
import { readKubernetes } from './read-kubernetes.js';
import type { Reading } from './reading.js';

export type OnePlatform = 'cloud-run' | 'gke';

const SERVICE = /^deploy\/cloud-run\/([a-z0-9-]+)\/(?:service|worker-pool|job)\.yaml$/;
const OVERLAY = /^deploy\/k8s\/overlays\/([a-z0-9-]+)\/kustomization\.yaml$/;

/** What the files of a platform say of each environment, by its name. Files that do not parse say nothing. */
export function readPlatform(platform: OnePlatform, files: ReadonlyMap<string, string>): ReadonlyMap<string, Reading> {
  const below = platform === 'gke' ? 'deploy/k8s/' : 'deploy/cloud-run/';
  const view = makeView(new Map([...files].filter(([path]) => path.startsWith(below))), {});
  const found = new Map<string, Reading>();
  const add = (pattern: RegExp, path: string, reading: Reading | undefined): void => {
    const name = pattern.exec(path)?.[1];
    if (name !== undefined && reading !== undefined) found.set(name, reading);
  };
  if (platform === 'gke') for (const unit of view.units) add(OVERLAY, unit.path, readKubernetes(unit));
  else for (const one of view.cloudRun) add(SERVICE, one.path, readCloudRun(one));
  return found;
}
