import { posix } from 'node:path';
import type { Remark } from '../detection.js';
import type { Fact, NodeManager } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Containers } from './containers.js';
import { LOCKS, type Locked, readLock } from './locks.js';
import { type Claim, managerClaims, memberKey } from './manager-claims.js';
import { type Manifest, presence } from './manifest.js';
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

/** The package manager by what the project says itself, then lock files, then what scripts and Dockerfiles run. */
export function detectManager(
  folder: Folder,
  manifest: Manifest,
  workspace: Workspace | undefined,
  containers: Containers,
): Manager {
  const root = workspace?.root ?? '.';
  const claims = managerClaims(folder, manifest, root, containers);
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
  const locked =
    lock === undefined
      ? undefined
      : readLock(folder, lock, workspace?.integrated ? '.' : memberKey(folder, root), manifest);
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
