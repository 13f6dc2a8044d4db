import type { Model } from '../model/model.js';
import { cloudRunFile } from '../outputs/cloud-run.js';

/** What one platform does for the service and another does not, with what stands in its place. */
export interface Loss {
  /** The file that holds what was chosen instead. */
  readonly path: string;
  readonly message: string;
}

/** A loss, or nothing where the model makes no use of it. */
export type Rule = (model: Model) => Loss | undefined;

/** The Cloud Run file of the last environment. */
export const service = (model: Model): string =>
  `deploy/cloud-run/${model.environments.at(-1)?.name}/${cloudRunFile(model)}.yaml`;
