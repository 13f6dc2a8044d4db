import type { Launch } from './facts.js';
import type { Folder } from './folder.js';

/** Start commands and port declarations of everything but source code, most trustworthy first. */
export function readLaunches(_folder: Folder): readonly Launch[] {
  return [];
}
