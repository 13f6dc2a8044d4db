import type { Worker } from '../detect/fact-values.js';
import type { Facts } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import { jobOf } from './job.js';
import type { Work } from './model.js';
import type { Resources } from './operation.js';
import type { Stack } from './stack.js';

type Library = Worker['library'];

const BY_PROGRAM: Readonly<Record<string, Library>> = {
  celery: 'celery',
  arq: 'arq',
  rq: 'rq',
  dramatiq: 'dramatiq',
  huey_consumer: 'huey',
  taskiq: 'taskiq',
};

/** Flags of somebody who develops: a watcher of files in a container watches what never changes. */
const WATCHERS = new Set(['--reload', '--watch', '--autoreload', '-w']);

/** What a worker's command may begin with. */
const PROGRAMS: ReadonlySet<string> = new Set(['python', ...Object.keys(BY_PROGRAM)]);

/**
 * The worker or job that the answers ask for; undefined for a server. Throws Failure where nothing says what starts it,
 * and for answers that only a server can have.
 */
export function workOf(answers: Answers, facts: Facts, stack: Stack, resources: Resources): Work | undefined {
  const kind = answers.process;
  if (kind === 'web') return undefined;
  if (stack !== 'python') {
    throw new Failure(`--process ${kind}: a site answers requests; workers and jobs are Python here`, {
      code: 'worker-answers',
      file: '--process',
      hint: 'leave --process out',
    });
  }
  const { command } = answers;
  const example = kind === 'job' ? 'python report.py' : 'celery -A package.module worker';
  if (command === undefined) {
    throw new Failure(`no ${kind} was found and none was given`, {
      code: 'no-command',
      file: '--command',
      hint: `name it: saasfactory container --process ${kind} --command "${example}"`,
    });
  }
  checkAlone(answers, kind);
  if (kind === 'job') return { command: command.split(' '), single: true, job: jobOf(answers) };
  const words = command.split(' ').filter((word, at, all) => !WATCHERS.has(word) && !isWatched(all[at - 1], word));
  const found = facts.worker?.value;
  const program = words[0] ?? '';
  if (!PROGRAMS.has(program) || words.length < 2) {
    throw new Failure(`--command ${command}: a worker starts with ${[...PROGRAMS].join(', ')} and its arguments`, {
      code: 'bad-option',
      file: '--command',
      hint: `for example --command "${example}"`,
    });
  }
  const library = BY_PROGRAM[program] ?? (found?.command.join(' ') === command ? found.library : 'loop');
  return { library, command: sized(words, library, resources), single: isSingle(words, library) };
}

/** Refuses shares of traffic and callers for what takes no requests. */
function checkAlone(answers: Answers, kind: 'worker' | 'job'): void {
  const refused = (['rollout', 'exposure'] as const).find((name) =>
    ['canary', 'blue-green', 'public'].includes(answers[name]),
  );
  if (refused === undefined) return;
  const message = `--${refused} ${answers[refused]}: a ${kind} takes no requests, so none can be shared out or let in`;
  throw new Failure(message, { code: 'worker-answers', file: `--${refused}`, hint: `leave --${refused} out` });
}

/** arq's and dramatiq's watchers take a folder. */
function isWatched(before: string | undefined, word: string): boolean {
  return (before === '--watch' || before === '-w') && !word.startsWith('-');
}

/** A scheduler by itself, or beside the worker of the same process. */
function isSingle(words: readonly string[], library: Library): boolean {
  if (library === 'celery') return words.includes('beat') || words.includes('-B') || words.includes('--beat');
  return library === 'apscheduler' || library === 'schedule' || library === 'loop';
}

/**
 * What a library would take from the machine is taken from the container: processes for each CPU that the node has, and
 * a schedule in the working directory, which cannot be written.
 */
function sized(words: readonly string[], library: Library, { cpuMillis }: Resources): readonly string[] {
  const has = (...flags: readonly string[]): boolean =>
    words.some((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)));
  const cpus = String(Math.max(1, Math.floor(cpuMillis / 1000)));
  const more: string[] = [];
  if (library === 'celery' && words.includes('worker') && !has('-c', '--concurrency', '--autoscale'))
    more.push('--concurrency', cpus);
  if (
    library === 'celery' &&
    (words.includes('beat') || has('-B', '--beat')) &&
    !has('-s', '--schedule', '--schedule-filename')
  )
    more.push(words.includes('beat') ? '--schedule' : '--schedule-filename', '/tmp/celerybeat-schedule');
  if (library === 'dramatiq' && !has('--processes', '-p')) more.push('--processes', cpus);
  if (library === 'taskiq' && words.includes('worker') && !has('--workers')) more.push('--workers', cpus);
  return [...words, ...more];
}

/** What a person should know of work that is under way when an instance ends. */
export function workNotes({ library, single }: Work, cloudRun: boolean): readonly string[] {
  return [
    // arq hands a job that was cut off to the next worker by itself.
    ...(cloudRun && library !== 'arq' && !single
      ? [
          `Cloud Run ends an instance 10 s after SIGTERM: work that takes longer is cut off, and lost where the queue does not hand it out again${library === 'celery' ? ' (task_acks_late)' : ''}`,
        ]
      : []),
    ...(single ? ['a clock runs once: one instance, and none for a moment while a release takes over'] : []),
  ];
}
