import { parse as parseToml } from 'smol-toml';
import type { Folder } from '../folder.js';
import { baseOf, lineText } from './paths.js';
import type { Asked } from './probes.js';
import { readYaml } from './yaml.js';

/** Files of hosting platforms and the keys that name the path of their health check. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'fly.toml': ['path'],
  'railway.toml': ['healthcheckPath'],
  'railway.json': ['healthcheckPath'],
  'render.yaml': ['healthCheckPath'],
  'render.yml': ['healthCheckPath'],
};

/** Health checks of Fly, Railway and Render that lie in the service folder itself. */
export function readPlatformChecks(folder: Folder): readonly Asked[] {
  return folder.list().flatMap((file) => {
    const keys = file.includes('/') ? undefined : KEYS[baseOf(file)];
    if (keys === undefined) return [];
    const text = folder.read(file) ?? '';
    const path = textUnder(documentOf(file, text), keys, file === 'fly.toml', 0);
    // The root page says little of a service, and every check of a site asks it.
    if (path?.startsWith('/') !== true || path === '/') return [];
    const line = text.split('\n').findIndex((one) => one.includes(path)) + 1;
    const evidence = { file, line, rule: 'platform-health-check', text: lineText(text, line) };
    return [{ kind: 'health' as const, path, evidence }];
  });
}

function documentOf(file: string, text: string): unknown {
  try {
    if (file.endsWith('.toml')) return parseToml(text);
    return file.endsWith('.json') ? (JSON.parse(text) as unknown) : readYaml(text)[0]?.value;
  } catch {
    return undefined;
  }
}

/** The first text under one of the keys; on Fly only below a table of checks, where `path` is no file. */
function textUnder(value: unknown, keys: readonly string[], below: boolean, depth: number): string | undefined {
  if (depth > 8 || typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!below && keys.includes(key) && typeof inner === 'string') return inner;
    const found = textUnder(inner, keys, below && !/checks$/.test(key), depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
