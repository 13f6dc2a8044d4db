import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type IgnoreRule, judge, parseIgnore } from './ignore.js';
import { decodeText } from './text.js';

/** Folders that hold no source of the service, whatever git says of them. */
const NEVER = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__', 'site-packages', '.saasfactory']);
/** What `python -m venv .` puts beside the sources when the project folder itself is the environment. */
const ENVIRONMENT = new Set(['bin', 'include', 'lib', 'lib64', 'Include', 'Lib', 'Scripts']);

/** What is visible in one folder: names with their real absolute paths, sorted by code unit. */
export interface Entries {
  readonly files: ReadonlyMap<string, { readonly real: string; readonly size: number }>;
  readonly folders: ReadonlyMap<string, string>;
}

export interface Repository {
  readonly root: string;
  /** Entries of a folder given relative to the root, '' for the root; undefined when it is not visible. */
  entries(folder: string): Entries | undefined;
  /** Files of a name in a folder and up to `depth` levels below it, relative to the root; links are not followed. */
  named(folder: string, name: string, depth: number): readonly string[];
}

/** Folders that a search for files of a name enters at most. */
const MOST_FOLDERS = 2000;

/** The nearest parent that holds `.git` (a folder, or a file in worktrees and submodules), else the folder itself. */
export function repositoryRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

interface Node {
  readonly real: string;
  readonly rules: readonly IgnoreRule[];
}

/**
 * Opens the repository around a service folder, both real absolute paths. `hidden` are paths relative to the root that
 * are to be treated as absent. Folders are read when they are asked for, each once.
 */
export function openRepository(root: string, service: string, hidden: ReadonlySet<string>): Repository {
  const nodes = new Map<string, Node>();
  const seen = new Map<string, Entries>();
  nodes.set('', { real: root, rules: parseIgnore(readText(join(root, '.git', 'info', 'exclude')), '') });

  /** The service folder and those above it are always visible: a person named it. */
  const onWay = (path: string): boolean => path === '' || service === path || service.startsWith(`${path}/`);

  function classify(path: string, real: string, rules: readonly IgnoreRule[], isLink: boolean) {
    const target = isLink ? resolveLink(real, root) : real;
    const status = target === undefined ? undefined : statSync(target, { throwIfNoEntry: false });
    if (target === undefined || !status || hidden.has(path)) return undefined;
    const isFolder = status.isDirectory();
    if (!isFolder && !status.isFile()) return undefined;
    // To git a link is a file, whatever it points to.
    if (!onWay(path) && judge(rules, path, isFolder && !isLink) === true) return undefined;
    return { target, isFolder, size: status.size };
  }

  function scan(path: string, node: Node): Entries {
    const files = new Map<string, { real: string; size: number }>();
    const folders = new Map<string, string>();
    let listed: readonly { name: string; isSymbolicLink(): boolean }[] = [];
    try {
      listed = readdirSync(node.real, { withFileTypes: true });
    } catch {
      // An unreadable folder holds nothing for us.
    }
    const names = new Set(listed.map((entry) => entry.name));
    const isEnvironment = names.has('pyvenv.cfg');
    if (isEnvironment && !onWay(path)) return { files, folders };
    const own = names.has('.gitignore') ? parseIgnore(readText(join(node.real, '.gitignore')), path) : [];
    const rules = own.length > 0 ? [...node.rules, ...own] : node.rules;
    for (const entry of [...listed].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (NEVER.has(entry.name) || entry.name.endsWith('.dist-info') || entry.name.endsWith('.egg-info')) continue;
      if (isEnvironment && ENVIRONMENT.has(entry.name)) continue;
      const found = classify(child, join(node.real, entry.name), rules, entry.isSymbolicLink());
      if (!found) continue;
      if (found.isFolder) {
        folders.set(entry.name, found.target);
        nodes.set(child, { real: found.target, rules: rulesBelow(rules, child, service) });
      } else {
        files.set(entry.name, { real: found.target, size: found.size });
      }
    }
    return { files, folders };
  }

  function entries(path: string): Entries | undefined {
    const known = seen.get(path);
    if (known) return known;
    if (path !== '') {
      const parent = entries(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
      if (!parent?.folders.has(path.slice(path.lastIndexOf('/') + 1))) return undefined;
    }
    const node = nodes.get(path);
    if (!node) return undefined;
    const found = scan(path, node);
    seen.set(path, found);
    return found;
  }

  function named(folder: string, name: string, depth: number): readonly string[] {
    const found: string[] = [];
    let level = [folder];
    let left = MOST_FOLDERS;
    for (let below = 0; below <= depth; below += 1) {
      const next: string[] = [];
      for (const at of level.slice(0, Math.max(0, left))) {
        const file = at === '' ? name : `${at}/${name}`;
        // Asked before the folder is read: most folders have no such file.
        if (existsSync(join(root, file)) && entries(at)?.files.has(name)) found.push(file);
        if (below === depth) continue;
        for (const [child, real] of entries(at)?.folders ?? []) {
          const path = at === '' ? child : `${at}/${child}`;
          if (!child.startsWith('.') && real === join(root, path)) next.push(path);
        }
      }
      left -= level.length;
      level = next;
    }
    return found.sort((a, b) => (a < b ? -1 : 1));
  }
  return { root, entries, named };
}

/** Rules that ignore the service folder itself are dropped below it, or nothing would be left of it. */
function rulesBelow(rules: readonly IgnoreRule[], path: string, service: string): readonly IgnoreRule[] {
  if (path !== service || judge(rules, path, true) !== true) return rules;
  return [];
}

function readText(path: string): string {
  try {
    return decodeText(readFileSync(path)) ?? '';
  } catch {
    return '';
  }
}

/** Real path of a link when it stays inside the repository and outside folders that are never read. */
function resolveLink(link: string, root: string): string | undefined {
  try {
    const target = realpathSync(link);
    const inner = relative(root, target);
    const parts = inner.split(sep);
    if (inner === '' || parts[0] === '..' || parts.some((part) => NEVER.has(part)) || target === inner)
      return undefined;
    return target;
  } catch {
    return undefined;
  }
}
