import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { baseOf, folderOf, joinPath } from './detect/launch/paths.js';
import { isTest } from './detect/python/paths.js';
import { zoneOf } from './detect/python/zones.js';
import type { Parts } from './parts.js';
import { isObject, LARGEST, parseJson } from './state/json.js';
import { MANIFEST as MANIFEST_FILE } from './state/manifest.js';

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
  const files = folder.list();
  const folders = new Set<string>(['.', ...files.map(folderOf)]);
  const found = [...folders].filter((at) => existsSync(join(root, at, MANIFEST_FILE)));
  const written = new Set(
    found.flatMap((at) => outputsOf(join(root, at, MANIFEST_FILE)).map((path) => joinPath(at, path))),
  );
  // What a scaffold wrote, such as deploy/runtime/requirements.txt, makes no service.
  const candidates = new Set(files.filter((file) => MANIFEST.test(baseOf(file)) && !written.has(file)).map(folderOf));
  const seen: Seen[] = [];
  for (const at of scaffolded ? [] : folders) {
    const path = join(root, at);
    if (candidates.has(at) && !found.includes(at) && isOfService(at)) {
      const opened = await parts.openFolder(path, ['.yo-rc.json']);
      const { facts } = await parts.detect(opened);
      const evidence = (facts.app ?? facts.service)?.evidence[0]?.file;
      if (facts.service && evidence !== undefined)
        seen.push({ folder: at, evidence, isSite: facts.service.value === 'frontend' });
    }
  }
  const all = [...found, ...seen.map((one) => one.folder)];
  const own = seen.filter(({ folder: outer, evidence }) => {
    const file = joinPath(outer, evidence);
    return !all.some((below) => below !== outer && isBelow(below, outer) && isBelow(file, below));
  });
  // What has no scaffold yet and may be called comes first: a site's files follow from it.
  const first = own.filter(({ isSite }) => !isSite).map((one) => one.folder);
  const rest = [...found, ...own.filter(({ isSite }) => isSite).map((one) => one.folder)];
  return [...sorted(first), ...sorted(rest)];
}

const sorted = (folders: readonly string[]): readonly string[] => [...folders].sort((a, b) => (a < b ? -1 : 1));

/** Paths of what a scaffold wrote, as its manifest has them; none where it cannot be read, which its own run reports. */
function outputsOf(manifest: string): readonly string[] {
  const status = statSync(manifest, { throwIfNoEntry: false });
  // A FIFO would never end.
  const isReadable = status?.isFile() === true && status.size <= LARGEST;
  const read = isReadable ? parseJson(readFileSync(manifest, 'utf8')) : undefined;
  const outputs = read?.ok === true && isObject(read.value) ? read.value.outputs : undefined;
  return isObject(outputs)
    ? Object.values(outputs).flatMap((one) => (isObject(one) && typeof one.path === 'string' ? [one.path] : []))
    : [];
}

function isBelow(path: string, folder: string): boolean {
  return folder === '.' ? path !== '.' : path.startsWith(`${folder}/`);
}

/** A manifest in tests or examples belongs to what is tested or shown. */
function isOfService(folder: string): boolean {
  const file = `${folder}/x.py`;
  return !isTest(file) && zoneOf(file).zone !== 'shown';
}
