import { type Cluster, chooses, podLabels, template } from './cluster.js';
import { container, type Fields } from './container.js';
import { amount, canonical, get, list, map, type Plain, type PlainMap, text, unordered } from './plain.js';

const secure = (spec: Plain | undefined, one: Plain, name: string): string =>
  canonical(get(one, 'securityContext', name) ?? get(spec, 'securityContext', name));

/** Restrictions of the pod and of one container: what the kubelet applies in the end. */
function identity(spec: Plain | undefined, one: Plain, fields: Fields, at: string): void {
  for (const name of ['runAsNonRoot', 'runAsUser', 'runAsGroup', 'seccompProfile', 'privileged'])
    fields.set(`${at} ${name}`, secure(spec, one, name));
  for (const name of ['allowPrivilegeEscalation', 'readOnlyRootFilesystem'])
    fields.set(`${at} ${name}`, canonical(get(one, 'securityContext', name)));
  fields.set(`${at} drop`, unordered(list(get(one, 'securityContext', 'capabilities', 'drop'))));
  fields.set(`${at} add`, unordered(list(get(one, 'securityContext', 'capabilities', 'add'))));
  fields.set(`${at} fsGroup`, canonical(get(spec, 'securityContext', 'fsGroup')));
}

function volumes(spec: Plain | undefined, one: Plain, fields: Fields, at: string): void {
  for (const mount of list(get(one, 'volumeMounts'))) {
    const volume = list(get(spec, 'volumes')).find((each) => get(each, 'name') === get(mount, 'name'));
    const empty = get(volume, 'emptyDir');
    const what =
      empty === undefined ? canonical(volume) || 'no such volume' : `empty ${amount(get(empty, 'sizeLimit'))}`;
    fields.set(`${at} writable ${text(get(mount, 'mountPath'))}`, what);
  }
}

/** Which rules of placement choose the workload's own pods. */
function placement(work: PlainMap, spec: Plain | undefined, fields: Fields, at: string): void {
  const terms = list(get(spec, 'affinity', 'podAntiAffinity', 'preferredDuringSchedulingIgnoredDuringExecution'));
  for (const one of terms) {
    const term = get(one, 'podAffinityTerm');
    const own = chooses(get(term, 'labelSelector'), podLabels(work));
    fields.set(`${at} apart`, `${text(get(term, 'topologyKey'))} ${own}`);
  }
  for (const one of list(get(spec, 'topologySpreadConstraints'))) {
    const own = chooses(get(one, 'labelSelector'), podLabels(work));
    fields.set(`${at} spread ${text(get(one, 'topologyKey'))}`, `${own} ${text(get(one, 'whenUnsatisfiable'))}`);
  }
}

/** How releases take over: a Deployment's or an Argo Rollout's strategy. */
function rollout(work: PlainMap, cluster: Cluster, fields: Fields, at: string): void {
  const strategy = map(get(work, 'spec', 'strategy'));
  for (const [name, value] of Object.entries(strategy)) fields.set(`${at} strategy ${name}`, canonical(value));
  for (const name of ['canaryService', 'stableService', 'activeService', 'previewService']) {
    const asked = get(strategy, 'canary', name) ?? get(strategy, 'blueGreen', name);
    if (asked !== undefined) fields.set(`${at} ${name}`, String(cluster.named('v1', 'Service', asked) !== undefined));
  }
}

/** What a CronJob says of its clock, and a job of its runs. */
const BATCH = [
  ...['schedule', 'timeZone', 'suspend', 'concurrencyPolicy', 'startingDeadlineSeconds'],
  ...['backoffLimit', 'activeDeadlineSeconds', 'completions', 'parallelism'],
];

/** The pods of a workload: containers, restrictions, writable places, end, and how many there are. */
export function readPods(work: PlainMap, cluster: Cluster, fields: Fields, at: string): void {
  const spec = get(template(work), 'spec');
  // A batch controller makes its own selector.
  const batch = text(work.apiVersion) === 'batch/v1';
  fields.set(`${at} selects its pods`, String(batch || chooses(get(work, 'spec', 'selector'), podLabels(work))));
  for (const name of BATCH) {
    const said = get(work, 'spec', name) ?? get(work, 'spec', 'jobTemplate', 'spec', name);
    if (said !== undefined) fields.set(`${at} ${name}`, text(said));
  }
  rollout(work, cluster, fields, at);
  placement(work, spec, fields, at);
  for (const name of ['terminationGracePeriodSeconds', 'restartPolicy', 'hostNetwork'])
    if (get(spec, name) !== undefined) fields.set(`${at} ${name}`, text(get(spec, name)));
  fields.set(`${at} token`, text(get(spec, 'automountServiceAccountToken')));
  const all = list(get(spec, 'containers'));
  for (const [index, one] of all.entries()) {
    const here = index === 0 ? at : `${at} beside ${index}`;
    container(one, fields, here);
    identity(spec, one, fields, here);
    volumes(spec, one, fields, here);
    fields.set(`${here} image`, `${text(get(one, 'image'))} ${text(get(one, 'imagePullPolicy'))}`);
    fields.set(`${here} preStop`, canonical(get(one, 'lifecycle', 'preStop')));
    for (const side of ['requests', 'limits'])
      for (const [name, value] of Object.entries(map(get(one, 'resources', side))))
        fields.set(`${here} ${side} ${name}`, amount(value));
  }
  for (const pdb of cluster.all('policy/v1', 'PodDisruptionBudget')) {
    if (!chooses(get(pdb, 'spec', 'selector'), podLabels(work))) continue;
    const { selector: _, ...rest } = map(pdb.spec);
    fields.set(`${at} disruption`, canonical(rest));
  }
  scaled(work, cluster, fields, at);
}

function scaled(work: PlainMap, cluster: Cluster, fields: Fields, at: string): void {
  fields.set(`${at} replicas`, text(get(work, 'spec', 'replicas')));
  for (const hpa of cluster.all('autoscaling/v2', 'HorizontalPodAutoscaler')) {
    const target = get(hpa, 'spec', 'scaleTargetRef');
    const own = get(target, 'kind') === work.kind && get(target, 'name') === get(work, 'metadata', 'name');
    if (!own || get(target, 'apiVersion') !== work.apiVersion) continue;
    fields.set(`${at} least`, text(get(hpa, 'spec', 'minReplicas')));
    fields.set(`${at} most`, text(get(hpa, 'spec', 'maxReplicas')));
    fields.set(`${at} metrics`, unordered(list(get(hpa, 'spec', 'metrics'))));
  }
}
