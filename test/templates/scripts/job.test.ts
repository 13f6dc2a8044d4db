import { describe, expect, test } from '@jest/globals';
import type { Answers } from '../../../core/options.js';
import { backend } from '../../model/example.js';
import { calls } from './ready.js';
import { type Answer, DIGEST, run } from './stage.js';

const PLATFORMS = ['cloud-run', 'gke', 'hybrid'] as const;
const job = (given: Partial<Answers>) =>
  backend({ project: 'acme-orders', process: 'job', command: 'python close.py', schedule: '15 3 * * *', ...given });
const DONE: readonly Answer[] = [
  { words: 'images describe', out: DIGEST },
  { words: 'jobs describe', out: 'orders@sha256:22' },
  { words: 'executions list', out: 'orders@sha256:22\norders@sha256:11\norders@sha256:00' },
  { words: 'get cronjob', out: 'orders@sha256:22' },
  { words: 'get jobs', out: 'orders@sha256:00\norders@sha256:11\norders@sha256:22' },
  { words: 'get job', out: 'SuccessCriteriaMet Complete' },
];

describe.each(PLATFORMS)('a job on %s', (platform) => {
  test.each([['deploy'], ['smoke'], ['rollback']])(
    '%s calls only what the tools have, and sends no request',
    (name) => {
      const ran = run(job({ platform }), [name, 'staging', ...(name === 'deploy' ? [DIGEST] : [])], DONE);
      expect([ran.code, ran.errors]).toEqual([0, '']);
      expect(calls(ran).join('\n')).not.toMatch(/curl|run services|worker-pools|rollout/);
      expect(calls(ran).length).toBeGreaterThan(0);
    },
  );

  test('with --dry-run nothing is called', () => {
    for (const name of ['deploy', 'smoke', 'rollback']) {
      const ran = run(job({ platform }), [name, '--dry-run', 'staging'], DONE);
      expect([ran.code, calls(ran).filter((call) => !call.startsWith('git'))]).toEqual([0, []]);
    }
  });

  test('a deployment runs nothing, unless it is told to', () => {
    const started = (...words: readonly string[]) =>
      calls(run(job({ platform }), ['deploy', ...words, 'staging', DIGEST], DONE)).filter((call) =>
        /jobs execute|create job /.test(call),
      ).length;
    expect([started(), started('--execute')]).toEqual([0, platform === 'hybrid' ? 2 : 1]);
  });
});

describe('the clock of Cloud Run', () => {
  const clock = (answers: readonly Answer[], given: Partial<Answers> = {}) =>
    calls(run(job({ platform: 'cloud-run', ...given }), ['deploy', 'staging', DIGEST], answers)).filter((call) =>
      /scheduler jobs (?:create|update)|add-iam/.test(call),
    );

  test('is made once and then updated, as an account that may start this job alone', () => {
    const [grant = '', made = ''] = clock(DONE);
    expect(grant).toContain(
      'run jobs add-iam-policy-binding orders --member serviceAccount:orders-clock@acme-orders.iam.gserviceaccount.com --role roles/run.invoker',
    );
    expect(made).toContain('scheduler jobs create http orders');
    expect(made).toContain('--schedule 15 3 * * * --time-zone Etc/UTC');
    expect(made).toContain('/projects/acme-orders/locations/us-central1/jobs/orders:run');
    const known = { words: 'scheduler jobs list', out: 'projects/acme-orders/locations/us-central1/jobs/orders' };
    expect(clock([known, ...DONE])[1]).toContain('scheduler jobs update http orders');
  });

  test('is none without a schedule', () => {
    expect(clock(DONE, { schedule: 'none' })).toEqual([]);
  });

  test('is not set where the job was refused', () => {
    expect(clock([{ words: 'jobs replace', out: '', code: 1 }, ...DONE])).toEqual([]);
  });
});

test('a run that fails is told with its log', () => {
  const failed = [{ words: 'get job', out: 'FailureTarget Failed' }, { words: 'logs', out: 'no input' }, ...DONE];
  const ran = run(job({ platform: 'gke' }), ['smoke', 'staging'], failed);
  expect([ran.code, ran.errors]).toEqual([
    1,
    expect.stringMatching(/no input[\s\S]*did not end well on GKE: job orders-\d{8}, Failed/),
  ]);
  const cloud = run(
    job({ platform: 'cloud-run' }),
    ['smoke', 'staging'],
    [{ words: 'jobs execute', out: '', code: 1 }],
  );
  expect([cloud.code, cloud.errors]).toEqual([1, expect.stringContaining('did not end well on Cloud Run')]);
});

test('rollback takes the newest build that another run had', () => {
  const back = (platform: Answers['platform'], answers: readonly Answer[] = DONE) =>
    run(job({ platform }), ['rollback', 'staging'], answers);
  expect(calls(back('cloud-run')).at(-1)).toContain('jobs update orders --image orders@sha256:11');
  expect(calls(back('gke')).at(-1)).toContain('set image cronjob/orders orders=orders@sha256:11');
  const alone = [{ words: 'executions list', out: 'orders@sha256:22' }, ...DONE];
  expect([back('cloud-run', alone).code, back('cloud-run', alone).errors]).toEqual([
    1,
    expect.stringContaining('no run of another build is known'),
  ]);
});

test('promote carries the digest of a job one environment on', () => {
  const orders = job({ platform: 'cloud-run' });
  const deployed = {
    ...orders,
    environments: orders.environments.map((one) => ({ ...one, image: `${one.repository}@${DIGEST}` })),
  };
  const ran = run(deployed, ['promote', 'production'], DONE);
  expect([ran.code, calls(ran)[0]]).toEqual([
    0,
    expect.stringContaining('jobs replace deploy/cloud-run/production/job.yaml'),
  ]);
});
