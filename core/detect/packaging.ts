import type { Folder } from './folder.js';
import type { Found } from './python/python.js';

/** Python packaging: manager, lock file, manifests, dependencies, Python version, system packages. */
export async function detectPackaging(_folder: Folder): Promise<Found> {
  return { facts: {}, apps: [], remarks: [], trace: [] };
}
