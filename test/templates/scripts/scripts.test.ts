import { describe, expect, test } from '@jest/globals';
import type { Answers } from '../../../core/options.js';
import { backend, fact, frontend } from '../../model/example.js';
import { calls, model, READY } from './ready.js';
import { DIGEST, type Ran, run } from './stage.js';

const mutating = /services replace|update-traffic|kubectl .*(?:apply|patch|undo)|docker push/;

const ROLLOUTS = ['rolling', 'canary', 'blue-green'] as const;
const PLATFORMS = ['cloud-run', 'gke', 'hybrid'] as const;
const CASES = ROLLOUTS.flatMap((rollout) => PLATFORMS.map((platform) => ({ rollout, platform })));

describe.each(CASES)('$rollout on $platform', (given) => {
  test('calls only commands and flags that the tools have', () => {
    const exposure = given.platform === 'hybrid' ? 'internal' : 'public';
    const orders = model({ ...given, exposure });
    const commands = [
      ['deploy', 'staging', DIGEST],
      ['promote', given.rollout === 'rolling' ? 'staging' : 'development'],
      ['rollback', 'staging'],
      ['smoke', 'staging'],
    ];
    for (const words of commands) {
      const ran = run(orders, words, READY);
      // Nothing was deployed to the environment before, which promote.sh of a rolling release says.
      const refused = words[0] === 'promote' && given.rollout === 'rolling';
      expect([words, ran.code, ran.errors]).toEqual([words, refused ? 1 : 0, refused ? ran.errors : '']);
    }
  });

  test('with --dry-run changes nothing and says what it would do', () => {
    const orders = model(given);
    for (const name of ['deploy', 'rollback'] as const) {
      const ran = run(orders, [name, '--dry-run', 'production']);
      expect([name, ran.code, ran.errors]).toEqual([name, 0, '']);
      expect(calls(ran).filter((call) => !call.startsWith('git'))).toEqual([]);
      expect(ran.out).toMatch(mutating);
    }
  });
});

const WORKER = fact({ library: 'celery' as const, command: ['celery', '-A', 'jobs', 'worker'] });
const worker = (platform: Answers['platform']) =>
  backend(
    { project: 'acme-orders', platform, process: 'worker', command: 'celery -A jobs worker' },
    { worker: WORKER },
  );
const migrating = () =>
  backend(
    { project: 'acme-orders', platform: 'hybrid' },
    {
      migrations: fact({ tool: 'alembic', folder: 'migrations', config: 'alembic.ini' }),
      dependencies: fact([{ name: 'alembic' }]),
    },
  );

describe.each(PLATFORMS)('a worker on %s', (platform) => {
  test.each(
    [['deploy'], ['smoke'], ['rollback', '--revision', 'orders-1']].filter(
      ([name]) => platform !== 'gke' || name !== 'rollback',
    ),
  )('%s calls only commands and flags that the tools have, and sends no request', (...words) => {
    const digest = words[0] === 'deploy' ? [DIGEST] : [];
    const ran = run(worker(platform), [...words, 'staging', ...digest], READY);
    expect([ran.code, ran.errors]).toEqual([0, '']);
    expect(calls(ran).join('\n')).not.toMatch(/curl|run services/);
    expect(calls(ran).join('\n')).toMatch(platform === 'gke' ? /kubectl/ : /gcloud beta run worker-pools/);
  });
});

describe('migrations', () => {
  const order = /jobs replace|jobs execute|services replace|create job|condition=complete|apply /g;
  const found = (ran: Ran): readonly string[] => calls(ran).flatMap((call) => call.match(order) ?? []);

  test('run to their end before each platform takes the release', () => {
    const ran = run(migrating(), ['deploy', '--no-smoke', 'staging', DIGEST], READY);
    expect([ran.code, ran.errors]).toEqual([0, '']);
    expect(found(ran)).toEqual([
      'jobs replace',
      'jobs execute',
      'services replace',
      'apply ',
      'create job',
      'condition=complete',
      'apply ',
    ]);
    expect(ran.file('deploy/cloud-run/staging/migrate-job.yaml')).toContain(`orders@${DIGEST}`);
  });

  test.each([
    ['jobs execute', ['jobs replace', 'jobs execute']],
    [
      'condition=complete',
      ['jobs replace', 'jobs execute', 'services replace', 'apply ', 'create job', 'condition=complete'],
    ],
  ])('one that fails at %s releases nothing after it', (words, seen) => {
    const ran = run(migrating(), ['deploy', 'staging', DIGEST], [{ words, out: '', code: 1 }, ...READY]);
    expect(ran.code).toBe(1);
    expect(ran.errors).toContain('nothing was released');
    expect(found(ran)).toEqual(seen);
  });
});

test('a path of the service that a shell could read never reaches a script', () => {
  const site = frontend({}, { basePath: { value: '/$(id)/', confidence: 'certain', evidence: [], others: [] } });
  expect(site.rollout.smokePath).toBe('/health/live');
});
