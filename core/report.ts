import { type Outcome, writing } from './outcome.js';
import type { Action } from './plan.js';
import type { Finding } from './verify/finding.js';

/** Emphasis for a terminal; the text is complete without it. */
export type Emphasis = (colour: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** `create  Dockerfile   two stages, …` for each action that a person should see, at most `most` of them. */
export function planLines(
  actions: readonly Action[],
  paint: Emphasis,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  const shown = actions.filter(
    (each) => each.action !== 'unchanged' && each.action !== 'conflict' && !(each.action === 'keep' && 'quiet' in each),
  );
  // One line more is as long as the line that says how many there are.
  const listed = shown.length <= most + 1 ? shown : shown.slice(0, most);
  const column = Math.min(42, Math.max(24, ...listed.map(({ path }) => path.length + 2)));
  const lines = listed.map((action) => actionLine(action, column, paint));
  const rest = shown.length - listed.length;
  return rest > 0 ? [...lines, `  … and ${rest} more (--dry-run shows all)`] : lines;
}

function actionLine(action: Action, column: number, paint: Emphasis): string {
  const about = aboutAction(action);
  const word = action.action === 'keep' && action.why === 'deleted' ? 'kept' : action.action;
  const path = about === '' ? action.path : `${action.path.padEnd(column - 1)} `;
  return `  ${paint(COLOUR[action.action], word.padEnd(8))}${path}${paint('dim', about)}`.trimEnd();
}

const COLOUR = {
  create: 'green',
  update: 'cyan',
  merge: 'cyan',
  move: 'cyan',
  keep: 'yellow',
  delete: 'red',
  unchanged: 'dim',
  conflict: 'red',
} as const;

function aboutAction(action: Action): string {
  if (action.action === 'move') return `was ${action.from}`;
  if (action.adopted) return action.action === 'merge' ? 'yours, with what it lacked' : 'yours, taken over';
  if (action.action !== 'keep') return action.about;
  switch (action.why) {
    case 'hand-written':
      return 'was here before; --diff shows ours, --adopt takes it over';
    case 'edited':
      return 'only you changed it';
    case 'deleted':
      return `you deleted it (--restore ${action.path} brings it back)`;
  }
}

/** Notes, warnings and errors with their places. */
export function findingLines(findings: readonly Finding[], paint: Emphasis): readonly string[] {
  const colour = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
  return alike(findings).map(([finding, ...others]) => {
    const place = finding.path === '.' ? '' : `${finding.path}${finding.line ? `:${finding.line}` : ''}: `;
    const fix = finding.fix ? `: ${finding.fix}` : '';
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return `  ${paint(colour[finding.severity], finding.severity.padEnd(7))} ${place}${finding.message}${fix}${more}`;
  });
}

function alike(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.rule, finding.message, finding.fix]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** `21 files written, 1 note.` */
export function summary(outcome: Outcome, dry: boolean): string {
  const written = writing(outcome.actions).length;
  const open = outcome.conflicts.length;
  const parts = [
    written === 0 ? '' : `${count(written, 'file')} ${dry ? 'to write' : 'written'}`,
    open === 0 ? '' : count(open, 'conflict'),
    ...tally(outcome.findings),
  ].filter((part) => part !== '');
  if (written === 0 && open === 0) return ['up to date', ...parts].join(', ');
  return parts.join(', ');
}

/** `1 error`, `2 notes`: how many of each severity there are, without those that there are none of. */
export function tally(findings: readonly Finding[]): readonly string[] {
  return (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity).length;
    return found === 0 ? [] : [count(found, severity)];
  });
}

/** `1 file`, `2 files`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** Why a re-run has something to do: `version 1.2.0 → 1.4.0, your answers unchanged`. */
export function reason(outcome: Outcome, generator: string): string {
  const { outdated, before } = outcome;
  const version =
    before !== undefined && outdated.version ? `version ${before} → ${generator}` : `version ${generator}`;
  return `${version}, your answers ${outdated.answers ? 'changed' : 'unchanged'}`;
}

/** One folder's row of `check`: its state in words, with the user's own edits. */
export function checkLine(outcome: Outcome, generator: string, column: number): string {
  const { outdated, before, actions, conflicts } = outcome;
  const folder = outcome.folder === '.' ? outcome.answers.name : outcome.folder;
  const changes = writing(actions).length;
  const from = outdated.version && before !== undefined ? `  ${before} → ${generator}` : '';
  const state =
    conflicts.length > 0
      ? `outdated${from}, ${count(conflicts.length, 'conflict')}`
      : changes > 0
        ? `outdated${from}, ${before === undefined ? `${count(changes, 'file')} to write` : 'merges cleanly'}`
        : 'up to date';
  const drift = outdated.drift.length === 0 ? '' : `  (${drifted(outdated.drift)}, kept)`;
  return `${folder.padEnd(column)}  ${state}${drift}`;
}

function drifted(paths: readonly string[]): string {
  const [first = ''] = paths;
  return paths.length === 1 ? `${first} edited by hand` : `${first} and ${paths.length - 1} more edited by hand`;
}
