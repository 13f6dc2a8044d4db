import { container, type Fields, ports } from './container.js';
import { amount, canonical, documents, get, list, map, type Plain, type PlainMap, text } from './plain.js';

const RUN = 'run.googleapis.com/';
const SCALE = 'autoscaling.knative.dev/';

/** Annotations that the platform acts on, at the level where it does; by the YAML reference of Cloud Run v1. */
const OF_SERVICE = [
  'ingress',
  'invoker-iam-disabled',
  'launch-stage',
  'minScale',
  'maxScale',
  'scalingMode',
  'manualInstanceCount',
].map((name) => RUN + name);
const OF_REVISION = [
  ...['minScale', 'maxScale'].map((name) => SCALE + name),
  ...[
    'cpu-throttling',
    'startup-cpu-boost',
    'sessionAffinity',
    'execution-environment',
    'cloudsql-instances',
    'network-interfaces',
    'vpc-access-egress',
  ].map((name) => RUN + name),
];

function annotations(of: Plain | undefined, known: readonly string[], fields: Fields, at: string): void {
  for (const [key, value] of Object.entries(map(of)))
    if (known.includes(key)) fields.set(`${at} ${key.slice(key.indexOf('/') + 1)}`, text(value));
    else if (key.startsWith(RUN) || key.startsWith(SCALE)) fields.set(`${at} refused`, `annotation ${key}`);
}

function secrets(one: Plain, fields: Fields, at: string): void {
  for (const item of list(get(one, 'env'))) {
    const found = get(item, 'valueFrom', 'secretKeyRef');
    if (found !== undefined)
      fields.set(`${at} secret ${text(get(item, 'name'))}`, `${text(get(found, 'name'))} ${text(get(found, 'key'))}`);
  }
}

function pod(spec: Plain | undefined, fields: Fields, at: string): void {
  for (const name of ['containerConcurrency', 'timeoutSeconds', 'serviceAccountName', 'maxRetries'])
    if (get(spec, name) !== undefined) fields.set(`${at} ${name}`, text(get(spec, name)));
  const all = list(get(spec, 'containers'));
  const ingress = all.find((one) => get(one, 'ports') !== undefined) ?? all[0];
  for (const one of all) {
    const here = one === ingress ? at : `${at} beside ${text(get(one, 'name'))}`;
    container(one, fields, here);
    secrets(one, fields, here);
    fields.set(`${here} image`, text(get(one, 'image')));
    fields.set(`${here} port`, [...new Set(ports(one).values())].join());
    fields.set(`${here} protocol`, text(get(one, 'ports', 0, 'name')) || 'http1');
    for (const [name, value] of Object.entries(map(get(one, 'resources', 'limits'))))
      fields.set(`${here} limit ${name}`, amount(value));
    for (const mount of list(get(one, 'volumeMounts'))) {
      const volume = list(get(spec, 'volumes')).find((each) => get(each, 'name') === get(mount, 'name'));
      const size = get(volume, 'emptyDir', 'sizeLimit');
      const what = size === undefined ? canonical(volume) : `memory ${amount(size)}`;
      fields.set(`${here} writable ${text(get(mount, 'mountPath'))}`, what || 'no such volume');
    }
  }
}

function read(one: PlainMap, fields: Fields, at: string): void {
  const template = get(one, 'spec', 'template');
  // What holds where nothing is said.
  if (one.kind === 'Service') fields.set(`${at} ingress`, 'all');
  fields.set(`${at} name`, text(get(one, 'metadata', 'name')));
  const region = get(one, 'metadata', 'labels', 'cloud.googleapis.com/location');
  if (region !== undefined) fields.set(`${at} region`, text(region));
  annotations(get(one, 'metadata', 'annotations'), OF_SERVICE, fields, at);
  annotations(get(template, 'metadata', 'annotations'), OF_REVISION, fields, `${at} revision`);
  const inner = one.kind === 'Job' ? get(template, 'spec', 'template', 'spec') : get(template, 'spec');
  for (const name of ['parallelism', 'taskCount'])
    if (get(template, 'spec', name) !== undefined) fields.set(`${at} ${name}`, text(get(template, 'spec', name)));
  pod(inner, fields, at);
  for (const name of ['traffic', 'instanceSplits'])
    for (const [index, part] of list(get(one, 'spec', name)).entries())
      fields.set(`${at} ${name} ${index}`, canonical(part));
}

const KINDS = ['serving.knative.dev/v1 Service', 'run.googleapis.com/v1 Job', 'run.googleapis.com/v1 WorkerPool'];

/** Reads every file below deploy/cloud-run as `gcloud run … replace` would; adds to `fields`. */
export function readCloudRun(files: ReadonlyMap<string, string>, fields: Fields): void {
  for (const [path, source] of files) {
    const found = /^deploy\/cloud-run\/([^/]+)\/([\w-]+)\.yaml$/.exec(path);
    if (found === null) continue;
    for (const one of documents(source)) {
      const at = `cloud-run ${found[1]} ${found[2]}`;
      if (KINDS.includes(`${text(one.apiVersion)} ${text(one.kind)}`)) read(one, fields, at);
      else fields.set(`${at} refused`, `${text(one.apiVersion)} ${text(one.kind)}`);
    }
  }
}
