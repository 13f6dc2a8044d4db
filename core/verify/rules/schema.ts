import { nearest } from '../../nearest.js';
import type { Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { check, type SchemaName, schema } from '../schema.js';
import { at, entry } from '../yaml-node.js';

/** Which file of core/verify/schemas knows an API group. Groups of Kubernetes itself have no dot, or end in .k8s.io. */
const GROUPS: Readonly<Record<string, SchemaName>> = {
  'serving.knative.dev': 'cloud-run',
  'run.googleapis.com': 'cloud-run',
  'argoproj.io': 'argo',
  'gateway.networking.k8s.io': 'gateway',
  'external-secrets.io': 'external-secrets',
  'monitoring.googleapis.com': 'gke',
  'networking.gke.io': 'gke',
  'cloud.google.com': 'gke',
  'secrets-store.csi.x-k8s.io': 'gke',
};

/** Versions of Kubernetes' own groups that no cluster serves any more. */
const GONE: Readonly<Record<string, string>> = {
  'extensions/v1beta1': 'apps/v1 or networking.k8s.io/v1',
  'apps/v1beta1': 'apps/v1',
  'apps/v1beta2': 'apps/v1',
  'autoscaling/v2beta1': 'autoscaling/v2',
  'autoscaling/v2beta2': 'autoscaling/v2',
  'policy/v1beta1': 'policy/v1',
  'batch/v1beta1': 'batch/v1',
  'networking.k8s.io/v1beta1': 'networking.k8s.io/v1',
};

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** The schema that should know a document; `kubernetes` for groups that are not known and have no dot. */
function schemaOf(one: Resource): SchemaName | undefined {
  const group = groupOf(one.apiVersion);
  const known = GROUPS[group];
  if (known !== undefined) return known;
  return !group.includes('.') || group.endsWith('.k8s.io') ? 'kubernetes' : undefined;
}

/** What is wrong with apiVersion and kind themselves. Kinds of groups that are known only in part pass. */
function* identity(one: Resource, name: SchemaName): Generator<Remark> {
  const kinds = Object.keys(schema(name).kinds).map((id) => id.split(' ') as [string, string]);
  const version = entry(one.root, 'apiVersion');
  const kind = entry(one.root, 'kind');
  const place = { path: one.path, line: version?.line ?? one.line };
  const gone = GONE[one.apiVersion];
  if (gone !== undefined) {
    yield { ...place, message: `apiVersion ${one.apiVersion} is served no more`, fix: `write ${gone}` };
    return;
  }
  const homes = kinds.filter(([, known]) => known === one.kind).map(([home]) => home);
  const siblings = kinds.filter(([home]) => home === one.apiVersion).map(([, known]) => known);
  if (homes.length > 0) {
    yield { ...place, message: `${one.kind} is not in ${one.apiVersion}`, fix: `write ${homes.join(' or ')}` };
    return;
  }
  const meant = siblings.length > 0 ? nearest(one.kind, siblings) : undefined;
  if (meant !== undefined)
    yield {
      path: one.path,
      line: kind?.line ?? one.line,
      message: `kind ${one.kind} is unknown in ${one.apiVersion}, nearest is ${meant}`,
      fix: `write ${meant}`,
    };
}

/** Where a group is Kubernetes' own by its looks alone, one that has the kind and is spelt almost so is meant. */
function meantSchema(one: Resource): SchemaName | undefined {
  const name = schemaOf(one);
  if (name === 'kubernetes' && schema(name).kinds[`${one.apiVersion} ${one.kind}`] === undefined)
    return closeGroup(one) ?? name;
  return name ?? closeGroup(one);
}

function* document(one: Resource, partial: boolean): Generator<Remark> {
  const name = meantSchema(one);
  if (name === undefined) return;
  const known = schema(name);
  const root = known.kinds[`${one.apiVersion} ${one.kind}`];
  if (root === undefined) yield* identity(one, name);
  else {
    const who = name === 'cloud-run' ? 'Cloud Run' : 'Kubernetes';
    yield* check(`@${root}`, one.root, '', { schema: known, who, partial, interpolates: false });
    const spec = known.defs[root]?.f.spec !== undefined && one.kind !== 'Namespace';
    if (spec && !partial && at(one.root, 'spec') === undefined)
      yield { path: one.path, line: one.line, message: `${one.kind} ${one.name} has no spec`, fix: 'add it' };
    if (
      !partial &&
      at(one.root, 'metadata', 'name') === undefined &&
      at(one.root, 'metadata', 'generateName') === undefined
    )
      yield { path: one.path, line: one.line, message: 'metadata.name is missing', fix: 'add it' };
  }
}

/** A group that is spelt almost like one that has the kind. */
function closeGroup(one: Resource): SchemaName | undefined {
  const group = nearest(groupOf(one.apiVersion), [...Object.keys(GROUPS), 'networking.k8s.io', 'policy', 'apps']);
  const name = group === undefined ? undefined : (GROUPS[group] ?? 'kubernetes');
  if (name === undefined) return undefined;
  const has = Object.keys(schema(name).kinds).some((id) => id.endsWith(` ${one.kind}`));
  return has ? name : undefined;
}

const resources = (id: string, about: string, source: string, cloudRun: boolean): Rule => ({
  id,
  severity: 'error',
  about,
  source,
  *check(view) {
    for (const one of view.documents) {
      if (one.apiVersion.startsWith('kustomize.config.k8s.io/')) continue;
      if (cloudRun !== (schemaOf(one) === 'cloud-run')) continue;
      yield* document(one, view.kustomize.patches.has(one.path));
    }
  },
});

export const SCHEMA_RULES: readonly Rule[] = [
  resources('kubernetes-schema', 'names and types are those of the kind', 'OpenAPI of Kubernetes 1.34', false),
  resources('cloud-run-schema', 'names and types are those that Cloud Run takes', 'discovery document run.v1', true),
  {
    id: 'compose-schema',
    severity: 'error',
    about: 'names and types are those of the Compose specification',
    source: 'compose-spec.json',
    *check(view) {
      const judge = { who: 'Compose', partial: false, interpolates: true };
      for (const { root } of view.compose) {
        const known = schema('compose');
        yield* check(`@${known.kinds.compose ?? ''}`, root, '', { ...judge, schema: known });
      }
    },
  },
];
