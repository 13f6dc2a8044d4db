import type { Disk } from './disk.js';
import { Failure } from './errors.js';
import type { MergeKind, OutputId, Tree } from './output.js';
import { decideDropped } from './plan/dropped.js';
import { decideOutput } from './plan/output.js';
import type { State } from './state.js';

/** One place where base, yours and new all differ. */
export interface Conflict {
  readonly path: string;
  /** Line range or key path: `lines 10-14`, `spec.template.spec.containers[web].image`. */
  readonly at: string;
  readonly base: string;
  readonly yours: string;
  readonly new: string;
}

/** Where an adopted file of the user says something else than the scaffold would have. */
export type Difference = Omit<Conflict, 'path' | 'base'>;

interface Common {
  readonly id: OutputId;
  readonly path: string;
  /** Beside the path in the report. */
  readonly about: string;
  /** Set where this run takes a hand-written file over: what the generator would have written otherwise. */
  readonly adopted?: readonly Difference[];
}

interface Writes extends Common {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** What happens to one output. Each variant carries what apply needs and nothing else. */
export type Action =
  | (Writes & { readonly action: 'create' })
  | (Writes & { readonly action: 'update' })
  | (Writes & { readonly action: 'merge' })
  | (Writes & { readonly action: 'move'; readonly from: string })
  /** The file stays as it is: hand-written, edited where the template did not change, or deleted by the user. */
  | (Common & {
      readonly action: 'keep';
      readonly why: 'hand-written' | 'edited' | 'deleted';
      /** The user deleted it and the template did not change: not worth a line. */
      readonly quiet?: true;
    })
  | (Common & { readonly action: 'delete' })
  | (Common & { readonly action: 'unchanged' })
  | (Common & {
      readonly action: 'conflict';
      readonly conflicts: readonly Conflict[];
      readonly candidate: Uint8Array;
      /** Only with `markers`: what the user's file becomes; without it the file stays. */
      readonly marked?: Uint8Array;
    });

export type { MergeKind };

export interface PlanInput {
  readonly tree: Tree;
  /** After `settle`: outputs whose conflict is still open merge again from their old base. */
  readonly state: State;
  readonly disk: Disk;
  readonly conflict: 'keep' | 'markers' | 'yours' | 'new';
  /** Paths that the user deleted and wants again. */
  readonly restore?: readonly string[];
  /** The service folder as the user named it, for the commands in messages. */
  readonly at?: string;
  /** Take hand-written files as the user's edits of the outputs of their paths. */
  readonly adopt?: boolean;
  /** Another platform was answered: new files with the edits of old ones, and old ones that lose nothing by going. */
  readonly moved?: { readonly texts: ReadonlyMap<OutputId, string>; readonly settled: ReadonlySet<string> };
}

/**
 * One action for each output of the tree, in its order, then one for each output that the templates dropped.
 * Pure: what it returns is what `apply` does, what `--dry-run` prints and what `check` judges.
 * Throws Failure for a path to restore that is no output, and where `disk` refuses a path.
 */
export function planActions(input: PlanInput): readonly Action[] {
  const actions: Action[] = [];
  const paths = new Set<string>();
  for (const rendered of input.tree.values()) {
    paths.add(rendered.path);
    actions.push(decideOutput(rendered, input));
  }
  for (const path of input.restore ?? []) {
    if (!paths.has(path)) throw noSuchOutput(path);
  }
  const dropped = [...(input.state.manifest?.outputs.keys() ?? [])].filter((id) => !input.tree.has(id));
  for (const id of dropped.sort((a, b) => (a < b ? -1 : 1))) {
    const action = decideDropped(id, input, paths);
    if (action !== undefined) actions.push(action);
  }
  return actions;
}

/** Whether applying the actions would change a file of the user or leave a conflict: `check` ends with 2 then. */
export function changesSomething(actions: readonly Action[]): boolean {
  return actions.some((action) => action.action !== 'keep' && action.action !== 'unchanged');
}

function noSuchOutput(path: string): Failure {
  return new Failure(`--restore ${path}: no file of this scaffold; saasfactory container --dry-run lists them.`, {
    code: 'restore-unknown',
    file: path,
    hint: 'saasfactory container --dry-run',
  });
}
