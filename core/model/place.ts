import { posix } from 'node:path';

/** Where the service lies and how it is called, beside answers and facts. */
export interface Place {
  /** The service folder relative to the repository, `.` for its root. */
  readonly folder: string;
  /** The repository has an ai_docs/tasks folder: task documents go there. */
  readonly aiDocs: boolean;
  /** Version of the generator. */
  readonly generator: string;
}

/** A path of the repository, relative to the service folder. */
export function inRepository({ folder }: Place, path: string): string {
  const up = folder === '.' ? [] : folder.split('/').map(() => '..');
  return posix.join(...up, path);
}
