import { type Cluster, template } from './cluster.js';
import type { Fields } from './container.js';
import { get, list, map, type Plain, type PlainMap, text } from './plain.js';

/** Where the key of a Secret comes from: Secret Manager, by way of External Secrets and its store. */
function origin(cluster: Cluster, secret: string, key: string): string {
  for (const one of cluster.all('external-secrets.io/v1', 'ExternalSecret')) {
    const target = text(get(one, 'spec', 'target', 'name')) || text(get(one, 'metadata', 'name'));
    if (target !== secret) continue;
    const entry = list(get(one, 'spec', 'data')).find((each) => text(get(each, 'secretKey')) === key);
    const reference = get(one, 'spec', 'secretStoreRef');
    const shared = text(get(reference, 'kind')) === 'ClusterSecretStore';
    const kind = text(get(reference, 'kind')) || 'SecretStore';
    const store = cluster.named('external-secrets.io/v1', kind, get(reference, 'name'));
    if (store === undefined && !shared) return 'no store';
    const remote = get(entry, 'remoteRef');
    return entry === undefined
      ? 'no key'
      : `${text(get(store, 'spec', 'provider', 'gcpsm', 'projectID'))} ${text(get(remote, 'key'))} ${text(get(remote, 'version'))}`;
  }
  return 'no secret';
}

function variables(one: Plain, cluster: Cluster, fields: Fields, at: string): void {
  for (const item of list(get(one, 'env'))) {
    const name = text(get(item, 'name'));
    const secret = get(item, 'valueFrom', 'secretKeyRef');
    const config = get(item, 'valueFrom', 'configMapKeyRef');
    if (secret !== undefined) {
      const optional = get(secret, 'optional') === true ? ' optional' : '';
      fields.set(
        `${at} secret ${name}`,
        origin(cluster, text(get(secret, 'name')), text(get(secret, 'key'))) + optional,
      );
    }
    if (config !== undefined) {
      const found = cluster.named('v1', 'ConfigMap', get(config, 'name'));
      fields.set(`${at} variable ${name}`, text(get(found, 'data', text(get(config, 'key')))) || 'unresolved');
    }
  }
  for (const item of list(get(one, 'envFrom'))) {
    const name = get(item, 'configMapRef', 'name');
    const found = cluster.named('v1', 'ConfigMap', name);
    if (found === undefined) fields.set(`${at} variables`, `no ConfigMap ${text(name)}`);
    for (const [key, value] of Object.entries(map(get(found, 'data'))))
      fields.set(`${at} variable ${text(get(item, 'prefix'))}${key}`, text(value));
  }
}

/** What a pod is told and may reach as itself: variables, secrets, its account at Google. */
export function readAccess(work: PlainMap, cluster: Cluster, fields: Fields, at: string): void {
  const spec = get(template(work), 'spec');
  const name = get(spec, 'serviceAccountName');
  const account = cluster.named('v1', 'ServiceAccount', name);
  const google = get(account, 'metadata', 'annotations', 'iam.gke.io/gcp-service-account');
  fields.set(`${at} account`, account === undefined ? `none: ${text(name)}` : `${text(name)} ${text(google)}`);
  for (const [index, one] of list(get(spec, 'containers')).entries())
    variables(one, cluster, fields, index === 0 ? at : `${at} beside ${index}`);
}
