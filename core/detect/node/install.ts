import { posix } from 'node:path';
import type { Dependency, Install } from '../fact-values.js';
import type { Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import { atInstall, ownScripts } from './lifecycle.js';
import type { Manager } from './manager.js';
import { memberKey } from './manager-claims.js';
import { Json, type Manifest, presence, readManifest } from './manifest.js';
import { registriesOf } from './registries.js';
import { read, type Workspace } from './workspace.js';

const SETTINGS = ['.npmrc', '.yarnrc.yml', '.yarnrc', '.pnpmfile.cjs', 'pnpm-workspace.yaml', 'bunfig.toml'];

/** What an install reads: manifests of the whole workspace, the lock file, settings, patches, local packages. */
export function detectInstall(
  folder: Folder,
  manifest: Manifest,
  workspace: Workspace | undefined,
  manager: Manager,
): Fact<Install> {
  const root = workspace?.root ?? '.';
  const files = new Set<string>();
  const add = (file: string): void => {
    files.add(posix.normalize(file));
  };
  add(posix.join(root, 'package.json'));
  if (manager.lock !== undefined) add(manager.lock);
  const top = new Set(folder.listAt(root, 1));
  for (const name of SETTINGS)
    if (top.has(posix.join(root, name)) && belongs(name, manager.fact.value)) add(posix.join(root, name));
  // A lock file of a workspace is only accepted with the manifests of all its members.
  for (const member of workspace?.members ?? []) add(posix.join(member.folder, 'package.json'));
  if (root !== '.' && workspace?.integrated !== true) {
    add('package.json');
    if (folder.read('.npmrc') !== undefined) add('.npmrc');
  }
  for (const file of patches(folder, root, manifest)) add(file);
  for (const file of atInstall(folder, manifest)) add(file);
  const local = localPackages(folder, manifest, workspace);
  const name = manifest.json.string('name');
  const lockVersion = manager.fact.value === 'pnpm' ? lockVersionOf(folder, manager.lock) : undefined;
  const builds = built(folder, local, workspace);
  const scripts = files.has('package.json') ? ownScripts(folder, manifest) : [];
  const { indexes, tokens } = registriesOf(folder, files);
  const value: Install = {
    files: [...files],
    ...(manager.lock === undefined ? {} : { lock: posix.normalize(manager.lock) }),
    ...(root === '.' ? {} : { root }),
    ...(root === '.' || workspace?.integrated === true ? {} : { member: name ?? memberKey(folder, root) }),
    ...(manager.version === undefined ? {} : { managerVersion: manager.version }),
    ...(manager.flavour === undefined ? {} : { flavour: manager.flavour }),
    ...(local.length === 0 ? {} : { local }),
    ...(lockVersion === undefined ? {} : { lockVersion }),
    ...(builds.length === 0 ? {} : { builds }),
    ...(scripts.length === 0 ? {} : { scripts }),
    ...(indexes.length === 0 ? {} : { indexes }),
    ...(tokens.length === 0 ? {} : { tokens }),
  };
  const evidence = [
    workspace === undefined ? manifest.json.evidence('package-json') : presence(folder, workspace.file, 'workspace'),
  ];
  if (manager.lock !== undefined) evidence.push(presence(folder, manager.lock, 'lock-file'));
  return { value, confidence: 'certain', evidence, others: [] };
}

function lockVersionOf(folder: Folder, lock: string | undefined): string | undefined {
  const text = lock === undefined ? undefined : folder.read(lock);
  return /^lockfileVersion:\s*['"]?(\d+(?:\.\d+)?)/m.exec(text?.slice(0, 10_000) ?? '')?.[1];
}

/** Local packages that a build makes usable, each after those that it depends on itself. */
function built(folder: Folder, local: readonly string[], workspace: Workspace | undefined): readonly string[] {
  const byFolder = new Map((workspace?.members ?? []).map((member) => [member.folder, member.manifest]));
  const order: string[] = [];
  const visit = (at: string, open: readonly string[]): void => {
    const manifest = byFolder.get(at) ?? readManifest(folder, posix.join(at, 'package.json'));
    if (manifest === undefined || order.includes(at) || open.includes(at)) return;
    for (const other of local) {
      const name = byFolder.get(other)?.json.string('name');
      if (name !== undefined && manifest.all.has(name)) visit(other, [...open, at]);
    }
    if (manifest.scripts.has('build')) order.push(at);
  };
  for (const at of local) visit(at, []);
  return order;
}

function belongs(name: string, manager: string): boolean {
  if (name.startsWith('.yarnrc')) return manager === 'yarn';
  if (name.includes('pnpm')) return manager === 'pnpm';
  return name === 'bunfig.toml' ? manager === 'bun' : true;
}

/** Files that the manifests and settings name for the install: patches, and the yarn that the project carries. */
function patches(folder: Folder, root: string, manifest: Manifest): readonly string[] {
  const found: string[] = [];
  const above = root === '.' ? manifest.json : Json.read(folder, posix.join(root, 'package.json'));
  const settings = read(folder.read(posix.join(root, 'pnpm-workspace.yaml')) ?? '');
  const named = [
    ...(above?.entries('pnpm', 'patchedDependencies') ?? []),
    ...(above?.entries('patchedDependencies') ?? []),
    ...entries(settings, 'patchedDependencies'),
  ];
  for (const [, file] of named) if (typeof file === 'string') found.push(posix.join(root, file));
  const usesPatchPackage =
    manifest.all.has('patch-package') ||
    [...manifest.scripts.values()].some((script) => script.includes('patch-package'));
  for (const at of new Set([root, '.'])) {
    if (usesPatchPackage)
      found.push(...folder.listAt(posix.join(at, 'patches'), 3).filter((file) => file.endsWith('.patch')));
  }
  found.push(
    ...folder.listAt(posix.join(root, '.yarn/patches'), 2),
    ...folder.listAt(posix.join(root, '.yarn/plugins'), 3),
  );
  const yarn = entries(read(folder.read(posix.join(root, '.yarnrc.yml')) ?? ''), '').find(
    ([key]) => key === 'yarnPath',
  );
  if (typeof yarn?.[1] === 'string') found.push(posix.join(root, yarn[1]));
  return [...new Set(found)].sort();
}

function entries(value: unknown, key: string): readonly (readonly [string, unknown])[] {
  const isTable = (one: unknown): one is Readonly<Record<string, unknown>> =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!isTable(value)) return [];
  const inner = key === '' ? value : value[key];
  return isTable(inner) ? Object.entries(inner) : [];
}

/** Folders of packages that the service depends on by `workspace:`, `file:`, `link:`, or by the name of a member. */
export function localPackages(folder: Folder, manifest: Manifest, workspace: Workspace | undefined): readonly string[] {
  const byName = new Map(
    (workspace?.members ?? []).flatMap((member) => (member.name === undefined ? [] : [[member.name, member] as const])),
  );
  const found = new Set<string>();
  const open: { readonly manifest: Manifest; readonly at: string }[] = [{ manifest, at: '.' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [name, range] of next.manifest.all) {
      const path = ['file:', 'link:', 'portal:'].find((prefix) => range.startsWith(prefix));
      const target = path === undefined ? byName.get(name)?.folder : posix.join(next.at, range.slice(path.length));
      if (target === undefined || target === '.' || found.has(target) || target.endsWith('.tgz')) continue;
      const member = byName.get(name)?.manifest;
      if (path !== undefined && folder.listAt(target, 1).length === 0) continue;
      found.add(target);
      if (member !== undefined) open.push({ manifest: member, at: target });
    }
  }
  return [...found].sort();
}

/** Direct run-time and build dependencies with their locked versions. */
export function detectDependencies(manifest: Manifest, manager: Manager): Fact<readonly Dependency[]> | undefined {
  if (manifest.all.size === 0) return undefined;
  const value = [...manifest.all.keys()].sort().map((name) => {
    const version = manager.locked?.versions.get(name) ?? pinned(manifest.all.get(name) ?? '');
    return { name, ...(version === undefined ? {} : { version }) };
  });
  return {
    value,
    confidence: 'certain',
    evidence: [manifest.json.evidence('dependencies', 'dependencies')],
    others: [],
  };
}

/** A range that allows one version only. */
function pinned(range: string): string | undefined {
  const parts = range.split('.');
  const isExact =
    parts.length >= 3 &&
    [...(parts[0] ?? 'x')].every((one) => one >= '0' && one <= '9') &&
    !range.includes(' ') &&
    !range.includes('x') &&
    !range.includes('*');
  return isExact ? range : undefined;
}
