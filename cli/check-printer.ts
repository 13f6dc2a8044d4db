import { type Outcome, writing } from '../core/outcome.js';
import { checkLine, count, planLines } from '../core/report.js';
import { conflictLines } from '../core/report-conflicts.js';
import { viewOf } from './printer.js';
import type { Session } from './session.js';

/** The report of `check`: one line a folder, and over several their sum. */
export function printCheck(session: Session, outcomes: readonly Outcome[]): void {
  const { screen, generator, folders } = session;
  const column = Math.max(18, ...outcomes.map(({ folder }) => folder.length));
  const lines = outcomes.flatMap((outcome) => [
    checkLine(outcome, generator, column),
    ...(outcomes.length === 1 ? planLines(outcome.actions, screen.paint) : []),
    ...conflictLines(outcome.conflicts, screen.paint, viewOf(session, outcome)),
  ]);
  if (folders.length > 1) {
    const outdated = outcomes.filter(({ actions, conflicts }) => writing(actions).length + conflicts.length > 0).length;
    const edited = outcomes.filter(({ outdated: { drift } }) => drift.length > 0).length;
    const parts = [
      count(folders.length, 'service'),
      ...(outdated === 0 ? [] : [`${outdated} outdated`]),
      ...(edited === 0 ? [] : [`${edited} with edits`]),
    ];
    lines.push(`${parts.join(', ')}.`);
  }
  screen.out(`${lines.join('\n')}\n`);
}
