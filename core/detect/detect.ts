import type { Detection } from './facts.js';
import type { Folder } from './folder.js';

/** All facts of a service folder. Never throws on what a folder holds. */
export async function detect(_folder: Folder): Promise<Detection> {
  return { facts: {}, candidates: { app: [] }, remarks: [], trace: [] };
}
