import { quantity } from '../verify/quantity.js';
import type { Container } from '../verify/resources.js';
import { at, entries, type Node, number, text } from '../verify/yaml-node.js';

/** A probe as a file has it. */
export interface ReadProbe {
  readonly path?: string;
  readonly port?: string;
  readonly period?: number;
  readonly failures?: number;
  readonly timeout?: number;
}

/** What the files of one environment on one platform say of the service; what they do not say is absent. */
export interface Reading {
  readonly image?: string;
  readonly port?: number;
  readonly cpuMillis?: number;
  readonly memoryMiB?: number;
  readonly requestCpuMillis?: number;
  readonly requestMemoryMiB?: number;
  /** Instances or pods, least and most. */
  readonly least?: number;
  readonly most?: number;
  readonly concurrency?: number;
  readonly cpuTargetPercent?: number;
  readonly requestSeconds?: number;
  /** Longest run of a job. */
  readonly runSeconds?: number;
  readonly preStopSeconds?: number;
  readonly graceSeconds?: number;
  readonly account?: string;
  readonly startup?: ReadProbe;
  readonly ready?: ReadProbe;
  readonly live?: ReadProbe;
  readonly exposure?: 'public' | 'internal';
  readonly database?: string;
  readonly cpuAlways?: boolean;
  readonly sessions?: boolean;
  readonly egress?: readonly number[];
  /** Plain variables with their values. */
  readonly variables: ReadonlyMap<string, string>;
  /** Variables from Secret Manager, each with the id of its secret. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Paths of volumes. */
  readonly writable: readonly string[];
}

/** Fields that are there, without those that are not. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const scaled = (node: Node | undefined, unit: number): number | undefined => {
  const amount = quantity(text(node) ?? '');
  return amount === undefined ? undefined : Math.round(amount * unit);
};
export const millicores = (node: Node | undefined): number | undefined => scaled(node, 1000);
export const mebibytes = (node: Node | undefined): number | undefined => scaled(node, 2 ** -20);

function probe(container: Container, name: string): ReadProbe | undefined {
  const node = at(container.node, name);
  if (node === undefined) return undefined;
  const port = text(at(node, 'httpGet', 'port')) ?? text(at(node, 'tcpSocket', 'port'));
  return present({
    path: text(at(node, 'httpGet', 'path')),
    port,
    period: number(at(node, 'periodSeconds')),
    failures: number(at(node, 'failureThreshold')),
    timeout: number(at(node, 'timeoutSeconds')),
  });
}

/** The three checks of a container, as both platforms write them. */
export const probesOf = (container: Container): Pick<Reading, 'startup' | 'ready' | 'live'> =>
  present({
    startup: probe(container, 'startupProbe'),
    ready: probe(container, 'readinessProbe'),
    live: probe(container, 'livenessProbe'),
  });

/** The limits of a container, and what it asks for where the platform tells the two apart. */
export const resourcesOf = (
  container: Container,
): Pick<Reading, 'cpuMillis' | 'memoryMiB' | 'requestCpuMillis' | 'requestMemoryMiB'> => {
  const limits = at(container.node, 'resources', 'limits');
  const requests = at(container.node, 'resources', 'requests');
  return present({
    cpuMillis: millicores(at(limits, 'cpu')),
    memoryMiB: mebibytes(at(limits, 'memory')),
    requestCpuMillis: millicores(at(requests, 'cpu')),
    requestMemoryMiB: mebibytes(at(requests, 'memory')),
  });
};

/** A map of texts in a file, such as the data of a ConfigMap. */
export const texts = (node: Node | undefined): readonly (readonly [string, string])[] =>
  entries(node).map(({ key, value }) => [key, text(value) ?? '']);
