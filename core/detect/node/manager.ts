import { posix } from 'node:path';
import type { Evidence, Fact, NodeManager, Remark } from '../facts.js';
import type { Folder } from '../folder.js';
import { splitScript } from './commands.js';
import type { Containers } from './containers.js';
import { LOCKS, type Locked, readLock } from './locks.js';
import { Json, type Manifest, presence } from './manifest.js';
import type { Workspace } from './workspace.js';

export interface Manager {
  readonly fact: Fact<NodeManager>;
  /** The lock file relative to the service folder. */
  readonly lock?: string;
  readonly locked?: Locked;
  /** As `packageManager` says it, without a hash. */
  readonly version?: string;
  readonly flavour?: 'classic' | 'berry';
  readonly remarks: readonly Remark[];
}

interface Claim {
  readonly manager: NodeManager;
  readonly evidence: Evidence;
  readonly weight: number;
  readonly lock?: string;
  readonly version?: string;
}

const MANAGERS: readonly NodeManager[] = ['npm', 'pnpm', 'yarn', 'bun'];

/** The package manager by what the project says itself, then lock files, then what scripts and Dockerfiles run. */
export function detectManager(
  folder: Folder,
  manifest: Manifest,
  workspace: Workspace | undefined,
  containers: Containers,
): Manager {
  const root = workspace?.root ?? '.';
  const claims = [
    ...declared(folder, manifest, root),
    ...locks(folder, manifest, root),
    ...settings(folder, root),
    ...used(manifest, containers),
  ];
  const sums = new Map<NodeManager, number>();
  for (const claim of claims) sums.set(claim.manager, (sums.get(claim.manager) ?? 0) + claim.weight);
  const order = [...sums.keys()].sort(
    (a, b) =>
      (sums.get(b) ?? 0) - (sums.get(a) ?? 0) ||
      LOCKS.findIndex(([, m]) => m === a) - LOCKS.findIndex(([, m]) => m === b),
  );
  const manager = order[0] ?? 'npm';
  const own = claims.filter((claim) => claim.manager === manager).sort((a, b) => b.weight - a.weight);
  const evidence = own.map((claim) => claim.evidence);
  const lock = own.find((claim) => claim.lock !== undefined)?.lock;
  const said = own.find((claim) => claim.version !== undefined)?.version;
  const locked = lock === undefined ? undefined : readLock(folder, lock, memberKey(folder, root), manifest);
  const flavour = manager === 'yarn' ? yarnFlavour(folder, root, lock, said) : undefined;
  return {
    fact: {
      value: manager,
      confidence: own.length === 0 ? 'guess' : (own[0]?.weight ?? 0) >= 30 ? 'certain' : 'likely',
      evidence: evidence.length === 0 ? [presence(folder, 'package.json', 'package-json')] : evidence.slice(0, 3),
      others: order.slice(1).map((other) => ({
        value: other,
        evidence: claims.filter((claim) => claim.manager === other).map((claim) => claim.evidence),
        reason: `outranked by ${own[0]?.evidence.file ?? ''} (${own[0]?.evidence.rule ?? ''})`,
      })),
    },
    ...(lock === undefined ? {} : { lock }),
    ...(locked === undefined ? {} : { locked }),
    ...(said === undefined ? {} : { version: said }),
    ...(flavour === undefined ? {} : { flavour }),
    remarks: lockRemarks(lock, locked, order.length > 1 ? claims : []),
  };
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

function yarnFlavour(
  folder: Folder,
  root: string,
  lock: string | undefined,
  version: string | undefined,
): 'classic' | 'berry' {
  if (version !== undefined) return version.startsWith('1.') || version === '1' ? 'classic' : 'berry';
  if (folder.read(posix.join(root, '.yarnrc.yml')) !== undefined) return 'berry';
  const text = lock === undefined ? '' : (folder.read(lock) ?? '');
  return text.includes('\n__metadata:') || text.startsWith('__metadata:') ? 'berry' : 'classic';
}

function lockRemarks(
  lock: string | undefined,
  locked: Locked | undefined,
  claims: readonly Claim[],
): readonly Remark[] {
  const remarks: Remark[] = [];
  if (lock !== undefined && locked !== undefined && locked.stale.length > 0) {
    const names = locked.stale.slice(0, 5).join(', ');
    const more = locked.stale.length > 5 ? ` and ${locked.stale.length - 5} more` : '';
    remarks.push({
      rule: 'lock-stale',
      file: lock,
      line: 1,
      message: `does not hold ${names}${more} as package.json asks for: an install from the lock file fails`,
    });
  }
  const files = [...new Set(claims.flatMap((claim) => claim.lock ?? []))];
  if (files.length > 1)
    remarks.push({
      rule: 'several-locks',
      file: files[0] ?? '',
      line: 1,
      message: `several lock files side by side: ${files.join(', ')}`,
    });
  return remarks;
}
