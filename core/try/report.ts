/** The parts of a trial, in their order; the names are printed and stand in the JSON report. */
export type StepName = 'building' | 'beside it' | 'running' | 'starting' | 'answering' | 'stopping';

export interface TryStep {
  readonly name: StepName;
  readonly ok: boolean;
  readonly seconds: number;
  /** One line for people. */
  readonly detail: string;
}

/** Why the service does not run, told by its cause in the code or manifest where one was found. */
export interface TryFailure {
  readonly message: string;
  /** Relative to the service folder. */
  readonly file?: string;
  readonly line?: number;
  /** What to do about it, one clause. */
  readonly hint?: string;
  /** The lines of the log that show it. */
  readonly evidence?: readonly string[];
}

export interface TryReport {
  readonly name: string;
  /** `runs`: everything was tried; `live`: readiness was not, for want of a side image; `built`: a job was not run, for the same; `failed`: see `failure`. */
  readonly verdict: 'runs' | 'live' | 'built' | 'failed';
  readonly exit: 0 | 2;
  readonly steps: readonly TryStep[];
  readonly failure?: TryFailure;
  /** Remarks that change nothing: emulation, what was not tried. */
  readonly notes: readonly string[];
  /** With `keep`: what was left running or lying, by the engine's names. */
  readonly kept?: { readonly image: string; readonly container?: string; readonly url?: string };
}
