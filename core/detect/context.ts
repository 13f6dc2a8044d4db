import type { Evidence, Fact, Facts } from './facts.js';
import type { Folder } from './folder.js';
import { lineText } from './launch/paths.js';

interface Need {
  readonly path: string;
  readonly evidence: Evidence;
}

/**
 * The nearest folder that holds all that an image of the service needs, relative to the service folder: what the
 * install reads, local path dependencies and the folders that the code imports.
 */
export function detectContext(folder: Folder, facts: Facts): Fact<string> | undefined {
  const needs: Need[] = [];
  const install = facts.install;
  const because = install?.evidence[0];
  if (install && because) {
    const { files, lock, root, local } = install.value;
    for (const path of [...files, ...(lock ? [lock] : []), ...(root ? [root] : []), ...(local ?? [])]) {
      const isOwn = path !== because.file && (path === lock || files.includes(path));
      const evidence = isOwn ? { ...because, file: path, line: 1, text: lineText(folder.read(path), 1) } : because;
      needs.push({ path, evidence });
    }
  }
  const shared = facts.shared;
  for (const path of shared?.value ?? []) {
    const evidence = shared?.evidence[0];
    if (evidence) needs.push({ path, evidence });
  }
  // The folder is a package of its own, imported by its name from above.
  for (const path of facts.importRoots?.value ?? []) {
    const evidence = facts.importRoots?.evidence[0];
    if (evidence && path.split('/').every((part) => part === '..')) needs.push({ path, evidence });
  }
  const highest = Math.max(0, ...needs.map((need) => levels(need.path)));
  const ceiling = folder.path === '.' ? 0 : folder.path.split('/').length;
  const up = Math.min(highest, ceiling);
  const deciding = needs.filter((need) => levels(need.path) === highest).map((need) => need.evidence);
  const evidence = up > 0 ? deciding : (facts.service?.evidence ?? deciding);
  if (evidence.length === 0) return undefined;
  return {
    value: up === 0 ? '.' : Array.from({ length: up }, () => '..').join('/'),
    confidence: highest > ceiling ? 'guess' : 'certain',
    evidence: evidence.slice(0, 3),
    others: [],
  };
}

/** How many folders up a relative path begins. */
function levels(path: string): number {
  return path.split('/').filter((part) => part === '..').length;
}
