import { describe, expect, test } from '@jest/globals';
import { verifyFiles } from '../../../core/verify/verify.js';
import { filesBelow, goldenCases } from '../../../scripts/golden-cases.js';

const golden = new Map(goldenCases().map((one) => [one.name, filesBelow(one.expected)]));
const CRON = 'deploy/k8s/base/cronjob.yaml';

/** What verify says of a golden job after one edit, by rule. */
function after(path: string, from: string, to: string, name = 'job-hybrid') {
  const files = golden.get(name) ?? new Map<string, string>();
  const text = files.get(path) ?? '';
  expect(text).toContain(from);
  return verifyFiles(new Map(files).set(path, text.replace(from, to)), {});
}
const said = (rule: string, ...edit: Parameters<typeof after>): readonly string[] =>
  after(...edit)
    .filter((one) => one.rule === rule)
    .map(({ message }) => message);

describe('what cannot run as a job', () => {
  test.each([
    ['k8s-schedule', 'schedule: "15 3 * * MON-FRI"', 'schedule: "15 33 * * *"', '15 33 * * * is no schedule'],
    ['k8s-schedule', 'schedule: "15 3 * * MON-FRI"', 'schedule: "0 0 * * FRI-MON"', 'ends before it begins'],
    ['k8s-schedule', 'schedule: "15 3', 'schedule: "TZ=UTC 15 3', 'a zone stands in timeZone'],
    ['k8s-schedule', 'Europe/Berlin', 'Europe/Berln', 'the tz database has no Europe/Berln'],
    ['k8s-job', 'restartPolicy: Never', 'restartPolicy: Always', 'restartPolicy Always'],
    ['k8s-job', '      activeDeadlineSeconds: 3600\n', '', 'a run that hangs never ends'],
    ['one-clock', 'suspend: true', 'suspend: false', 'everything is done twice'],
    [
      'k8s-job-probes',
      '              resources:',
      '              readinessProbe:\n                tcpSocket:\n                  port: 80\n              resources:',
      'nobody calls a job',
    ],
  ])('%s: %s', (rule, from, to, message) => {
    expect(said(rule, CRON, from, to)).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    ['k8s-schedule', 'schedule: "15 3 * * MON-FRI"', 'schedule: "@daily"'],
    ['k8s-schedule', 'schedule: "15 3 * * MON-FRI"', 'schedule: "5/10 ? * jan-feb mon"'],
    ['k8s-job', 'restartPolicy: Never', 'restartPolicy: OnFailure'],
  ])('%s is silent of %s as %s', (rule, from, to) => {
    expect(said(rule, CRON, from, to)).toEqual([]);
  });

  test('a CronJob on GKE alone is its own clock', () => {
    expect(said('one-clock', CRON, 'suspend: true', 'suspend: false', 'job-gke')).toEqual([]);
  });
});

describe('a health check', () => {
  const CHECK = 'HEALTHCHECK CMD ["python", "-c", "1"]';

  test('of what runs to its end asks nobody', () => {
    expect(said('dockerfile-healthcheck', 'Dockerfile', 'HEALTHCHECK NONE', CHECK)[0]).toContain('runs to its end');
    expect(said('dockerfile-healthcheck', 'Dockerfile', 'HEALTHCHECK NONE', '# none')).toEqual([]);
  });

  test('of what stays is missed', () => {
    const files = golden.get('worker-hybrid') ?? new Map<string, string>();
    const check = /HEALTHCHECK [\s\S]*?\n {2}CMD .*\n/.exec(files.get('Dockerfile') ?? '')?.[0] ?? '';
    expect(said('dockerfile-healthcheck', 'Dockerfile', check, 'HEALTHCHECK NONE\n', 'worker-hybrid')).toHaveLength(1);
  });
});
