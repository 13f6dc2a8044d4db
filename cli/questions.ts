import type { Evidence } from '../core/detect/facts.js';
import type { Option, Proposal, Situation } from '../core/option.js';
import { readValue, showValue, type Value } from '../core/value.js';

/** A question as inquirer and Yeoman take it. */
export interface Question {
  readonly type: 'select' | 'input' | 'confirm';
  readonly name: string;
  readonly message: string;
  readonly default?: unknown;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly validate?: (input: string) => true | string;
  readonly pageSize?: number;
}

/** Asks one question and gives its answer. Rejects with an ExitPromptError at Ctrl-C. */
export type Prompter = (question: Question) => Promise<unknown>;

/** What Enter means where the default is a reminder to fill something in later. */
const LATER = 'later';

/** The question for an option; `current` is what Enter takes, `found` what Enter would take had nobody answered. */
export function questionFor(option: Option, current: Value | undefined, found: Proposal | undefined): Question {
  const name = option.name;
  const same = found !== undefined && current !== undefined && String(found.value) === String(current);
  const message = `${option.message}${same ? shownEvidence(found.evidence) : ''}`;
  if (option.kind === 'choice') {
    const choices = option.choices.map(({ value, label }) => ({ name: label, value }));
    return { type: 'select', name, message, choices, ...(current === undefined ? {} : { default: current }) };
  }
  if (option.kind === 'switch') return { type: 'confirm', name, message, default: current === true };
  if (name === 'project' && same) {
    return {
      type: 'input',
      name,
      message: `${message} (verify will remind you)`,
      default: LATER,
      validate: (input) => (input === LATER ? true : allowed(option, input)),
    };
  }
  const shown = current === undefined ? '' : showPlain(current);
  return { type: 'input', name, message, default: shown, validate: (input) => allowed(option, input) };
}

/** The typed answer, or undefined where it says to leave the value as it would be. */
export function answerOf(option: Option, raw: unknown): Value | undefined {
  if (raw === undefined || raw === '' || (option.name === 'project' && raw === LATER)) return undefined;
  const reading = readValue(option, typeof raw === 'string' ? raw.trim() : raw);
  return 'value' in reading ? reading.value : undefined;
}

/** `port: 8080`: a further option and what it stands at. */
export function settingLine(option: Option, at: Value | undefined): string {
  return `${option.name.padEnd(16)} ${at === undefined ? 'none' : showValue(at)}`;
}

export function isAsked(option: Option, at: Situation): boolean {
  return option.unless === undefined || !option.unless(at);
}

function allowed(option: Option, input: string): true | string {
  const text = input.trim();
  if (text === '' && option.optional) return true;
  const reading = readValue(option, text);
  return 'value' in reading ? true : `${showValue(text)}: ${reading.allowed}`;
}

function showPlain(value: Value): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function shownEvidence(evidence: Evidence | undefined): string {
  return evidence ? ` (found: ${evidence.file}:${evidence.line})` : '';
}
