import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import { COMPOSE_NAME, COMPOSE_PLACES } from '../launch/compose.js';
import { ASIDE } from './container-commands.js';
import { above } from './workspace.js';

/** The names that compose finds by itself, best first. */
const PLAIN = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/**
 * Compose files in and above the folder, nearest first, there the plain names before `docker-compose.prod.yml` and those
 * in a folder for deployment; none for development or tests.
 */
export function composeFiles(folder: Folder): readonly string[] {
  return ['.', ...above(folder)].flatMap((root) => {
    const places = ['.', ...COMPOSE_PLACES].map((place) => posix.join(root, place));
    const files = places.flatMap((place) => folder.listAt(place, 1)).filter(isShipped);
    return [...new Set(files)].sort((a, b) => rank(a, root) - rank(b, root) || (a < b ? -1 : 1));
  });
}

function isShipped(file: string): boolean {
  const name = posix.basename(file);
  const words = name.split(/[.-]/u);
  return COMPOSE_NAME.test(name) && !words.includes('override') && !words.some((word) => ASIDE.includes(word));
}

function rank(file: string, root: string): number {
  const plain = PLAIN.indexOf(posix.basename(file));
  return (plain === -1 ? PLAIN.length : plain) + (posix.dirname(file) === root ? 0 : 10);
}
