import { posix } from 'node:path';
import type { NodeManager } from '../facts.js';
import type { Folder } from '../folder.js';
import { Json, type Manifest } from './manifest.js';
import { read } from './workspace.js';

/** Lock files by manager, the manager's newest form first. */
export const LOCKS: readonly (readonly [string, NodeManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** What a lock file says about one package's direct dependencies. */
export interface Locked {
  /** Locked versions by name. */
  readonly versions: ReadonlyMap<string, string>;
  /** Direct dependencies of the manifest whose range the lock file does not hold: an install that insists will fail. */
  readonly stale: readonly string[];
}

/** Reads a lock file for a member's manifest; undefined for binary files and those that do not parse. */
export function readLock(folder: Folder, lock: string, member: string, manifest: Manifest): Locked | undefined {
  const name = posix.basename(lock);
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') return npmLock(folder, lock, member, manifest);
  if (name === 'bun.lock') return bunLock(folder, lock, member, manifest);
  const text = folder.read(lock);
  if (text === undefined) return undefined;
  return name === 'pnpm-lock.yaml'
    ? pnpmLock(text, member, manifest)
    : name === 'yarn.lock'
      ? yarnLock(text, manifest)
      : undefined;
}

/** Ranges that are held by other means than the lock file's own record. */
function isLocal(range: string): boolean {
  return ['workspace:', 'file:', 'link:', 'portal:', 'catalog:'].some((prefix) => range.startsWith(prefix));
}

function compare(manifest: Manifest, recorded: (name: string) => string | undefined): readonly string[] {
  const peers = new Set(manifest.json.entries('peerDependencies').map(([name]) => name));
  return [...manifest.all]
    .filter(([name, range]) => !isLocal(range) && !peers.has(name) && recorded(name) !== range)
    .map(([name]) => name);
}

function npmLock(folder: Folder, lock: string, member: string, manifest: Manifest): Locked | undefined {
  const json = Json.read(folder, lock);
  if (json === undefined) return undefined;
  const versions = new Map<string, string>();
  const key = member === '.' ? '' : member;
  for (const name of manifest.all.keys()) {
    const nested = json.string('packages', `${key === '' ? '' : `${key}/`}node_modules/${name}`, 'version');
    const version =
      nested ??
      json.string('packages', `node_modules/${name}`, 'version') ??
      json.string('dependencies', name, 'version');
    if (version !== undefined) versions.set(name, version);
  }
  if (json.value('packages', key) === undefined) {
    return {
      versions,
      stale: [...manifest.all.keys()].filter((name) => !versions.has(name) && !isLocal(manifest.all.get(name) ?? '')),
    };
  }
  const recorded = new Map(
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => json.entries('packages', key, kind)),
  );
  return { versions, stale: compare(manifest, (name) => String(recorded.get(name))) };
}

function bunLock(folder: Folder, lock: string, member: string, manifest: Manifest): Locked | undefined {
  const json = Json.read(folder, lock);
  if (json === undefined) return undefined;
  const key = member === '.' ? '' : member;
  const recorded = new Map(
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      json.entries('workspaces', key, kind),
    ),
  );
  const versions = new Map<string, string>();
  const packages = new Map(json.entries('packages'));
  for (const name of manifest.all.keys()) {
    const entry = packages.get(name);
    const id = Array.isArray(entry) && typeof entry[0] === 'string' ? entry[0] : '';
    const version = id.slice(id.lastIndexOf('@') + 1);
    if (version !== '' && !version.includes(':')) versions.set(name, version);
  }
  return { versions, stale: compare(manifest, (name) => String(recorded.get(name))) };
}

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function pnpmLock(text: string, member: string, manifest: Manifest): Locked | undefined {
  // The part for the manager itself, in newer files, is a document of its own before this one.
  const documents = text.split('\n---\n');
  const start = documents.length > 1 ? (documents.at(-1) ?? '') : text;
  // Everything behind the importers can be megabytes and is not asked for.
  const end = ['\npackages:', '\nsnapshots:'].map((mark) => start.indexOf(mark)).filter((at) => at >= 0);
  const document = table(read(end.length === 0 ? start : start.slice(0, Math.min(...end) + 1)));
  const importers = table(document.importers);
  const own = Object.hasOwn(document, 'importers') ? table(importers[member]) : document;
  const oldRanges = table(own.specifiers);
  const versions = new Map<string, string>();
  const recorded = new Map<string, string>();
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, entry] of Object.entries(table(own[kind]))) {
      const version = typeof entry === 'string' ? entry : table(entry).version;
      const range = typeof entry === 'string' ? oldRanges[name] : table(entry).specifier;
      const plain = typeof version === 'string' ? (version.split('(')[0] ?? '').split('_')[0] : undefined;
      if (plain !== undefined && plain !== '' && !plain.includes(':')) versions.set(name, plain);
      if (typeof range === 'string') recorded.set(name, range);
    }
  }
  // An override is recorded in place of the range that the manifest gives.
  const overridden = Object.keys(table(document.overrides)).map((key) => key.split('>').at(-1) ?? key);
  const isOverridden = (name: string): boolean => overridden.some((key) => key === name || key.startsWith(`${name}@`));
  const stale = compare(manifest, (name) => recorded.get(name)).filter((name) => !isOverridden(name));
  return { versions, stale };
}

/** Both forms list `name@range` before a block with the version; berry puts `npm:` before the range. */
function yarnLock(text: string, manifest: Manifest): Locked {
  const resolved = new Map<string, string>();
  let keys: readonly string[] = [];
  for (const line of text.split('\n')) {
    if (line !== '' && line[0] !== ' ' && line[0] !== '#') {
      keys = line
        .trim()
        .replace(/:$/u, '')
        .split(',')
        .map((key) => key.trim().replaceAll('"', '').replace('@npm:', '@'));
    } else if (line.startsWith('  version')) {
      const version = line.slice('  version'.length).replace(':', '').trim().replaceAll('"', '');
      for (const key of keys) resolved.set(key, version);
    }
  }
  const versions = new Map<string, string>();
  const stale: string[] = [];
  for (const [name, range] of manifest.all) {
    const version = resolved.get(`${name}@${range.replace('npm:', '')}`) ?? resolved.get(`${name}@${range}`);
    if (version !== undefined) versions.set(name, version);
    else if (
      !isLocal(range) &&
      manifest.json.value('peerDependencies', name) === undefined &&
      !range.startsWith('patch:')
    )
      stale.push(name);
  }
  return { versions, stale };
}
