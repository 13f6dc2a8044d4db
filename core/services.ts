import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isTest } from './detect/python/paths.js';
import { zoneOf } from './detect/python/zones.js';
import type { Parts } from './parts.js';

/** What a service of either language lies beside. */
const MANIFEST =
  /^(?:pyproject\.toml|requirements.*\.txt|Pipfile|setup\.(?:py|cfg)|manage\.py|langgraph\.json|package\.json|project\.json)$/;

/** Where the service of a folder was seen: files relative to the folder that was searched. */
interface Seen {
  readonly folder: string;
  readonly evidence: string;
  readonly isSite: boolean;
}

/**
 * Folders at or below `root` that are a service each or have a scaffold, relative to it, `.` for itself: first those
 * that sites may call and that have none yet, then the others, each in code unit order. A folder whose service lies in
 * another of them is none of its own. Tests, examples and what git ignores are passed over. `scaffolded`: only folders
 * that have a scaffold. Throws Failure when `root` cannot be read.
 */
export async function findServices(root: string, scaffolded: boolean, parts: Parts): Promise<readonly string[]> {
  const { folder } = await parts.openFolder(root, []);
  const folders = new Map<string, boolean>([['.', false]]);
  for (const file of folder.list()) {
    const names = file.split('/');
    const isManifest = MANIFEST.test(names.pop() ?? '');
    const at = names.join('/') || '.';
    folders.set(at, (folders.get(at) ?? false) || isManifest);
  }
  const found: string[] = [];
  const seen: Seen[] = [];
  for (const [at, isCandidate] of folders) {
    const path = join(root, at);
    if (existsSync(join(path, '.saasfactory', 'manifest.json'))) found.push(at);
    else if (!scaffolded && isCandidate && isOfService(at)) {
      const opened = await parts.openFolder(path, ['.yo-rc.json']);
      const { facts } = await parts.detect(opened);
      const evidence = (facts.app ?? facts.service)?.evidence[0]?.file;
      if (facts.service && evidence !== undefined)
        seen.push({ folder: at, evidence, isSite: facts.service.value === 'frontend' });
    }
  }
  const all = [...found, ...seen.map((one) => one.folder)];
  const own = seen.filter(({ folder: outer, evidence }) => {
    const file = outer === '.' ? evidence : `${outer}/${evidence}`;
    return !all.some((inner) => inner !== outer && isBelow(inner, outer) && isBelow(file, inner));
  });
  // What has no scaffold yet and may be called comes first: a site's files follow from it.
  const first = own.filter(({ isSite }) => !isSite).map((one) => one.folder);
  const rest = [...found, ...own.filter(({ isSite }) => isSite).map((one) => one.folder)];
  return [...sorted(first), ...sorted(rest)];
}

const sorted = (folders: readonly string[]): readonly string[] => [...folders].sort((a, b) => (a < b ? -1 : 1));

function isBelow(path: string, folder: string): boolean {
  return folder === '.' ? path !== '.' : path.startsWith(`${folder}/`);
}

/** A manifest in tests or examples belongs to what is tested or shown. */
function isOfService(folder: string): boolean {
  const file = `${folder}/x.py`;
  return !isTest(file) && zoneOf(file).zone !== 'shown';
}
