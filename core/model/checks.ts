import type { Cache, Check, Data } from './neighbours.js';

/** What readiness asks, from the variables that lead to the database and to Redis. */
export function checksOf(data: Data | undefined, cache: Cache | undefined): readonly Check[] {
  const database = address(data?.local?.variables ?? []);
  const redis = address(cache?.variables ?? []);
  return [
    ...(database === undefined ? [] : [{ name: 'database', kind: 'postgres', variables: database } as const]),
    ...(redis === undefined ? [] : [{ name: 'redis', kind: 'redis', variables: redis } as const]),
  ];
}

/** The variable of the URL before those of host and port: it says more. */
function address(
  variables: readonly { readonly name: string; readonly value: string }[],
): readonly string[] | undefined {
  const url = variables.find(({ value }) => value.includes('://'));
  if (url !== undefined) return [url.name];
  const host = variables.find(({ name }) => /(?:HOST|SERVER|HOSTNAME)$/.test(name));
  if (host === undefined) return undefined;
  const port = variables.find(({ name }) => /PORT$/.test(name));
  return [host.name, ...(port === undefined ? [] : [port.name])];
}
