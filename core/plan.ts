import type { MergeKind, OutputId } from './outputs.js';

/** One place where base, yours and new all differ. */
export interface Conflict {
  readonly path: string;
  /** Line range or key path: `lines 10-14`, `spec.template.spec.containers[web].image`. */
  readonly at: string;
  readonly base: string;
  readonly yours: string;
  readonly new: string;
}

interface Common {
  readonly id: OutputId;
  readonly path: string;
  /** Beside the path in the report. */
  readonly about: string;
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
  | (Common & { readonly action: 'keep'; readonly why: 'hand-written' | 'edited' | 'deleted' })
  | (Common & { readonly action: 'delete' })
  | (Common & { readonly action: 'unchanged' })
  | (Common & { readonly action: 'conflict'; readonly conflicts: readonly Conflict[]; readonly candidate: Uint8Array });

export type { MergeKind };
