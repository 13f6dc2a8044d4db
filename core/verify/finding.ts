/** One judgement over one file. `error` makes `verify` end with 2; `note` never changes an exit code. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** Relative to the service folder. */
  readonly path: string;
  /** 1-based; absent when the finding is about a whole file. */
  readonly line?: number;
  readonly message: string;
  /** What to do about it, one clause. */
  readonly fix?: string;
}
