import type { Facts, Launch, Remark, Trace } from '../facts.js';
import type { Folder } from '../folder.js';

/** What one language's reader contributes; `detect.ts` joins them. */
export interface Found {
  readonly facts: Facts;
  /** Every app found, best first, in the form of `facts.app.value`. */
  readonly apps: readonly string[];
  readonly remarks: readonly Remark[];
  readonly trace: readonly Trace[];
}

/** Reads the service's own Python and what it imports inside the repository. */
export async function detectPython(_folder: Folder, _launches: readonly Launch[]): Promise<Found> {
  return { facts: {}, apps: [], remarks: [], trace: [] };
}
