import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { Failure } from '../errors.js';
import { countsByContent } from './fingerprint.js';
import type { Folder } from './folder.js';
import { openRepository, repositoryRoot } from './repository.js';
import { decodeText, LARGEST } from './text.js';

/** A folder on disk, which also knows what was asked of it beyond its own files. */
export interface DiskFolder extends Folder {
  /** Real absolute path of the service folder. */
  readonly absolute: string;
  /** Real absolute path of the repository. */
  readonly root: string;
  /**
   * Paths that were read, found or not, outside the service folder or of an unusual kind, and what was listed: `../libs/`
   * with all below, `../*` one level, a name behind such levels for the files that are called so. Relative to the service
   * folder and sorted: with them a fingerprint can be made again.
   */
  outside(): readonly string[];
}

/**
 * Opens a service folder for detection. `exclude` names files relative to it that the scaffold wrote itself.
 * Throws Failure when the path is no folder; nothing else that is in it can make this throw.
 */
export function openFolder(path: string, options: { readonly exclude?: readonly string[] } = {}): DiskFolder {
  const absolute = realFolder(path);
  const root = repositoryRoot(absolute);
  const service = posix(relative(root, absolute));
  const hidden = new Set((options.exclude ?? []).map((file) => inRepository(service, file) ?? ''));
  const repository = openRepository(root, service, hidden);
  const texts = new Map<string, string | undefined>();
  const skipped = new Set<string>();
  const outside = new Set<string>();

  function walk(at: string, depth: number, into: string[], linked: Set<string>): void {
    const entries = depth > 0 ? repository.entries(at) : undefined;
    if (!entries) return;
    for (const name of entries.files.keys()) into.push(at === '' ? name : `${at}/${name}`);
    for (const [name, real] of entries.folders) {
      const child = at === '' ? name : `${at}/${name}`;
      // A folder reached through a link is walked once, and never when it holds the link.
      const isLink = real !== resolve(root, child);
      if (isLink && (linked.has(real) || resolve(root, child).startsWith(real + sep))) continue;
      if (isLink) linked.add(real);
      walk(child, depth - 1, into, linked);
    }
  }

  function listAt(folder: string, depth = Number.POSITIVE_INFINITY): readonly string[] {
    const at = inRepository(service, folder);
    if (at === undefined) return [];
    if (!isWithin(service, at)) outside.add(folder + (depth === Number.POSITIVE_INFINITY ? '/' : '/*'.repeat(depth)));
    const found: string[] = [];
    walk(at, depth, found, new Set());
    return found.map((file) => fromService(service, file)).sort((a, b) => (a < b ? -1 : 1));
  }

  function named(folder: string, name: string, depth: number): readonly string[] {
    const at = inRepository(service, folder);
    if (at === undefined) return [];
    if (!isWithin(service, at)) outside.add(`${folder}${'/*'.repeat(depth)}/${name}`);
    return repository.named(at, name, depth).map((file) => fromService(service, file));
  }

  function read(file: string): string | undefined {
    const at = inRepository(service, file);
    if (at === undefined) return undefined;
    if (!isWithin(service, at) || !countsByContent(at)) outside.add(fromService(service, at));
    if (!texts.has(at)) texts.set(at, load(at));
    return texts.get(at);
  }

  function load(at: string): string | undefined {
    const folder = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    const entry = repository.entries(folder)?.files.get(at.slice(at.lastIndexOf('/') + 1));
    if (!entry) return undefined;
    if (entry.size > (isLock(at) ? 32 * LARGEST : LARGEST)) {
      skipped.add(fromService(service, at));
      return undefined;
    }
    try {
      return decodeText(readFileSync(entry.real));
    } catch {
      return undefined;
    }
  }

  let own: readonly string[] | undefined;
  return {
    name: basename(absolute),
    path: service === '' ? '.' : service,
    absolute,
    root,
    list: () => {
      own ??= listAt('.');
      return own;
    },
    listAt,
    named,
    read,
    get skipped() {
      return [...skipped].sort((a, b) => (a < b ? -1 : 1));
    },
    outside: () => [...outside].sort((a, b) => (a < b ? -1 : 1)),
  };
}

/** Lock files of large projects pass the limit, and nothing else says which versions are installed. */
function isLock(path: string): boolean {
  return /(?:^|\/)(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/.test(
    path,
  );
}

function realFolder(path: string): string {
  try {
    const real = realpathSync(resolve(path));
    if (statSync(real).isDirectory()) return real;
  } catch {
    // Said below: missing, a broken link, and not ours to enter are the same to the caller.
  }
  throw new Failure(`${path}: not a folder that can be read.`, {
    code: 'no-folder',
    file: path,
    hint: 'Name the folder of a service.',
  });
}

function posix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** A path relative to the service folder as one relative to the repository; undefined when it leaves that. */
export function inRepository(service: string, path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\0') || path.includes('\\')) return undefined;
  const parts = service === '' ? [] : service.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** A path relative to the repository as one relative to the service folder. */
export function fromService(service: string, path: string): string {
  if (service === '') return path === '' ? '.' : path;
  const from = service.split('/');
  const to = path === '' ? [] : path.split('/');
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same += 1;
  const up = from.slice(same).map(() => '..');
  return [...up, ...to.slice(same)].join('/') || '.';
}

function isWithin(service: string, path: string): boolean {
  return service === '' || path === service || path.startsWith(`${service}/`);
}
