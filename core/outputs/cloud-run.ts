import type { Model } from '../model/model.js';
import type { Output } from '../output.js';
import { clockOf, cpu, file } from './entry.js';

/** The name of the file that says what runs, and so of the kind that Cloud Run makes of it. */
export const cloudRunFile = ({ work }: Model): string =>
  work === undefined ? 'service' : work.job === undefined ? 'worker-pool' : 'job';

/** What Cloud Run takes. */
export const CLOUD_RUN_OUTPUTS: readonly Output[] = [
  {
    ...file(
      'cloud-run-service',
      'cloud-run/service.yaml.ejs',
      '',
      (model) => model.platforms.cloudRun && model.work === undefined,
      'yaml',
      'one whole Cloud Run service for each environment',
    ),
    each: 'environment',
    path: (_model, environment) => `deploy/cloud-run/${environment}/service.yaml`,
    about: (model, environment) =>
      `${cpu(model.resources.cpuMillis)}, ${model.resources.memoryMiB} MiB, ${environment?.minInstances}–${environment?.maxInstances} instances`,
  },
  {
    ...file(
      'cloud-run-worker-pool',
      'cloud-run/worker-pool.yaml.ejs',
      '',
      (model) => model.platforms.cloudRun && model.work !== undefined && model.work.job === undefined,
      'yaml',
      'one whole worker pool for each environment',
    ),
    each: 'environment',
    path: (_model, environment) => `deploy/cloud-run/${environment}/worker-pool.yaml`,
    about: (model) => `${cpu(model.resources.cpuMillis)}, ${model.resources.memoryMiB} MiB`,
  },
  {
    ...file(
      'cloud-run-job',
      'cloud-run/job.yaml.ejs',
      '',
      (model) => model.platforms.cloudRun && model.work?.job !== undefined,
      'yaml',
      'one whole job for each environment',
    ),
    each: 'environment',
    path: (_model, environment) => `deploy/cloud-run/${environment}/job.yaml`,
    about: (model) => `${cpu(model.resources.cpuMillis)}, ${model.resources.memoryMiB} MiB, ${clockOf(model)}`,
  },
  {
    ...file(
      'cloud-run-migrate-job',
      'cloud-run/migrate-job.yaml.ejs',
      '',
      (model) => model.platforms.cloudRun && model.migrate !== undefined,
      'yaml',
      'the job that brings the database up to date, for each environment',
    ),
    each: 'environment',
    path: (_model, environment) => `deploy/cloud-run/${environment}/migrate-job.yaml`,
    about: (model) => model.migrate?.command.join(' ') ?? '',
  },
];
