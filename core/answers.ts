import type { Detection } from './detect/detection.js';
import type { Evidence } from './detect/facts.js';
import { Failure } from './errors.js';
import { isNodeBackend, NODE_MANAGERS, nodeBackend } from './model/stack.js';
import type { Option, Proposal, Situation } from './option.js';
import { backwards, isTimeZone } from './options/cron.js';
import { type Answers, OPTIONS, type OptionName } from './options.js';
import { readValue, showValue, type Value } from './value.js';

export type Source = 'flag' | 'file' | 'stored' | 'prompt' | 'detected' | 'default';

export interface Origin {
  readonly source: Source;
  /** What shows it, for a detected value. */
  readonly evidence?: Evidence;
}

export type Values = { readonly [name in OptionName]?: Value };

/** What persons gave, each already read by its option. */
export interface Given {
  readonly flags: Values;
  readonly file: Values;
  readonly stored: Values;
  /** From a prompt, and only what differs from the value that Enter takes. */
  readonly prompts: Values;
}

export interface Resolution {
  readonly answers: Answers;
  readonly origins: { readonly [name in OptionName]?: Origin };
  /** Only what a person gave: the answers to store. */
  readonly store: Values;
  /** What a person should know about values that nobody gave. */
  readonly notes: readonly string[];
}

/** Everything but the service, whose absence each caller words for itself. */
export type Partly = { readonly values: Values; readonly situation: Situation } & Omit<Resolution, 'answers'>;

const ORDER = ['flags', 'file', 'stored', 'prompts'] as const;
const SOURCE = { flags: 'flag', file: 'file', stored: 'stored', prompts: 'prompt' } as const;

/**
 * All answers of one service: flag, file, stored, prompt, detection, default, first found wins. `folder` is the last
 * part of the folder's path. Throws Failure when an answer without a safe default is missing or answers contradict.
 */
export function resolve(given: Given, detection: Detection, folder: string): Resolution {
  const partly = resolvePartly(given, detection, folder);
  const { values, situation } = partly;
  if (values.service === undefined) throw noService(detection);
  if (values.app === undefined && situation.service !== 'frontend' && values.process === 'web') {
    throw noApp(String(values.service), detection);
  }
  checkTogether(values, partly.origins);
  // The table gives each value its type, and the lines above leave only optional names out.
  const answers = values as unknown as Answers;
  return { answers, origins: partly.origins, store: partly.store, notes: partly.notes };
}

function noApp(service: string, { facts, remarks }: Detection): Failure {
  if (isNodeBackend(facts)) return nodeBackend(facts);
  // An app that is there and cannot be imported says so itself, with what to change.
  const hidden = remarks.find(({ rule }) => rule === 'app-not-importable');
  const command = `saasfactory container --service ${service} --app package.module:app`;
  if (hidden === undefined) {
    const hint = `Name it: ${command}`;
    return new Failure('no app was found in the Python files.', { code: 'no-app', file: '--app', hint });
  }
  const place = `${hidden.file}:${hidden.line}`;
  const message = hidden.message.startsWith(place) ? hidden.message : `${place} ${hidden.message}`;
  const hint = `Where a module binds an ASGI or WSGI app, name it: ${command}`;
  return new Failure(`${message}.`, { code: 'no-app', file: hidden.file, hint });
}

/** As `resolve`, but answers may be missing: what prompts start from. */
export function resolvePartly(given: Given, detection: Detection, folder: string): Partly {
  const values: Record<string, Value> = {};
  const origins: Record<string, Origin> = {};
  const store: Record<string, Value> = {};
  const notes: string[] = [];
  const at = (): Situation => ({
    facts: detection.facts,
    folder,
    service: values.service as Answers['service'] | undefined,
    name: typeof values.name === 'string' ? values.name : '',
    ...processOf(values.process ?? ORDER.map((source) => given[source].process).find((one) => one !== undefined)),
  });
  for (const option of OPTIONS) {
    const from = ORDER.find((source) => given[source][option.name] !== undefined);
    const value = from && given[from][option.name];
    if (from && value !== undefined) {
      values[option.name] = value;
      origins[option.name] = { source: SOURCE[from] };
      store[option.name] = value;
      continue;
    }
    const taken = proposal(option, at());
    if (!taken) continue;
    values[option.name] = taken.value;
    origins[option.name] = taken.evidence ? { source: 'detected', evidence: taken.evidence } : { source: 'default' };
    if (taken.note) notes.push(taken.note);
  }
  return { values, origins, store, notes, situation: at() };
}

function processOf(value: Value | undefined): Pick<Situation, 'process'> {
  return value === 'web' || value === 'worker' || value === 'job' ? { process: value } : {};
}

/** What an option gets when nobody gives it. A fact that the option does not allow is told and not taken. */
export function proposal(option: Option, at: Situation): Proposal | undefined {
  const first = option.propose(at);
  if (!first || 'value' in readValue(option, first.value)) return first;
  const found = first.evidence ? ` (${first.evidence.file}:${first.evidence.line})` : '';
  const otherwise = option.propose({ ...at, facts: {} });
  const note = `${option.name} ${showValue(first.value)}${found} was not taken: ${option.values}`;
  return otherwise && 'value' in readValue(option, otherwise.value) ? { ...otherwise, note } : undefined;
}

/** What one option's own values cannot say. */
function checkTogether(values: Values, origins: Resolution['origins']): void {
  const manager = values['package-manager'];
  if (values.service === 'frontend' && !NODE_MANAGERS.includes(manager)) {
    const given = origins['package-manager']?.source !== 'detected';
    throw new Failure(`--package-manager ${showValue(manager)}: a frontend takes npm, pnpm, yarn or bun.`, {
      code: 'bad-option',
      file: '--package-manager',
      ...(given ? {} : { hint: 'Is it a backend? Say so: --service backend' }),
    });
  }
  if (values.command !== undefined && values.process === 'web') {
    throw new Failure('--command: it starts a worker or a job, and this is neither.', {
      code: 'bad-option',
      file: '--command',
      hint: 'Is it one? Say so: --process worker, or --process job where it ends by itself',
    });
  }
  checkClock(values);
  checkProjects(values);
}

/** A schedule is a job's, and two of its slips no pattern can see. */
function checkClock(values: Values): void {
  for (const name of ['schedule', 'time-zone'] as const) {
    if (values[name] === undefined || values.process === 'job') continue;
    throw new Failure(`--${name}: only a job has one.`, {
      code: 'bad-option',
      file: `--${name}`,
      hint: 'Is it one? Say so: --process job',
    });
  }
  const turned = backwards(String(values.schedule ?? ''));
  if (turned !== undefined) {
    const message = `--schedule ${showValue(values.schedule)}: ${turned} ends before it begins.`;
    throw new Failure(message, { code: 'bad-option', file: '--schedule' });
  }
  if (values['time-zone'] !== undefined && !isTimeZone(String(values['time-zone']))) {
    const message = `--time-zone ${showValue(values['time-zone'])}: the tz database has no such name.`;
    throw new Failure(message, {
      code: 'bad-option',
      file: '--time-zone',
      hint: 'for example --time-zone Europe/Berlin',
    });
  }
}

function checkProjects(values: Values): void {
  const project = values.project;
  const environments = values.environments;
  if (typeof project !== 'string' || !project.includes('=') || !Array.isArray(environments)) return;
  const named = project.split(',').map((pair) => pair.slice(0, pair.indexOf('=')));
  const wrong =
    named.find((name, at) => !environments.includes(name) || named.indexOf(name) !== at) ??
    environments.find((name) => !named.includes(name));
  if (wrong === undefined) return;
  throw new Failure(
    `--project ${showValue(project)}: one project for each of ${environments.join(', ')}; ${showValue(wrong)} is not among them or not given once.`,
    { code: 'bad-option', file: '--project' },
  );
}

/** Why a folder is refused: no service was found and none was named. */
export function noService(detection: Detection): Failure {
  const why = detection.refusal ?? 'no app and no site was found.';
  return new Failure(`no service here: ${why.endsWith('.') ? why : `${why}.`}`, {
    code: 'no-service',
    hint: 'If it is one, name it: saasfactory container --service backend --app package.module:app; or what runs to its end: --process job --command "python script.py"',
  });
}
