import type { Origin } from './answers.js';
import type { Detection } from './detect/detection.js';
import type { Answers } from './options.js';
import type { Action, Conflict } from './plan.js';
import type { Finding } from './verify/finding.js';

/** What `container` or `check` found out about one folder, before and after writing: all that a report may say. */
export interface Outcome {
  /** As the user named it, with `/`; `.` for the current folder. */
  readonly folder: string;
  readonly exit: number;
  readonly answers: Answers;
  readonly origins: { readonly [name: string]: Origin };
  readonly detection: Detection;
  readonly actions: readonly Action[];
  readonly conflicts: readonly OpenConflict[];
  readonly outdated: Outdated;
  readonly findings: readonly Finding[];
  /** Version that wrote the scaffold; absent on a first run. */
  readonly before?: string;
  /** Files were written. */
  readonly applied: boolean;
}

export interface OpenConflict extends Conflict {
  /** Where the new version of the file lies, relative to the service folder. */
  readonly candidate: string;
}

export interface Outdated {
  readonly version: boolean;
  readonly answers: boolean;
  /** Paths that the user edited or deleted. */
  readonly drift: readonly string[];
}

/** Actions that touch the disk. */
export function writing(actions: readonly Action[]): readonly Action[] {
  return actions.filter(({ action }) => action !== 'unchanged' && action !== 'keep' && action !== 'conflict');
}

/** Something that is no judgement over a file but that a person should know. */
export function note(message: string): Finding {
  return { rule: 'to-know', severity: 'note', path: '.', message };
}

/** Notes of resolution, model and detection as findings, each once. */
export function notes(
  resolution: readonly string[],
  model: readonly string[],
  detection: Detection,
): readonly Finding[] {
  const plain = [...new Set([...resolution, ...model])].map(note);
  const remarks = detection.remarks.map((remark): Finding => {
    const { rule, severity = 'note', file: path, line, message, fix } = remark;
    return { rule, severity, path, line, message, ...(fix === undefined ? {} : { fix }) };
  });
  return [...plain, ...remarks];
}
