import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { readLaunch } from './commands.js';
import type { Launch } from './launch.js';
import { manifestFiles } from './manifests.js';
import { lineText } from './paths.js';
import { isRecord, readYaml, type YamlDocument } from './yaml.js';

/** A start of a program that the platform expects to end. */
export interface JobLaunch {
  /** Without words the image's own command runs. */
  readonly launch: Launch;
  readonly schedule?: string;
  readonly timeZone?: string;
  /** Where the schedule stands. */
  readonly clock?: Evidence;
}

/** Where each kind keeps its containers. */
const PODS: Readonly<Record<string, readonly string[]>> = {
  'batch/v1 CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'batch/v1beta1 CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'batch/v1 Job': ['spec', 'template', 'spec'],
  'run.googleapis.com/v1 Job': ['spec', 'template', 'spec', 'template', 'spec'],
};
/** What brings a database up to date is run beside a service and is none. */
const MIGRATES = /\b(?:migrat\w*|alembic|collectstatic|upgrade)\b/;

/** Jobs and CronJobs of Kubernetes and jobs of Cloud Run that run the service's image. */
export function readJobLaunches(folder: Folder): readonly JobLaunch[] {
  return manifestFiles(folder).flatMap(({ file, runs }) =>
    readYaml(folder.read(file) ?? '').flatMap((document) => readJob(folder, file, runs, document)),
  );
}

function readJob(
  folder: Folder,
  file: string,
  runs: (image: string) => boolean,
  document: YamlDocument,
): readonly JobLaunch[] {
  const root = document.value;
  if (!isRecord(root)) return [];
  const path = PODS[`${String(root.apiVersion)} ${String(root.kind)}`];
  if (path === undefined) return [];
  let spec: unknown = root;
  for (const key of path) spec = isRecord(spec) ? spec[key] : undefined;
  const all: readonly unknown[] = isRecord(spec) && Array.isArray(spec.containers) ? spec.containers : [];
  const index = all.findIndex((one) => isRecord(one) && runs(String(one.image ?? '')));
  const container = all[index];
  if (!isRecord(container)) return [];
  const words = [container.command, container.args].flat().filter((word) => typeof word === 'string');
  const name = isRecord(root.metadata) ? String(root.metadata.name ?? '') : '';
  if (MIGRATES.test([name, ...words].join(' '))) return [];
  const rule = String(root.apiVersion).startsWith('batch/') ? 'cron-job' : 'cloud-run-job';
  const evidence = (...keys: readonly (string | number)[]): Evidence => {
    const line = document.lineOf(keys);
    return { file, line, rule, text: lineText(folder.read(file), line) };
  };
  const clock = clockOf(root.spec, evidence);
  const own = { source: 'manifest', words: [], evidence: evidence(...path, 'containers', index) } as const;
  if (words.length === 0) return [{ launch: own, ...clock }];
  const { line } = evidence(...path, 'containers', index, container.command === undefined ? 'args' : 'command');
  return readLaunch(folder, words, { source: 'manifest', file, line, rule, environment: new Map() }).map(
    ({ launch }) => ({ launch, ...clock }),
  );
}

function clockOf(
  spec: unknown,
  evidence: (...keys: readonly string[]) => Evidence,
): Pick<JobLaunch, 'schedule' | 'timeZone' | 'clock'> {
  if (!isRecord(spec) || typeof spec.schedule !== 'string' || spec.suspend === true) return {};
  const zone = typeof spec.timeZone === 'string' ? { timeZone: spec.timeZone } : {};
  // Names of months and days in any case are one to Kubernetes.
  return { schedule: spec.schedule.trim().toUpperCase(), ...zone, clock: evidence('spec', 'schedule') };
}
