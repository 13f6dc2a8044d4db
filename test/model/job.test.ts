import { expect, test } from '@jest/globals';
import { jobNotes } from '../../core/model/job.js';
import type { Answers } from '../../core/options.js';
import { render } from '../../core/render.js';
import { backend, fact } from './example.js';

const job = (answers: Partial<Answers> = {}, facts = {}) =>
  backend({ process: 'job', command: 'python close.py --watch x', ...answers }, facts);
const paths = (answers: Partial<Answers>): readonly string[] =>
  [...render(job(answers)).values()].map(({ path }) => path);

test('a job takes no requests, listens on nothing and runs once', () => {
  const model = job({ schedule: '15 3 * * *', 'time-zone': 'Europe/Berlin', platform: 'gke' });
  expect(model.work).toEqual({
    command: ['python', 'close.py', '--watch', 'x'],
    single: true,
    job: { schedule: '15 3 * * *', timeZone: 'Europe/Berlin', clock: 'gke', seconds: 3600, retries: 0 },
  });
  expect([model.runtime?.protocol, model.runtime?.live, model.process.healthcheck]).toEqual([
    'job',
    undefined,
    undefined,
  ]);
  expect([model.probes.cloudRun, model.probes.kubernetes, model.http.metrics]).toEqual([{}, {}, undefined]);
  expect(model.build.stack === 'python' && model.build.environment.some(([name]) => name === 'PORT')).toBe(false);
});

test.each([
  ['cloud-run', 'cloud-run'],
  ['gke', 'gke'],
  ['hybrid', 'cloud-run'],
] as const)('on %s the clock of %s starts it, and no other', (platform, clock) => {
  const model = job({ platform, schedule: '0 1 * * *' });
  expect(model.work?.job?.clock).toBe(clock);
  expect(model.environments[0]?.clockAccount).toBe(
    clock === 'gke' ? undefined : 'orders-clock@your-project-id.iam.gserviceaccount.com',
  );
  const cron = [...render(model).values()].find(({ path }) => path.endsWith('cronjob.yaml'))?.text;
  expect(cron === undefined ? undefined : /^ {2}suspend: true$/m.test(cron)).toBe(
    platform === 'cloud-run' ? undefined : platform === 'hybrid',
  );
});

test('without a schedule no clock starts it', () => {
  const model = job({ schedule: 'none' });
  expect([model.work?.job?.clock, model.environments[0]?.clockAccount]).toEqual([undefined, undefined]);
  expect(model.notes.join()).toContain('--schedule gives it a clock');
  expect(jobNotes({ timeZone: 'Etc/UTC', seconds: 1, retries: 0, schedule: '0 1 * * *', clock: 'gke' }, 'gke')).toEqual(
    [],
  );
});

test('nothing that a server or a worker has is written', () => {
  const all = paths({ platform: 'hybrid' });
  expect(all).toEqual(
    expect.arrayContaining([
      'deploy/cloud-run/production/job.yaml',
      'deploy/k8s/base/cronjob.yaml',
      'deploy/k8s/base/networkpolicy.yaml',
      'deploy/runtime/job.py',
    ]),
  );
  expect(
    all.filter((path) => /service\.yaml|worker-pool|deployment|hpa|pdb|gateway|monitoring|work\.py/.test(path)),
  ).toEqual([]);
});

test('migrations are a job’s where no app of the folder brings them', () => {
  const facts = {
    migrations: fact({ tool: 'alembic' as const, folder: 'migrations', config: 'alembic.ini' }),
    dependencies: fact([{ name: 'alembic' }]),
    job: fact({ command: ['python', 'close.py'] }),
  };
  expect(job({}, facts).migrate).toBeUndefined();
  expect(job({}, { ...facts, app: undefined }).migrate?.name).toBe('orders-migrate');
});

test.each([
  [{ rollout: 'canary' }, '--rollout canary: a job takes no requests'],
  [{ exposure: 'public' }, '--exposure public: a job takes no requests'],
  [{ command: undefined }, 'no job was found and none was given'],
] as const)('%j is refused', (more, message) => {
  expect(() => job(more as Partial<Answers>)).toThrow(message);
});

test('a worker starts with a program that stays, a job with any', () => {
  expect(() => backend({ process: 'worker', command: 'dbt run' })).toThrow('--command dbt run: a worker starts with');
  expect(job({ command: 'dbt run' }).work?.command).toEqual(['dbt', 'run']);
});
