/**
 * Writes core/verify/schemas/*.json, names and types only, from other people's own descriptions of their formats.
 *
 *   kubectl proxy &   # any cluster with the custom resources installed
 *   node dist/scripts/schemas.js --kubernetes http://127.0.0.1:8001/openapi/v3 \
 *     --cloud-run run.v1.json --compose compose-spec.json
 *
 * --kubernetes also takes a folder that holds the same documents as files (api/v1.json, apis/apps/v1.json, made with
 * `kubectl get --raw /openapi/v3/apis/apps/v1`). run.v1.json is Google's discovery document, in PyPI
 * google-api-python-client; compose-spec.json is the Compose specification's schema, in PyPI check-jsonschema.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Compactor, type CompactSchema, type Rules, type Source } from './schemas-compact.js';

/** The kinds that files beside a service hold, by document; one output file for each name. */
const KUBERNETES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  kubernetes: {
    'api/v1': [
      'ConfigMap',
      'LimitRange',
      'Namespace',
      'PersistentVolumeClaim',
      'Pod',
      'ResourceQuota',
      'Secret',
      'Service',
      'ServiceAccount',
    ],
    'apis/apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'],
    'apis/autoscaling/v2': ['HorizontalPodAutoscaler'],
    'apis/batch/v1': ['CronJob', 'Job'],
    'apis/networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
    'apis/policy/v1': ['PodDisruptionBudget'],
    'apis/rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  },
  argo: { 'apis/argoproj.io/v1alpha1': ['AnalysisTemplate', 'Rollout'] },
  gateway: { 'apis/gateway.networking.k8s.io/v1': ['Gateway', 'HTTPRoute'] },
  'external-secrets': { 'apis/external-secrets.io/v1': ['ClusterSecretStore', 'ExternalSecret', 'SecretStore'] },
  gke: {
    'apis/cloud.google.com/v1': ['BackendConfig'],
    'apis/monitoring.googleapis.com/v1': ['ClusterPodMonitoring', 'PodMonitoring', 'Rules'],
    'apis/networking.gke.io/v1': ['GCPBackendPolicy', 'GCPGatewayPolicy', 'HealthCheckPolicy', 'ManagedCertificate'],
    'apis/networking.gke.io/v1beta1': ['FrontendConfig'],
    'apis/secrets-store.csi.x-k8s.io/v1': ['SecretProviderClass'],
  },
};

const K8S_SCALARS = {
  Quantity: 'q',
  IntOrString: 'q',
  Time: 's',
  MicroTime: 's',
  FieldsV1: '*',
  ManagedFieldsEntry: '*',
};
const never = (): boolean => false;

function write(name: string, schema: CompactSchema): void {
  const lines = Object.keys(schema.defs)
    .sort()
    .map((def) => `${JSON.stringify(def)}:${JSON.stringify(schema.defs[def])}`);
  const kinds = Object.keys(schema.kinds)
    .sort()
    .map((kind) => `${JSON.stringify(kind)}:${JSON.stringify(schema.kinds[kind])}`);
  const text = `{"kinds":{\n${kinds.join(',\n')}\n},"defs":{\n${lines.join(',\n')}\n}}\n`;
  writeFileSync(join('core', 'verify', 'schemas', `${name}.json`), text);
  console.log(`${name}: ${Object.keys(schema.kinds).length} kinds, ${lines.length} objects, ${text.length} bytes`);
}

async function documentAt(place: string, path: string): Promise<Readonly<Record<string, Source>>> {
  const text = /^https?:/.test(place)
    ? await (await fetch(`${place}/${path}`)).text()
    : readFileSync(join(place, `${path}.json`), 'utf8');
  return (JSON.parse(text) as { components: { schemas: Record<string, Source> } }).components.schemas;
}

async function kubernetes(place: string): Promise<void> {
  for (const [name, documents] of Object.entries(KUBERNETES)) {
    let all: Readonly<Record<string, Source>> = {};
    const rules: Rules = {
      find: (ref) => all[ref.slice(ref.lastIndexOf('/') + 1)],
      scalars: K8S_SCALARS,
      // Nobody writes status; of the secret stores only Google's is ours to judge.
      leaveOpen: (owner, field) =>
        (field === 'status' && owner !== 'Condition') ||
        (owner === 'Provider' && name === 'external-secrets' && field !== 'gcpsm'),
      refused: never,
    };
    const compactor = new Compactor(rules);
    const kinds: Record<string, string> = {};
    for (const [path, wanted] of Object.entries(documents)) {
      all = await documentAt(place, path);
      for (const [key, node] of Object.entries(all)) {
        const id = node['x-kubernetes-group-version-kind']?.[0];
        if (id === undefined || !wanted.includes(id.kind)) continue;
        const apiVersion = id.group === '' ? id.version : `${id.group}/${id.version}`;
        kinds[`${apiVersion} ${id.kind}`] = String(compactor.reference(`#/${key}`)).slice(1);
      }
    }
    write(name, { kinds, defs: compactor.defs });
  }
}

/** What the discovery document itself says of a field decides; the list of annotations stands in the rules. */
function cloudRun(file: string): void {
  const { schemas } = JSON.parse(readFileSync(file, 'utf8')) as { schemas: Record<string, Source> };
  const compactor = new Compactor({
    find: (ref) => schemas[ref],
    scalars: {},
    leaveOpen: (_owner, field) => field === 'status',
    refused: (field) => /\bnot supported (by|in) Cloud Run\b/i.test(field.description?.split('.')[0] ?? ''),
  });
  const kinds: Record<string, string> = {};
  for (const [id, name] of [
    ['serving.knative.dev/v1 Service', 'Service'],
    ['run.googleapis.com/v1 Job', 'Job'],
    ['run.googleapis.com/v1 WorkerPool', 'WorkerPool'],
  ] as const) {
    kinds[id] = String(compactor.reference(name)).slice(1);
  }
  // The description says string; Knative's own type is a quantity, so that `cpu: 1` is as good as `cpu: "1"`.
  const resources = compactor.defs.ResourceRequirements;
  if (resources !== undefined) for (const field of ['limits', 'requests']) resources.f[field] = { m: 'q' };
  write('cloud-run', { kinds, defs: compactor.defs });
}

function compose(file: string): void {
  const root = JSON.parse(readFileSync(file, 'utf8')) as Source & {
    $defs?: Record<string, Source>;
    definitions?: Record<string, Source>;
  };
  const all = root.$defs ?? root.definitions ?? {};
  const compactor = new Compactor({
    find: (ref) => all[ref.slice(ref.lastIndexOf('/') + 1)],
    scalars: {},
    leaveOpen: never,
    refused: never,
    openByDefault: true,
  });
  const kinds = { compose: String(compactor.shape(root, 'Compose')).slice(1) };
  write('compose', { kinds, defs: compactor.defs });
}

const { values } = parseArgs({
  options: { kubernetes: { type: 'string' }, 'cloud-run': { type: 'string' }, compose: { type: 'string' } },
});
if (values.kubernetes !== undefined) await kubernetes(values.kubernetes);
if (values['cloud-run'] !== undefined) cloudRun(values['cloud-run']);
if (values.compose !== undefined) compose(values.compose);
