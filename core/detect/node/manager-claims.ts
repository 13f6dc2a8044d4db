import { posix } from 'node:path';
import type { Evidence, NodeManager } from '../facts.js';
import type { Folder } from '../folder.js';
import { splitScript } from './commands.js';
import type { Containers } from './containers.js';
import { LOCKS, readLock } from './locks.js';
import { Json, type Manifest, presence } from './manifest.js';

/** One sign of a package manager and how much it counts beside the others. */
export interface Claim {
  readonly manager: NodeManager;
  readonly evidence: Evidence;
  readonly weight: number;
  readonly lock?: string;
  readonly version?: string;
}

const MANAGERS: readonly NodeManager[] = ['npm', 'pnpm', 'yarn', 'bun'];

/** Every sign of a package manager: fields, lock files, settings, then what scripts and Dockerfiles run. */
export function managerClaims(
  folder: Folder,
  manifest: Manifest,
  root: string,
  containers: Containers,
): readonly Claim[] {
  return [
    ...declared(folder, manifest, root),
    ...locks(folder, manifest, root),
    ...settings(folder, root),
    ...used(manifest, containers),
  ];
}

/** The service folder as the lock file of a root names it. */
export function memberKey(folder: Folder, root: string): string {
  if (root === '.') return '.';
  const parts = folder.path.split('/');
  return parts.slice(parts.length - root.split('/').length).join('/');
}

function declared(folder: Folder, manifest: Manifest, root: string): readonly Claim[] {
  const above = root === '.' ? undefined : Json.read(folder, posix.join(root, 'package.json'));
  const claims: Claim[] = [];
  for (const json of [manifest.json, above]) {
    if (json === undefined) continue;
    const text = json.string('packageManager') ?? '';
    const [name, version] = (text.split('+')[0] ?? '').split('@');
    const manager = MANAGERS.find((one) => one === name);
    if (manager !== undefined)
      claims.push({
        manager,
        evidence: json.evidence('package-manager-field', 'packageManager'),
        weight: 200,
        ...(version === undefined ? {} : { version }),
      });
    const engine = json.string('devEngines', 'packageManager', 'name');
    const named = MANAGERS.find((one) => one === engine);
    if (named !== undefined)
      claims.push({
        manager: named,
        evidence: json.evidence('dev-engines', 'devEngines', 'packageManager'),
        weight: 150,
      });
    const volta = (['pnpm', 'yarn'] as const).find((one) => json.string('volta', one) !== undefined);
    if (volta !== undefined) {
      const pinned = json.string('volta', volta);
      claims.push({
        manager: volta,
        evidence: json.evidence('volta', 'volta', volta),
        weight: 30,
        ...(pinned === undefined ? {} : { version: pinned }),
      });
    }
  }
  return claims;
}

function locks(folder: Folder, manifest: Manifest, root: string): readonly Claim[] {
  const claims: Claim[] = [];
  for (const at of root === '.' ? ['.'] : [root, '.']) {
    const files = new Set(folder.listAt(at, 1));
    for (const [name, manager] of LOCKS) {
      const file = posix.join(at, name);
      if (!files.has(file)) continue;
      // In a workspace the root's lock file is the one that an install reads; one in a member is a left-over.
      const member = at === root ? memberKey(folder, root) : '.';
      const locked = readLock(folder, file, member, manifest);
      const fresh = locked === undefined || manifest.all.size === 0 ? 1 : 1 - locked.stale.length / manifest.all.size;
      claims.push({
        manager,
        evidence: presence(folder, file, 'lock-file'),
        weight: (at === root ? 60 : 15) * (0.5 + fresh / 2),
        lock: file,
      });
    }
  }
  return claims;
}

function settings(folder: Folder, root: string): readonly Claim[] {
  const files = new Set(folder.listAt(root, 1));
  const known: readonly (readonly [string, NodeManager])[] = [
    ['pnpm-workspace.yaml', 'pnpm'],
    ['.pnpmfile.cjs', 'pnpm'],
    ['.yarnrc.yml', 'yarn'],
    ['.yarnrc', 'yarn'],
    ['bunfig.toml', 'bun'],
  ];
  return known.flatMap(([name, manager]) => {
    const file = posix.join(root, name);
    return files.has(file) ? [{ manager, evidence: presence(folder, file, 'manager-settings'), weight: 20 }] : [];
  });
}

/** What scripts and Dockerfiles run; worth little, since `npm run` works in every project. */
function used(manifest: Manifest, containers: Containers): readonly Claim[] {
  const claims: Claim[] = containers.managers.flatMap(({ value, evidence }) => {
    const manager = MANAGERS.find((one) => one === value);
    return manager === undefined ? [] : [{ manager, evidence, weight: 25 }];
  });
  for (const [name, script] of manifest.scripts) {
    for (const command of splitScript(script)) {
      const manager = MANAGERS.find((one) => one === command.name);
      const isBunx = script.includes('bunx ');
      const found = manager ?? (isBunx ? 'bun' : undefined);
      if (
        found === undefined ||
        claims.some((claim) => claim.manager === found && claim.evidence.rule === 'script-runs')
      )
        continue;
      claims.push({
        manager: found,
        evidence: manifest.json.evidence('script-runs', 'scripts', name),
        weight: found === 'npm' ? 4 : 8,
      });
    }
  }
  return claims;
}
