import { applyObjects, kube, must } from './cluster-kube.js';
import { command, tool } from './shared.js';

const DATABASE = 'neighbours';
/** What a Secret holds here; the rest of a service's variables are plain and written by hand into the overlay. */
export const SECRETS: Readonly<Record<string, string>> = {
  DATABASE_URL: `postgresql://orders:none@database.${DATABASE}.svc.cluster.local:5432/orders`,
};

/** PostgreSQL on the node, for a service that asks its database before it is ready. */
export async function database(folder: string, image: string): Promise<void> {
  const base = tool('engine/base');
  const load = tool('cluster/load');
  if (base === undefined || load === undefined) throw new Error('nothing makes a database here');
  must(await command([base, image]), 'the database');
  const local = 'registry.local/database:proof';
  must(await command([load, image, local]), 'the database');
  const labels = { app: 'database' };
  const environment = { POSTGRES_USER: 'orders', POSTGRES_DB: 'orders', POSTGRES_HOST_AUTH_METHOD: 'trust' };
  const container = {
    name: 'database',
    image: local,
    imagePullPolicy: 'Never',
    env: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
    readinessProbe: { tcpSocket: { port: 5432 } },
  };
  await applyObjects(folder, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: DATABASE } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'database', namespace: DATABASE },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'database', namespace: DATABASE },
      spec: { selector: labels, ports: [{ port: 5432 }] },
    },
  ]);
  await kube('--namespace', DATABASE, 'rollout', 'status', 'deployment/database', '--timeout', '120s');
}
