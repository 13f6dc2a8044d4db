import type { Folder } from '../folder.js';
import { joinPath, normalise } from './paths.js';

/** Whether a dotted module lies under one of the places, or anywhere in the folder under the same tail. */
export function hasModule(folder: Folder, module: string, places: readonly string[]): boolean {
  const path = module.replaceAll('.', '/');
  for (const one of places) {
    const base = normalise(folder, joinPath(one, path));
    if (folder.read(`${base}.py`) !== undefined || folder.read(`${base}/__init__.py`) !== undefined) return true;
  }
  const tails = [path];
  // Seen from a folder above, the module's first part is this folder's own name.
  if (path.startsWith(`${folder.name}/`)) tails.push(path.slice(folder.name.length + 1));
  return tails.some((tail) => endsWith(folder, `${tail}.py`) || endsWith(folder, `${tail}/__init__.py`));
}

/** Whether a file of the folder has this path as its tail. */
export function endsWith(folder: Folder, path: string): boolean {
  const clean = path.replace(/^(?:\.?\/)+/, '');
  return folder.list().some((file) => file === clean || file.endsWith(`/${clean}`));
}
