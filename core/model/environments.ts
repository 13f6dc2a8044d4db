import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import type { Work } from './model.js';
import type { Environment, Resources } from './operation.js';
import { quotaOf } from './quota.js';
import { instances } from './sizing.js';

/** What stands for a project that nobody has named yet; `verify` notes it. */
export const NO_PROJECT = 'your-project-id';

/** The digest of an image that was never built: nothing can pull it by mistake (design, rule 7). */
export const NO_DIGEST = `sha256:${'0'.repeat(64)}`;

/**
 * The Google Cloud project of each environment from `--project`: one name for all, or `development=a,production=b`.
 * Throws Failure for an environment that the list leaves out or does not know.
 */
export function projects(answer: string, environments: readonly string[]): ReadonlyMap<string, string> {
  if (!answer.includes('=')) return new Map(environments.map((name) => [name, answer]));
  const named = new Map(
    answer.split(',').map((pair): [string, string] => {
      const [name = '', project = ''] = pair.split('=').map((part) => part.trim());
      return [name, project];
    }),
  );
  for (const name of named.keys()) {
    if (!environments.includes(name)) {
      throw new Failure(
        `--project names the environment ${name}, which --environments does not list (${environments.join(', ')})`,
        {
          code: 'unknown-environment',
          file: '--project',
        },
      );
    }
  }
  return new Map(environments.map((name) => [name, named.get(name) || NO_PROJECT]));
}

/** A DNS label (RFC 1123), as Kubernetes wants it of a namespace. */
const NAMESPACE_LENGTH = 63;

/**
 * Pods while a release takes over. A quarter more come at once, and as many may still end; blue-green runs twice.
 */
export const peak = (rollout: Answers['rollout'], most: number): number =>
  rollout === 'blue-green' ? 2 * most : most + 2 * Math.ceil(most / 4);

/** One entry for each environment, in the order of the answer. */
export function environmentsOf(answers: Answers, resources: Resources, work: Work | undefined): readonly Environment[] {
  const single = work?.single === true;
  const project = projects(answers.project, answers.environments);
  const long = answers.environments.find((name) => `${answers.name}-${name}`.length > NAMESPACE_LENGTH);
  if (long !== undefined && answers.platform !== 'cloud-run') {
    throw new Failure(
      `the namespace ${answers.name}-${long} is longer than ${NAMESPACE_LENGTH} characters; give a shorter --name or environment`,
      {
        code: 'long-namespace',
        file: '--environments',
      },
    );
  }
  return answers.environments.map((name) => {
    const id = project.get(name) ?? NO_PROJECT;
    const repository = `${answers.region}-docker.pkg.dev/${id}/${answers.repository}/${answers.name}`;
    const { min, max } = single ? { min: 1, max: 1 } : instances(answers.service, answers.tier, name);
    const maxReplicas = single ? 1 : Math.max(3, max);
    const peakPods = peak(answers.rollout, maxReplicas);
    return {
      name,
      project: id,
      region: answers.region,
      namespace: `${answers.name}-${name}`,
      repository,
      image: `${repository}@${NO_DIGEST}`,
      minInstances: min,
      maxInstances: max,
      minReplicas: single ? 1 : Math.max(2, min),
      maxReplicas,
      serviceAccount: accountIn(id, serviceAccountId(answers.name)),
      ...(work?.job?.clock === 'cloud-run' ? { clockAccount: accountIn(id, clockId(answers.name)) } : {}),
      peakPods,
      quota: quotaOf(peakPods, resources),
    };
  });
}

const accountIn = (project: string, id: string): string => `${id}@${project}.iam.gserviceaccount.com`;
const CLOCK = '-clock';
const clockId = (name: string): string => `${name.slice(0, 30 - CLOCK.length).replace(/-+$/, '')}${CLOCK}`;

/** Account ids hold 6 to 30 characters: a short name gets a suffix, a long one is cut. */
export function serviceAccountId(name: string): string {
  const id = name.length < 6 ? `${name}-service` : name.slice(0, 30);
  return id.replace(/-+$/, '');
}
