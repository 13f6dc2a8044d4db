import { expect, test } from '@jest/globals';
import { workNotes, workOf } from '../../core/model/work.js';
import type { Answers } from '../../core/options.js';
import { backend, fact } from './example.js';

const RESOURCES = { cpuMillis: 2000, memoryMiB: 512, requestCpuMillis: 250, requestMemoryMiB: 512, ephemeralMiB: 256 };
const work = (command: string | undefined, more: Partial<Answers> = {}) =>
  workOf(
    { process: 'worker', command, rollout: 'rolling', exposure: 'internal', ...more } as Answers,
    {},
    'python',
    RESOURCES,
  );

test.each([
  ['celery -A jobs worker', 'celery -A jobs worker --concurrency 2', false],
  ['celery -A jobs worker -c 8', 'celery -A jobs worker -c 8', false],
  ['celery -A jobs worker --concurrency=8', 'celery -A jobs worker --concurrency=8', false],
  ['celery -A jobs beat', 'celery -A jobs beat --schedule /tmp/celerybeat-schedule', true],
  ['celery -A jobs worker -B -c 1', 'celery -A jobs worker -B -c 1 --schedule-filename /tmp/celerybeat-schedule', true],
  ['dramatiq jobs --watch .', 'dramatiq jobs --processes 2', false],
  ['arq jobs.Settings --watch src', 'arq jobs.Settings', false],
  ['taskiq worker jobs:broker --reload', 'taskiq worker jobs:broker --workers 2', false],
  ['python poll.py', 'python poll.py', true],
])('%s', (command, words, single) => {
  expect(work(command)).toMatchObject({ command: words.split(' '), single });
});

test('a server is none', () => {
  expect(workOf({ process: 'web' } as Answers, {}, 'python', RESOURCES)).toBeUndefined();
});

test('a site is none', () => {
  expect(() => workOf({ process: 'worker' } as Answers, {}, 'site', RESOURCES)).toThrow('a site answers requests');
});

test.each([
  [undefined, {}, 'no worker was found'],
  ['arq a.B', { rollout: 'canary' }, '--rollout canary: a worker takes no requests'],
  ['arq a.B', { exposure: 'public' }, '--exposure public: a worker takes no requests'],
] as const)('%s %j is refused', (command, more, message) => {
  expect(() => work(command, more)).toThrow(message);
});

test('a clock runs once, and nobody can call it', () => {
  const worker = fact({ library: 'apscheduler' as const, command: ['python', 'clock.py'] });
  const model = backend({ process: 'worker', command: 'python clock.py', rollout: 'rolling' }, { worker });
  expect(model.work).toMatchObject({ library: 'apscheduler', single: true });
  expect(
    model.environments.map((one) => [one.minInstances, one.maxInstances, one.minReplicas, one.maxReplicas]),
  ).toEqual(Array(3).fill([1, 1, 1, 1]));
  expect([model.http.metrics, model.drain.preStopSeconds, model.runtime?.packages]).toEqual([undefined, 0, []]);
  expect(workNotes({ library: 'celery', command: [], single: true }, true)).toHaveLength(1);
  expect(workNotes({ library: 'celery', command: [], single: false }, true)[0]).toContain('(task_acks_late)');
  expect(workNotes({ library: 'arq', command: [], single: false }, true)).toEqual([]);
  expect(workNotes({ library: 'rq', command: [], single: false }, false)).toEqual([]);
});
