import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import { ACTIONS } from '../versions.js';
import type { Upgrade } from './model.js';
import { inRepository, type Place } from './place.js';

/** What a path may hold that stands in a workflow, where `${{` begins an expression. */
const PLAIN = /^[\w.@+~ /-]+$/;

/** The workflow that opens upgrades as pull requests, where it is wanted. Throws Failure for a folder it cannot name. */
export function upgradeOf(answers: Answers, place: Place): Upgrade | undefined {
  if (!answers['upgrade-workflow']) return undefined;
  if (!PLAIN.test(place.folder)) {
    throw new Failure('--upgrade-workflow: the folder’s name holds characters that a workflow cannot name safely', {
      code: 'bad-answer',
      hint: 'rename the folder, or leave the option out',
    });
  }
  return { path: inRepository(place, `.github/workflows/${answers.name}-upgrade.yml`), actions: ACTIONS };
}
