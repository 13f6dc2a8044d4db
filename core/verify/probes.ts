import { at, entry, type Node, number, text } from './yaml-node.js';

export const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
export type ProbeName = (typeof PROBES)[number];

/** A probe of a container, of Kubernetes or of Cloud Run: the two write them alike. */
export interface Probe {
  readonly name: ProbeName;
  readonly line: number;
  readonly path: string;
  readonly node: Node;
  readonly url?: Node;
  readonly port?: Node;
  readonly handler?: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
}

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'] as const;

/** The probes of one container that are there. */
export function probes(container: Node): readonly Probe[] {
  return PROBES.flatMap((name) => {
    const one = entry(container, name);
    if (one?.value.type !== 'map') return [];
    const handler = HANDLERS.find((key) => at(one.value, key) !== undefined);
    const port = handler === undefined ? undefined : at(one.value, handler, 'port');
    const url = at(one.value, 'httpGet', 'path');
    return [
      {
        name,
        line: one.line,
        path: one.path,
        node: one.value,
        ...(handler === undefined ? {} : { handler }),
        ...(port === undefined ? {} : { port }),
        ...(url === undefined ? {} : { url }),
      },
    ];
  });
}

/** A time or a count of a probe; Kubernetes' own default where it is not set, Cloud Run's where that differs. */
export function timing(probe: Probe, field: keyof typeof DEFAULTS): number {
  return number(at(probe.node, field)) ?? DEFAULTS[field];
}

/** ` of asking every 10 s (file:line)`: the other half of what a count of failures means. */
export function every(probe: Probe): string {
  const period = entry(probe.node, 'periodSeconds');
  return period === undefined ? '' : ` of asking every ${text(period.value)} s (${period.path}:${period.line})`;
}

const DEFAULTS = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  failureThreshold: 3,
  successThreshold: 1,
};

/** What a probe asks, as one text. */
export function question(probe: Probe): string {
  return [
    probe.handler,
    text(probe.url) ?? '',
    text(probe.port) ?? '',
    probe.handler === 'exec' ? JSON.stringify(at(probe.node, 'exec')) : '',
  ].join(' ');
}
