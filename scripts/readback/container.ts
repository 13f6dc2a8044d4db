import { get, list, type Plain, text } from './plain.js';

/** What was read back: the name of a field of the model, and its value as text. */
export type Fields = Map<string, string>;

const DEFAULTS = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 } as const;

/** A probe of a container as both platforms read it: what it asks, and its times with their defaults. */
function probe(one: Plain, ports: ReadonlyMap<string, string>): string {
  const handler = ['httpGet', 'tcpSocket', 'grpc', 'exec'].find((name) => get(one, name) !== undefined) ?? 'nothing';
  // Kubernetes demands a port; Cloud Run asks the container's own where none is named.
  const asked = text(get(one, handler, 'port')) || [...ports.values()].join();
  const port = ports.get(asked) ?? (/^\d+$/.test(asked) ? asked : `no port ${asked}`);
  const path = handler === 'httpGet' ? text(get(one, 'httpGet', 'path')) || '/' : '';
  const times = Object.entries(DEFAULTS).map(([name, standard]) => text(get(one, name) ?? standard));
  return `${handler} ${port}${path} ${times.join(' ')}`;
}

/** Ports that a container declares: name to number, each number to itself. */
export function ports(container: Plain | undefined): ReadonlyMap<string, string> {
  return new Map(
    list(get(container, 'ports')).flatMap((one) => {
      const number = text(get(one, 'containerPort'));
      const name = text(get(one, 'name'));
      const all: [string, string][] = [[number, number]];
      return name === '' ? all : [...all, [name, number]];
    }),
  );
}

/** What both platforms write alike: command, probes, plain variables. */
export function container(one: Plain | undefined, fields: Fields, at: string): void {
  const own = ports(one);
  fields.set(`${at} command`, JSON.stringify([get(one, 'command') ?? [], get(one, 'args') ?? []]));
  for (const name of ['startup', 'liveness', 'readiness']) {
    const found = get(one, `${name}Probe`);
    if (found !== undefined) fields.set(`${at} probe ${name}`, probe(found, own));
  }
  for (const item of list(get(one, 'env'))) {
    const value = get(item, 'value');
    if (value !== undefined) fields.set(`${at} variable ${text(get(item, 'name'))}`, text(value));
  }
}
