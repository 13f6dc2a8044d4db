import type { Evidence, FactName, Facts } from './facts.js';

/** Something that the report should say about the code; never a reason to stop. */
export interface Remark {
  /** A note when absent. An error is what kills the image: `verify` ends with 2. */
  readonly severity?: 'error' | 'warning' | 'note';
  /** What to do about it, one clause. */
  readonly fix?: string;
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What one run of detection gives. */
export interface Detection {
  readonly facts: Facts;
  /** Every app found, best first, in the form of `facts.app.value`. */
  readonly candidates: { readonly app: readonly string[] };
  readonly remarks: readonly Remark[];
  /** Why this folder is no service, when `facts.service` is absent: `pyproject.toml names no web framework and …`. */
  readonly refusal?: string;
  /** Every rule that was tried for a fact and how it ended, for `detect --explain`. */
  readonly trace: readonly Trace[];
}

export interface Trace {
  readonly fact: FactName;
  readonly rule: string;
  readonly outcome: 'fired' | 'outranked' | 'silent';
  readonly evidence?: Evidence;
  readonly why?: string;
}
