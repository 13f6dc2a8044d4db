import { type Outcome, writing } from '../core/outcome.js';
import { findingLines, planLines, reason, summary } from '../core/report.js';
import { type ConflictView, conflictLines } from '../core/report-conflicts.js';
import type { Session } from './session.js';

/** Files of a preview before the rest is counted. */
const PREVIEW = 6;

/** The whole report goes to a person at a terminal; scripts get one line a folder and what they must not miss. */
function isBrief({ screen, switches }: Session): boolean {
  return !screen.terminal || switches.has('yes');
}

/** What would be written. On a terminal before the question, with --dry-run everywhere, --diff line by line. */
export function printPlan(session: Session, outcome: Outcome, diffs: ReadonlyMap<string, string>): void {
  const { screen, switches } = session;
  const dry = switches.has('dry-run');
  const preview = session.ask !== undefined && !dry;
  if (dry || preview || !isBrief(session)) {
    const head =
      outcome.before === undefined || !hasNews(outcome)
        ? []
        : [`${title(outcome)}: ${reason(outcome, session.generator)}`, ''];
    const most = preview ? PREVIEW : Number.POSITIVE_INFINITY;
    const lines = planLines(outcome.actions, screen.paint, most);
    if (lines.length > 0) print(session, [...head, ...lines]);
  }
  for (const diff of diffs.values())
    screen.out(
      `${diff
        .split('\n')
        .map((line) => paintDiff(line, session))
        .join('\n')}\n`,
    );
}

function hasNews(outcome: Outcome): boolean {
  return writing(outcome.actions).length > 0 || outcome.conflicts.length > 0;
}

/** What was done. */
export function printOutcome(session: Session, outcome: Outcome): void {
  const { screen, switches } = session;
  const dry = switches.has('dry-run');
  const text = summary(outcome, dry);
  if (isBrief(session)) {
    const more = /\d+ notes?$/.test(text) ? ' (see --json)' : '';
    // What a change of platform costs is said where it is made.
    const grave = outcome.findings.filter(({ severity, rule }) => severity !== 'note' || rule === 'moved');
    print(session, [
      `${title(outcome)}: ${text}${more}`,
      ...findingLines(grave, screen.paint),
      ...conflictLines(outcome.conflicts, screen.paint, viewOf(session, outcome)),
    ]);
    return;
  }
  print(session, [
    ...conflictLines(outcome.conflicts, screen.paint, viewOf(session, outcome)),
    '',
    hasNews(outcome) ? `${text}.` : `${title(outcome)}: ${text}.`,
    ...findingLines(outcome.findings, screen.paint),
    ...(outcome.applied && outcome.before === undefined ? nextSteps(outcome, session) : []),
  ]);
}

/** How conflicts are shown here. */
export function viewOf({ screen }: Pick<Session, 'screen'>, { folder }: Pick<Outcome, 'folder'>): ConflictView {
  return { folder, ...(screen.columns === undefined ? {} : { columns: screen.columns }) };
}

export function printDeclined({ screen }: Session): void {
  screen.out('Nothing was written.\n');
}

function title(outcome: Outcome): string {
  return outcome.folder === '.' ? outcome.answers.name : outcome.folder;
}

/** The next three commands to type. */
function nextSteps(outcome: Outcome, { folders }: Session): readonly string[] {
  const [folder] = folders;
  const at = folder === undefined || folder === '.' ? '' : ` ${outcome.folder}`;
  const file = at === '' ? '' : ` --file ${outcome.folder}/compose.yaml`;
  const database = outcome.answers.database === 'none' ? 'run it with compose' : 'run it with its database';
  const steps: readonly (readonly [string, string])[] = [
    [`saasfactory try${at}`, 'build it and run it here'],
    ...(outcome.answers.compose ? [[`docker compose${file} up --wait`, database] as const] : []),
    [`saasfactory verify${at}`, 'judge the files again after your edits'],
  ];
  const column = Math.max(32, ...steps.map(([command]) => command.length + 2));
  return ['', 'Next:', ...steps.map(([command, why]) => `  ${command.padEnd(column)}${why}`)];
}

function print({ screen }: Session, lines: readonly string[]): void {
  screen.out(`${lines.join('\n')}\n`);
}

function paintDiff(line: string, { screen }: Session): string {
  if (line.startsWith('+')) return screen.paint('green', line);
  return line.startsWith('-') ? screen.paint('red', line) : line;
}
