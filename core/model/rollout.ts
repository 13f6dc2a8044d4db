import type { Answers } from '../options.js';
import type { Http } from './model.js';
import type { Rollout } from './operation.js';

/** What may stand in single or double quotes of a shell without a meaning of its own. */
const PLAIN_PATH = /^\/[\w.~%/-]*$/;

const KINDS: Readonly<Record<Answers['rollout'], Pick<Rollout, 'percents' | 'tag'>>> = {
  rolling: { percents: [100], tag: '' },
  // Ten percent shows errors to few, fifty shows what load does.
  canary: { percents: [10, 50, 100], tag: 'canary' },
  'blue-green': { percents: [100], tag: 'green' },
};

/** Argo Rollouts takes a canary's first step as soon as its pods are ready; every other share waits for promote.sh. */
function about(answers: Answers): string {
  if (answers.rollout === 'rolling') return '';
  const waits = 'The new release takes no traffic of users';
  if (answers.rollout === 'blue-green' || answers.platform === 'cloud-run') return `${waits} yet:`;
  const share = 'on GKE it takes its first 10 % at once';
  return answers.platform === 'gke'
    ? 'The new release takes its first 10 % at once:'
    : `${waits} on Cloud Run, ${share}:`;
}

/**
 * How a new release takes over, and what shows that it works. The path comes from the service's own files, which are
 * not trusted: one that a shell could read otherwise gives way to the liveness path.
 */
export function rolloutOf(answers: Answers, http: Http): Rollout {
  const smokePath = [http.smoke, http.live.path].find((path) => PLAIN_PATH.test(path)) ?? '/';
  const anyAnswer = http.live.by === 'nobody' && http.ready.by === 'nobody';
  const analysed = answers.rollout !== 'rolling' && !anyAnswer;
  return { kind: answers.rollout, smokePath, analysed, anyAnswer, ...KINDS[answers.rollout], about: about(answers) };
}
