import { type Action, type PlanInput, planActions } from '../plan.js';
import type { Given } from '../state/given.js';
import type { JsonObject } from '../state/json.js';
import type { StoredFacts } from '../state/manifest.js';
import { type NextState, nextState } from '../state/next.js';
import { heldActions, settle } from './open.js';

/** What the state keeps about a run, beside its outputs. */
export interface RunInput {
  /** Version of the generator. */
  readonly version: string;
  /** The answers that a person gave, in this run and earlier ones. */
  readonly given: Given;
  /** Every answer as resolved. */
  readonly answers: JsonObject;
  readonly facts: StoredFacts;
}

export interface Plan {
  readonly actions: readonly Action[];
  /** What apply writes beside the actions' files. */
  readonly next: NextState;
  /** Conflicts of an earlier run are open: nothing changes, they are listed again. */
  readonly held: boolean;
}

/** The whole plan of a run, pure: open conflicts first, then one action an output. Throws Failure as its parts do. */
export function planRun(input: PlanInput, run: RunInput): Plan {
  const settled = { ...input, state: settle(input.state, input.disk) };
  const held = heldActions(settled, run);
  const actions = held ?? planActions(settled);
  const next = nextState({ ...settled, before: input.state, actions, run, held: held !== undefined });
  return { actions, next, held: held !== undefined };
}
