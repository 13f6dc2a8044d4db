import { connect, createServer } from 'node:net';
import { kube } from './cluster-kube.js';
import type { Deployed } from './cluster-service.js';

/**
 * Opens a port of 127.0.0.1, which the load tool asks for, on the emitted Service: what selects its pods changes with
 * each release of a Rollout, so a node port of our own would send users to a preview. It is no part of what is proven:
 * each connection is handed on as it is, also when it is refused or reset. It ends with the process.
 */
export async function relay(one: Deployed): Promise<Deployed> {
  const { name, namespace } = one;
  const address = 'jsonpath={.spec.clusterIP} {.spec.ports[0].port}';
  const [host = '', port] = (await kube('--namespace', namespace, 'get', 'service', name, '--output', address)).split(
    ' ',
  );
  const server = createServer({ allowHalfOpen: true }, (user) => {
    const service = connect({ host, port: Number(port), allowHalfOpen: true });
    for (const [side, other] of [
      [user, service],
      [service, user],
    ] as const) {
      side.pipe(other);
      side.unref();
      side.on('error', () => other.resetAndDestroy());
    }
  });
  server.unref();
  const listening = await new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address())));
  return { ...one, url: `http://127.0.0.1:${(listening as { port: number }).port}` };
}
