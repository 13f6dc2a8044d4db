import type { Model } from '../model/model.js';
import type { MergeKind, Output, OutputId } from '../output.js';

/** For outputs that every service gets. */
export const always = (): boolean => true;

/** An entry at a fixed path, plain and unremarked unless `more` says otherwise. */
export const file = (
  id: OutputId,
  template: string,
  path: string,
  when: Output['when'],
  merge: MergeKind,
  summary: string,
  more: Partial<Pick<Output, 'mode' | 'about'>> = {},
): Output => ({ id, template, path: () => path, when, mode: 0o644, merge, about: () => '', summary, ...more });

/** When a job runs, for people. */
export const clockOf = ({ work }: Model): string => work?.job?.schedule ?? 'started by hand';

/** Millicores for people. */
export const cpu = (millis: number): string => `${millis / 1000} CPU`;
