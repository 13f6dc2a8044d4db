import type { Evidence } from '../facts.js';

/**
 * A command that starts something, found in a Dockerfile, Procfile, compose file, shell script or package script,
 * split into words. Sources of it rank apps, ports and import roots; a stale one is evidence to weigh, not truth.
 */
export interface Launch {
  readonly source: 'dockerfile' | 'procfile' | 'compose' | 'script' | 'package-script' | 'cloudbuild' | 'manifest';
  readonly words: readonly string[];
  readonly evidence: Evidence;
  /** `package.module:attr` when the words name an app of a known server (uvicorn, gunicorn, hypercorn, granian, fastapi). */
  readonly app?: string;
  /** Folder in which the command runs, relative to the service folder, where the source says so. */
  readonly directory?: string;
  readonly port?: number;
  /** Where the port stands, when that is a file that the command names. */
  readonly portEvidence?: Evidence;
}
