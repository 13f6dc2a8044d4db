import type { Folder } from '../../core/detect/folder.js';

/**
 * A repository in memory. Keys are paths relative to the service folder; keys that begin with `../` lie above it.
 * `options.path` is where the service folder lies in the repository (`services/api`); by default as deep as the
 * longest run of `../` needs. What would lie above the repository's root does not exist.
 */
export function memoryFolder(
  files: Readonly<Record<string, string>>,
  options: { readonly path?: string; readonly name?: string } = {},
): Folder {
  const keys = Object.keys(files);
  const depth = Math.max(0, ...keys.map((key) => key.split('/').filter((part) => part === '..').length));
  const path = options.path ?? (depth === 0 ? '.' : Array.from({ length: depth }, (_, i) => `level${i}`).join('/'));
  const base = path === '.' ? [] : path.split('/');
  const absolute = new Map<string, string>();
  for (const key of keys) {
    const at = resolve(base, key);
    if (at !== undefined) absolute.set(at, files[key] ?? '');
  }
  const relative = (at: string): string => relativeTo(base, at);
  const all = [...absolute.keys()].map(relative).sort();
  return {
    name: options.name ?? base.at(-1) ?? 'service',
    path,
    skipped: [],
    list: () => all.filter((file) => !file.startsWith('../')),
    listAt: (folder, limit = Number.POSITIVE_INFINITY) => {
      const root = resolve(base, folder);
      if (root === undefined) return [];
      const prefix = root === '' ? '' : `${root}/`;
      return [...absolute.keys()]
        .filter((at) => at.startsWith(prefix) && at.slice(prefix.length).split('/').length <= limit)
        .map(relative)
        .sort();
    },
    named: (folder, name, depth) => {
      const root = resolve(base, folder);
      if (root === undefined) return [];
      const prefix = root === '' ? '' : `${root}/`;
      return [...absolute.keys()]
        .filter((at) => at.startsWith(prefix) && at.slice(prefix.length).split('/').length <= depth + 1)
        .filter((at) => at.split('/').at(-1) === name)
        .map(relative)
        .sort();
    },
    read: (file) => {
      const at = resolve(base, file);
      return at === undefined ? undefined : absolute.get(at);
    },
  };
}

function resolve(base: readonly string[], path: string): string | undefined {
  const parts = [...base];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function relativeTo(base: readonly string[], at: string): string {
  const parts = at.split('/');
  let same = 0;
  while (same < base.length && parts[same] === base[same]) same += 1;
  return [...base.slice(same).map(() => '..'), ...parts.slice(same)].join('/');
}
