import type { Detection } from '../detect/facts.js';
import type { Answers } from '../options.js';
import type { Model } from './model.js';

/** Where the service lies and how it is called, beside answers and facts. */
export interface Place {
  /** The service folder relative to the repository, `.` for its root. */
  readonly folder: string;
  /** The repository has an ai_docs/tasks folder: task documents go there. */
  readonly aiDocs: boolean;
  /** Version of the generator. */
  readonly generator: string;
}

/** Answers and facts to the one description that every output is rendered from. Throws Failure where they contradict. */
export function buildModel(_answers: Answers, _detection: Detection, _place: Place): Model {
  throw new Error('the model is being built');
}
