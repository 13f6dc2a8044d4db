import { parse } from 'smol-toml';
import type { Dependency } from '../fact-values.js';
import { isRecord } from '../launch/yaml.js';
import { normaliseName, type Requirement, readRequirement } from './names.js';
import { strings, table } from './pyproject.js';

/** What a lock file resolves the run-time dependencies of one project to. */
export interface Closure {
  readonly dependencies: readonly Dependency[];
  /** Folders of local projects in it, relative to the lock file. */
  readonly local: readonly string[];
  /** Direct dependencies that the lock does not hold: it is older than the manifest. */
  readonly absent: readonly string[];
}

interface Package {
  readonly name: string;
  readonly version?: string;
  readonly requires: readonly Requirement[];
  readonly extras: Readonly<Record<string, readonly Requirement[]>>;
  /** Folder of a local project; `.` for the root. */
  readonly folder?: string;
  /** Said by the lock to be installed by default; undefined when it does not say. */
  readonly isMain?: boolean;
}

/** Reads uv.lock for the project at `folder` (relative to the lock file), or by its name. */
export function readUvLock(
  text: string,
  project: { readonly name?: string; readonly folder: string },
  direct: readonly Requirement[],
): Closure | undefined {
  const packages = readPackages(text, (one) => {
    const source = table(one, 'source');
    const place = ['editable', 'virtual', 'directory']
      .map((key) => source[key])
      .find((value) => typeof value === 'string');
    const extras = Object.fromEntries(
      Object.entries(table(one, 'optional-dependencies')).map(([extra, list]) => [extra, uvRequirements(list)]),
    );
    return {
      requires: uvRequirements(one.dependencies),
      extras,
      ...(typeof place === 'string' ? { folder: place } : {}),
    };
  });
  if (!packages) return undefined;
  const own =
    packages.find((one) => one.name === project.name && one.folder !== undefined) ??
    packages.find((one) => one.folder === project.folder);
  return close(packages, own?.requires ?? direct, direct, own?.name);
}

function uvRequirements(list: unknown): readonly Requirement[] {
  return (Array.isArray(list) ? list : []).flatMap((one) => {
    if (!isRecord(one) || typeof one.name !== 'string') return [];
    const extras = strings(one.extra);
    return [{ name: normaliseName(one.name), ...(extras.length > 0 ? { extras } : {}) }];
  });
}

/** Reads poetry.lock: by its groups where it names them, else from the direct dependencies on. */
export function readPoetryLock(text: string, direct: readonly Requirement[]): Closure | undefined {
  const packages = readPackages(text, (one) => {
    const requires = Object.entries(table(one, 'dependencies')).flatMap(([name, value]) => {
      const detail: unknown = Array.isArray(value) ? value[0] : value;
      if (isRecord(detail) && detail.optional === true) return [];
      const extras = isRecord(detail) ? strings(detail.extras) : [];
      return [{ name: normaliseName(name), ...(extras.length > 0 ? { extras } : {}) }];
    });
    const extras = Object.fromEntries(
      Object.entries(table(one, 'extras')).map(([extra, list]) => [
        extra,
        strings(list).flatMap((text_) => readRequirement(text_) ?? []),
      ]),
    );
    const groups = strings(one.groups);
    const source = table(one, 'source');
    const said =
      groups.length > 0
        ? groups.includes('main')
        : typeof one.category === 'string'
          ? one.category === 'main'
          : undefined;
    return {
      requires,
      extras,
      ...(said === undefined ? {} : { isMain: said && one.optional !== true }),
      ...(source.type === 'directory' && typeof source.url === 'string' ? { folder: source.url } : {}),
    };
  });
  return packages ? close(packages, direct, direct) : undefined;
}

/** Reads pdm.lock. */
export function readPdmLock(text: string, direct: readonly Requirement[]): Closure | undefined {
  const packages = readPackages(text, (one) => {
    const groups = strings(one.groups);
    return {
      requires: strings(one.dependencies).flatMap((text_) => readRequirement(text_) ?? []),
      extras: {},
      ...(groups.length > 0 ? { isMain: groups.includes('default') } : {}),
      ...(typeof one.path === 'string' ? { folder: one.path } : {}),
    };
  });
  return packages ? close(packages, direct, direct) : undefined;
}

/** Reads Pipfile.lock. */
export function readPipfileLock(text: string, direct: readonly Requirement[]): Closure | undefined {
  try {
    const root: unknown = JSON.parse(text);
    const entries = Object.entries(table(root, 'default'));
    const names = new Set(entries.map(([name]) => normaliseName(name)));
    return {
      dependencies: entries.map(([name, value]) => {
        const version =
          isRecord(value) && typeof value.version === 'string' ? value.version.replace(/^=+/, '') : undefined;
        const extras = isRecord(value) ? strings(value.extras) : [];
        return {
          name: normaliseName(name),
          ...(version === undefined ? {} : { version }),
          ...(extras.length > 0 ? { extras } : {}),
        };
      }),
      local: entries.flatMap(([, value]) => (isRecord(value) && typeof value.path === 'string' ? [value.path] : [])),
      absent: direct.filter((one) => !names.has(one.name)).map((one) => one.name),
    };
  } catch {
    return undefined;
  }
}

function readPackages(
  text: string,
  detail: (one: Readonly<Record<string, unknown>>) => Omit<Package, 'name' | 'version'>,
): readonly Package[] | undefined {
  let root: unknown;
  try {
    root = parse(text);
  } catch {
    return undefined;
  }
  const list = isRecord(root) && Array.isArray(root.package) ? root.package : [];
  return list.flatMap((one) => {
    if (!isRecord(one) || typeof one.name !== 'string') return [];
    const version = typeof one.version === 'string' ? { version: one.version } : {};
    return [{ name: normaliseName(one.name), ...version, ...detail(one) }];
  });
}

/** All that the direct dependencies lead to. Markers are not judged: an image may be of any platform. */
function close(
  packages: readonly Package[],
  start: readonly Requirement[],
  direct: readonly Requirement[],
  self?: string,
): Closure {
  const byName = new Map<string, Package>();
  for (const one of packages) if (!byName.has(one.name)) byName.set(one.name, one);
  const wanted = new Map<string, Set<string>>();
  const queue: Requirement[] = [...start];
  const saysMain = packages.some((one) => one.isMain !== undefined);
  if (saysMain) for (const one of packages) if (one.isMain) queue.push({ name: one.name });
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const known = wanted.get(next.name);
    const fresh = (next.extras ?? []).filter((extra) => !known?.has(extra));
    if (known && fresh.length === 0) continue;
    wanted.set(next.name, new Set([...(known ?? []), ...fresh]));
    const found = byName.get(next.name);
    if (!found) continue;
    if (!known) queue.push(...found.requires);
    for (const extra of fresh) queue.push(...(found.extras[extra] ?? []));
  }
  const taken = [...wanted.keys()].filter(
    (name) => name !== self && byName.has(name) && byName.get(name)?.isMain !== false,
  );
  const dependencies = taken
    .filter((name) => byName.get(name)?.folder === undefined)
    .map((name) => {
      const version = byName.get(name)?.version;
      const extras = [...(wanted.get(name) ?? [])].sort();
      return { name, ...(version === undefined ? {} : { version }), ...(extras.length > 0 ? { extras } : {}) };
    });
  const local = taken.flatMap((name) => byName.get(name)?.folder ?? []).filter((folder) => folder !== '.');
  const absent = direct.filter((one) => one.marker === undefined && !byName.has(one.name)).map((one) => one.name);
  return { dependencies, local: [...new Set(local)].sort(), absent };
}
