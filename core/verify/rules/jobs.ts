import { backwards, CRON, isTimeZone } from '../../options/cron.js';
import type { Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, boolean, entry, items, number, text } from '../yaml-node.js';

const DOC = 'Kubernetes documentation, CronJob';

/** What Kubernetes alone takes: `?`, steps after a number, names in any case, descriptors. */
const DESCRIPTOR = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \d\w*)$/;
const ownForm = (schedule: string): string =>
  schedule
    .trim()
    .toUpperCase()
    .split(/\s+/)
    .join(' ')
    .replaceAll('?', '*')
    .replaceAll(/(^|[ ,])(\w+)\/(?=\d)/g, '$1$2-$2/');

const batch = function* (view: View): Generator<Resource> {
  for (const unit of view.units) for (const one of unit.resources) if (one.apiVersion === 'batch/v1') yield one;
};
const crons = (view: View): readonly Resource[] => [...batch(view)].filter((one) => one.kind === 'CronJob');
const lineOf = (one: Resource, ...keys: readonly string[]): { path: string; line: number } => {
  const found = entry(one.root, ...keys);
  return { path: found?.path ?? one.path, line: found?.line ?? one.line };
};

function* schedules(view: View): Generator<Remark> {
  for (const one of crons(view)) {
    const schedule = text(at(one.root, 'spec', 'schedule')) ?? '';
    const place = lineOf(one, 'spec', 'schedule');
    const plain = ownForm(schedule);
    const turned = backwards(plain);
    if (/TZ=/.test(schedule)) yield { ...place, message: `${schedule}: a zone stands in timeZone`, fix: 'move it' };
    else if (!CRON.test(plain) && !DESCRIPTOR.test(schedule))
      yield { ...place, message: `${schedule} is no schedule of five fields`, fix: 'write one such as 15 3 * * *' };
    else if (turned !== undefined) yield { ...place, message: `${schedule}: ${turned} ends before it begins` };
    const zone = text(at(one.root, 'spec', 'timeZone'));
    if (zone !== undefined && !isTimeZone(zone))
      yield { ...lineOf(one, 'spec', 'timeZone'), message: `the tz database has no ${zone}`, fix: 'write Etc/UTC' };
  }
}

const LONGEST = 52;

function* shape(view: View): Generator<Remark> {
  for (const one of batch(view)) {
    const isCron = one.kind === 'CronJob';
    const job = isCron ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
    if (isCron && one.name.length > LONGEST)
      yield { ...lineOf(one, 'metadata', 'name'), message: `${one.name} is longer than ${LONGEST} characters` };
    const pod = [...job, 'template', 'spec'];
    const restart = text(at(one.root, ...pod, 'restartPolicy'));
    if (restart !== 'Never' && restart !== 'OnFailure')
      yield {
        ...lineOf(one, ...pod, ...(restart === undefined ? [] : ['restartPolicy'])),
        message: `restartPolicy ${restart ?? 'Always'}: what runs to its end is never started again by its node`,
        fix: 'write Never',
      };
    const bounded = [...job, 'activeDeadlineSeconds'];
    if (number(at(one.root, ...bounded)) === undefined)
      yield {
        ...lineOf(one, ...job),
        message: `${one.kind} ${one.name}: a run that hangs never ends`,
        fix: 'set activeDeadlineSeconds',
        severity: 'warning',
      };
  }
}

/** A CronJob that runs while deploy.sh makes a clock of Cloud Scheduler for the same name. */
function* clocks(view: View): Generator<Remark> {
  const script = view.files.get('deploy/scripts/deploy.sh') ?? '';
  const named = /^ +run gcloud scheduler jobs \S+ http (\S+)/m.exec(script)?.[1];
  for (const one of crons(view)) {
    if (one.name !== named || boolean(at(one.root, 'spec', 'suspend')) === true) continue;
    yield {
      ...lineOf(one, 'spec'),
      message: `Cloud Scheduler starts ${one.name} too (deploy/scripts/deploy.sh): everything is done twice`,
      fix: 'suspend one of the two',
    };
  }
}

/** A health check asks a process that stays. */
function* probed(view: View): Generator<Remark> {
  for (const one of batch(view)) {
    const pod =
      one.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec'];
    for (const container of items(at(one.root, ...pod, 'containers'))) {
      const ready = entry(container, 'readinessProbe');
      if (ready !== undefined)
        yield {
          path: ready.path,
          line: ready.line,
          message: 'nobody calls a job: readiness tells nothing',
          fix: 'remove it',
        };
    }
  }
}

/** What runs to its end, by hand or by the clock. */
export const JOB_RULES: readonly Rule[] = [
  {
    id: 'k8s-schedule',
    severity: 'error',
    about: 'a CronJob has a schedule that exists',
    source: DOC,
    check: schedules,
  },
  { id: 'k8s-job', severity: 'error', about: 'a job is named, started and bounded as one', source: DOC, check: shape },
  {
    id: 'one-clock',
    severity: 'warning',
    about: 'one platform’s clock starts a job',
    source: 'design: one model, many renderings',
    check: clocks,
  },
  { id: 'k8s-job-probes', severity: 'note', about: 'a job is asked for no readiness', source: DOC, check: probed },
];
