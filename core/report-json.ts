import type { Judgement } from './judge.js';
import type { Outcome } from './outcome.js';
import type { Resolved } from './resolve.js';
import type { Finding } from './verify/finding.js';

/** One folder's part of the JSON report (contract, section 5). */
export interface Entry {
  readonly folder: string;
  readonly exit: number;
  readonly [key: string]: unknown;
}

/** The document of a whole call; `exit` is that of the process. */
export function reportDocument(generator: string, exit: number, services: readonly Entry[]): object {
  return { schema: 1, generator, exit, services };
}

/** Entry of a folder that `container` or `check` went through. */
export function outcomeEntry(outcome: Outcome): Entry {
  const { answers } = outcome;
  return {
    folder: outcome.folder,
    name: answers.name,
    service: answers.service,
    platform: answers.platform,
    exit: outcome.exit,
    answers,
    actions: outcome.actions.map(({ id, path, action }) => ({ id, path, action })),
    conflicts: outcome.conflicts.map(({ path, at, base, yours, new: next, candidate }) => {
      return { path, at, base, yours, new: next, candidate };
    }),
    outdated: outcome.outdated,
    findings: outcome.findings.map(finding),
  };
}

/** A finding with its keys in the order of the contract. */
export function finding({ rule, severity, path, line, message, fix }: Finding): object {
  return {
    rule,
    severity,
    path,
    ...(line === undefined ? {} : { line }),
    message,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Entry of a folder where a conflict was ended; `conflicts` are those that are left. */
export function resolvedEntry(folder: string, { answers, action, conflicts }: Resolved): Entry {
  const { name, service, platform } = answers;
  const actions = [{ id: action.id, path: action.path, action: action.action }];
  const left = conflicts.map(({ path, at, base, yours, new: next, candidate }) => {
    return { path, at, base, yours, new: next, candidate };
  });
  return {
    folder,
    name,
    service,
    platform,
    exit: 0,
    answers,
    actions,
    conflicts: left,
    outdated: { version: false, answers: false, drift: action.action === 'keep' ? [action.path] : [] },
    findings: [],
  };
}

/** Entry of a folder that was refused, beside others that were not. */
export function refusedEntry(
  folder: string,
  exit: number,
  error: { readonly message: string; readonly file?: string; readonly hint?: string },
): Entry {
  return { folder, exit, error };
}

const WORST = [130, 1, 3, 2, 0];

/** Over several folders the worst decides (contract, section 4). */
export function worst(codes: readonly number[]): number {
  return WORST.find((code) => codes.includes(code)) ?? 0;
}

/** Entry of a folder that `verify` judged: as `container`'s, without actions. */
export function judgementEntry(folder: string, exit: number, { answers, findings }: Judgement): Entry {
  const { name, service, platform } = answers;
  return { folder, name, service, platform, exit, answers, findings: findings.map(finding) };
}
