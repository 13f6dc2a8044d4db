import type { Answers } from '../options.js';
import type { Job } from './model.js';

/** An hour: Cloud Run would give ten minutes, Kubernetes no end at all. */
const SECONDS = 3600;

/**
 * When and how long a job runs. Nothing in the code shows that half a run may be done again: a person decides about
 * retries. On both platforms one clock alone counts.
 */
export function jobOf(answers: Answers): Job {
  const { schedule = 'none', 'time-zone': timeZone = 'Etc/UTC', platform } = answers;
  const clock = platform === 'gke' ? 'gke' : 'cloud-run';
  return { ...(schedule === 'none' ? {} : { schedule, clock }), timeZone, seconds: SECONDS, retries: 0 };
}

/** What a person should know of a job. */
export function jobNotes({ schedule, clock }: Job, platform: Answers['platform']): readonly string[] {
  if (schedule === undefined)
    return ['the job runs when somebody starts it: deploy/scripts/smoke.sh does; --schedule gives it a clock'];
  return [
    ...(platform === 'hybrid' && clock === 'cloud-run'
      ? ['on both platforms the clock of Cloud Run alone starts the job; the CronJob on GKE is suspended']
      : []),
    ...(platform === 'gke'
      ? []
      : [
          'Cloud Scheduler starts a run while another one is still going, and may start one twice: a run must bear both',
        ]),
  ];
}
