import { createRequire } from 'node:module';
import type { YAMLMap } from 'yaml';

const load = createRequire(import.meta.url);

interface Port {
  readonly name?: string;
  readonly number: number;
}

/**
 * What our names of ports are called in a container that declares its own: the name there of the same number, or of its
 * only port; a port without a name goes by its number. Empty where that container takes our ports as they are.
 */
export function renamedPorts(ours: YAMLMap, mine: YAMLMap): ReadonlyMap<string, string | number> {
  const renamed = new Map<string, string | number>();
  if (!mine.has('ports')) return renamed;
  const there = portsOf(mine);
  for (const { name, number } of portsOf(ours)) {
    if (name === undefined || there.some((one) => one.name === name)) continue;
    const meant = there.find((one) => one.number === number) ?? (there.length === 1 ? there[0] : undefined);
    renamed.set(name, meant?.name ?? meant?.number ?? number);
  }
  return renamed;
}

/** Has probes and hooks ask ports by the names that the container has. */
export function renamePorts(container: YAMLMap, renamed: ReadonlyMap<string, string | number>): void {
  const { isScalar, visit } = load('yaml') as typeof import('yaml');
  visit(container, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'port' || !isScalar(value)) return;
      const name = renamed.get(String(value.value));
      if (name !== undefined) value.value = name;
    },
  });
}

function portsOf(container: YAMLMap): readonly Port[] {
  const listed = (container.toJSON() as { ports?: unknown }).ports;
  return (Array.isArray(listed) ? listed : []).flatMap((one: { name?: unknown; containerPort?: unknown } | null) => {
    const number = Number(one?.containerPort);
    if (!Number.isInteger(number)) return [];
    return [{ number, ...(typeof one?.name === 'string' ? { name: one.name } : {}) }];
  });
}
