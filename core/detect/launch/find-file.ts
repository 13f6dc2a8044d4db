import type { Folder } from '../folder.js';
import type { Origin } from './commands.js';
import { baseOf, folderOf, joinPath, normalise } from './paths.js';

/** A folder named by `cd` or an option, relative to the service folder. */
export function place(folder: Folder, path: string, origin: Origin, directory: string | undefined): string | undefined {
  if (path.startsWith('/')) return origin.toRepository?.(path.replace(/\/+$/, ''));
  return normalise(folder, joinPath(directory ?? '.', path));
}

/** The file of the repository that a path of a command means: where it runs, or where an image was filled from. */
export function findFile(folder: Folder, path: string, origin: Origin): string | undefined {
  const own = folder.list();
  const placed = place(folder, path, origin, origin.directory);
  if (placed !== undefined && folder.read(placed) !== undefined) return placed;
  // Built images move files about; the longest tail of the path that is a file here is the one that is meant.
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  for (let i = 0; i < parts.length; i += 1) {
    const tail = parts.slice(i).join('/');
    if (own.includes(tail)) return tail;
  }
  const name = parts.at(-1) ?? '';
  const same = own.filter((file) => baseOf(file) === name);
  if (same.length === 1) return same[0];
  const beside = normalise(folder, joinPath(folderOf(origin.file), name));
  return folder.read(beside) === undefined ? undefined : beside;
}
