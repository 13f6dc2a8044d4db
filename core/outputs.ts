import type { Output } from './output.js';
import { CLOUD_RUN_OUTPUTS } from './outputs/cloud-run.js';
import { DEPLOY_OUTPUTS } from './outputs/deploy.js';
import { IMAGE_OUTPUTS } from './outputs/image.js';
import { KUBERNETES_OUTPUTS } from './outputs/kubernetes.js';
import { RUNTIME_OUTPUTS } from './outputs/runtime.js';

/** One entry for every file that may be emitted, in the order of the report. */
export const OUTPUTS: readonly Output[] = [
  ...IMAGE_OUTPUTS,
  ...CLOUD_RUN_OUTPUTS,
  ...KUBERNETES_OUTPUTS,
  ...RUNTIME_OUTPUTS,
  ...DEPLOY_OUTPUTS,
];
