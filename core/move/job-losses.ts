import { type Rule, service } from './loss.js';

/** Of a job, which two clocks may start; where GKE is new. */
export const JOB_TO_GKE: readonly Rule[] = [
  (model) => ({
    path: 'deploy/k8s/base/cronjob.yaml',
    message: `a clock of Cloud Scheduler goes on starting the job where it ran: gcloud scheduler jobs delete ${model.service.name} ends it`,
  }),
];

/** And where Cloud Run is. */
export const JOB_TO_CLOUD_RUN: readonly Rule[] = [
  (model) =>
    model.work?.job?.schedule === undefined
      ? undefined
      : {
          path: service(model),
          message:
            'concurrencyPolicy Forbid has no counterpart on Cloud Run: Cloud Scheduler starts a run while another one is still going',
        },
];
