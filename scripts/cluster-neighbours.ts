import { applyObjects, kube, must } from './cluster-kube.js';
import { command, tool } from './shared.js';

const NAMESPACE = 'neighbours';
const host = (name: string): string => `${name}.${NAMESPACE}.svc.cluster.local`;

/** What a Secret holds here; the rest of a service's variables are plain and written by hand into the overlay. */
export const SECRETS: Readonly<Record<string, string>> = {
  DATABASE_URL: `postgresql://orders:none@${host('database')}:5432/orders`,
};

/** Addresses that lead out of the cluster by their defaults, where nothing on this node leads. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  OPENAI_BASE_URL: `http://${host('model')}:8080/v1`,
};

/** PostgreSQL on the node, for a service that asks its database before it is ready. */
export async function database(folder: string, image: string): Promise<void> {
  const base = tool('engine/base');
  const load = tool('cluster/load');
  if (base === undefined || load === undefined) throw new Error('nothing makes a database here');
  must(await command([base, image]), 'the database');
  const local = 'registry.local/database:proof';
  must(await command([load, image, local]), 'the database');
  const environment = { POSTGRES_USER: 'orders', POSTGRES_DB: 'orders', POSTGRES_HOST_AUTH_METHOD: 'trust' };
  const env = Object.entries(environment).map(([key, value]) => ({ name: key, value }));
  await neighbour(folder, 'database', 5432, { image: local, env });
}

/** What answers at a model's address, with an image that holds Python: readiness takes any answer as a sign of life. */
export const model = (folder: string, image: string): Promise<void> =>
  neighbour(folder, 'model', 8080, { image, command: ['python', '-m', 'http.server', '8080', '--directory', '/tmp'] });

async function neighbour(folder: string, name: string, port: number, container: object): Promise<void> {
  const labels = { app: name };
  const metadata = { name, namespace: NAMESPACE };
  const containers = [{ name, imagePullPolicy: 'Never', readinessProbe: { tcpSocket: { port } }, ...container }];
  const template = { metadata: { labels }, spec: { containers } };
  await applyObjects(folder, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector: { matchLabels: labels }, template } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port }] } },
  ]);
  await kube('--namespace', NAMESPACE, 'rollout', 'status', `deployment/${name}`, '--timeout', '120s');
}
