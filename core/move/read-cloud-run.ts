import { cloudRunSpec, ingressContainer, type Resource } from '../verify/resources.js';
import { at, entry, items, number, text } from '../verify/yaml-node.js';
import { present, probesOf, type Reading, resourcesOf } from './reading.js';

const RUN = 'run.googleapis.com/';
const KNATIVE = 'autoscaling.knative.dev/';

/** What a Cloud Run service, worker pool or job says; undefined for one without a container. */
export function readCloudRun(one: Resource): Reading | undefined {
  const container = ingressContainer(one);
  if (!['Service', 'WorkerPool', 'Job'].includes(one.kind) || container === undefined) return undefined;
  const spec = cloudRunSpec(one);
  const own = (key: string) => text(entry(one.root, 'metadata', 'annotations', key)?.value);
  const revision = (key: string) => text(entry(one.root, 'spec', 'template', 'metadata', 'annotations', key)?.value);
  const counted = (value: string | undefined) => (value === undefined ? undefined : Number(value));
  const count = (key: string) => counted(revision(key));
  const variables = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const item of items(at(container.node, 'env'))) {
    const name = text(at(item, 'name')) ?? '';
    const secret = text(at(item, 'valueFrom', 'secretKeyRef', 'name'));
    if (secret !== undefined) secrets.set(name, secret);
    else if (at(item, 'valueFrom') === undefined) variables.set(name, text(at(item, 'value')) ?? '');
  }
  const ingress = own(`${RUN}ingress`);
  const throttling = revision(`${RUN}cpu-throttling`);
  return {
    ...resourcesOf(container),
    ...probesOf(container),
    ...present({
      image: text(at(container.node, 'image')),
      port: number(at(items(at(container.node, 'ports'))[0], 'containerPort')),
      // A pool has one number of instances, and is scaled by hand.
      least: count(`${KNATIVE}minScale`) ?? counted(own(`${RUN}manualInstanceCount`)),
      most: count(`${KNATIVE}maxScale`),
      concurrency: number(at(spec, 'containerConcurrency')),
      [one.kind === 'Job' ? 'runSeconds' : 'requestSeconds']: number(at(spec, 'timeoutSeconds')),
      account: text(at(spec, 'serviceAccountName')),
      exposure: ingress === undefined ? undefined : ingress === 'all' ? ('public' as const) : ('internal' as const),
      database: revision(`${RUN}cloudsql-instances`),
      cpuAlways: throttling === undefined ? undefined : throttling === 'false',
      sessions: revision(`${RUN}sessionAffinity`) === 'true',
    }),
    variables,
    secrets,
    writable: items(at(container.node, 'volumeMounts')).map((mount) => text(at(mount, 'mountPath')) ?? ''),
  };
}
