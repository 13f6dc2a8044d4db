import { posix } from 'node:path';
import { parse } from 'yaml';
import type { Folder } from '../folder.js';
import { matchPath } from '../glob.js';
import { Json, type Manifest, readManifest } from './manifest.js';
import type { NxProject } from './nx.js';

/** A package of the workspace. */
export interface Member {
  /** Folder relative to the service folder. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly manifest: Manifest;
}

/** The workspace that the service belongs to, or whose root it is. */
export interface Workspace {
  /** The root relative to the service folder, `.` when it is the service folder. */
  readonly root: string;
  /** `package.json` or `pnpm-workspace.yaml`, relative to the service folder. */
  readonly file: string;
  readonly members: readonly Member[];
  /** One package.json at the root stands for all projects (Nx). */
  readonly integrated?: true;
}

/** Folders above the service folder inside the repository, nearest first, as `..`, `../..`. */
export function above(folder: Folder): readonly string[] {
  const depth = folder.path === '.' ? 0 : folder.path.split('/').length;
  return Array.from({ length: depth }, (_, index) => Array.from({ length: index + 1 }, () => '..').join('/'));
}

/** The nearest workspace that has this folder as a member or root; a folder that the patterns leave out has none. */
export function workspaceOf(folder: Folder, project?: NxProject): Workspace | undefined {
  if (project !== undefined)
    return { root: project.root, file: posix.join(project.root, 'package.json'), members: [], integrated: true };
  for (const root of ['.', ...above(folder)]) {
    const found = patternsAt(folder, root);
    if (found === undefined) continue;
    const own = ownPath(folder, root);
    if (root !== '.' && !isMember(own, found.patterns)) continue;
    const members = membersOf(folder, root, found.patterns);
    // Patterns that no other package matches make no workspace.
    if (root === '.' && members.length === 0) return undefined;
    return { root, file: found.file, members };
  }
  return undefined;
}

/** The service folder's path below a folder above it. */
function ownPath(folder: Folder, root: string): string {
  if (root === '.') return '.';
  const parts = folder.path.split('/');
  return parts.slice(parts.length - root.split('/').length).join('/');
}

function patternsAt(
  folder: Folder,
  root: string,
): { readonly file: string; readonly patterns: readonly string[] } | undefined {
  const yaml = posix.join(root, 'pnpm-workspace.yaml');
  const text = folder.read(yaml);
  const packages = text === undefined ? [] : packagesOf(text);
  if (packages.length > 0) return { file: yaml, patterns: packages };
  const file = posix.join(root, 'package.json');
  const json = Json.read(folder, file);
  const patterns = [...(json?.list('workspaces') ?? []), ...(json?.list('workspaces', 'packages') ?? [])];
  return patterns.length === 0 ? undefined : { file, patterns };
}

function packagesOf(text: string): readonly string[] {
  const document = read(text);
  const list = typeof document === 'object' && document !== null && 'packages' in document ? document.packages : [];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

/** A YAML document; undefined when it does not parse. */
export function read(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' }) as unknown;
  } catch {
    return undefined;
  }
}

function isMember(path: string, patterns: readonly string[]): boolean {
  const matches = (pattern: string): boolean => matchPath(clean(pattern).split('/'), path.split('/'));
  const taken = patterns.filter((pattern) => !pattern.startsWith('!')).some(matches);
  return taken && !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)));
}

function clean(pattern: string): string {
  const plain = pattern.startsWith('./') ? pattern.slice(2) : pattern;
  return plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

/** Depth of the deepest pattern; `**` is bounded, since a listing of a whole repository is not worth its cost. */
function depthOf(patterns: readonly string[]): number {
  return Math.max(...patterns.map((pattern) => (pattern.includes('**') ? 6 : clean(pattern).split('/').length))) + 1;
}

function membersOf(folder: Folder, root: string, patterns: readonly string[]): readonly Member[] {
  const members: Member[] = [];
  for (const file of folder.listAt(root, depthOf(patterns))) {
    if (!file.endsWith('/package.json') || file.includes('node_modules/')) continue;
    const at = posix.dirname(file);
    if (at === root) continue;
    if (!isMember(rootPath(folder, root, at), patterns)) continue;
    const manifest = readManifest(folder, file);
    if (manifest !== undefined) members.push({ folder: at, name: manifest.json.string('name'), manifest });
  }
  // The service's own manifest is listed without `../`.
  if (root !== '.' && !members.some((member) => member.folder === '.')) {
    const manifest = readManifest(folder, 'package.json');
    if (manifest !== undefined) members.push({ folder: '.', name: manifest.json.string('name'), manifest });
  }
  return members;
}

/** A path relative to the service folder, as a path below the workspace's root. */
function rootPath(folder: Folder, root: string, at: string): string {
  const own = root === '.' ? '' : ownPath(folder, root);
  return posix.relative('/', posix.join('/', own, at));
}
