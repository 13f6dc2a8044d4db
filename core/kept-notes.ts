import type { Action } from './plan.js';
import type { Finding } from './verify/finding.js';

/** A file that was there before any scaffold stays, and its owner should know what he does without. */
export function keptNotes(actions: readonly Action[]): readonly Finding[] {
  return actions.flatMap((action): readonly Finding[] => {
    if (action.action !== 'keep' || action.why !== 'hand-written') return [];
    const message =
      'was here before the scaffold and stays as it is; --diff shows what the scaffold has instead, --adopt takes it over';
    return [{ rule: 'hand-written', severity: 'note', path: action.path, message }];
  });
}

/** What the scaffold would have said where an adopted file says something else. */
export function adoptedNotes(actions: readonly Action[]): readonly Finding[] {
  return actions.flatMap(({ path, adopted }): readonly Finding[] => {
    if (adopted === undefined) return [];
    const shown = adopted
      .slice(0, 8)
      .map(({ at, yours, new: ours }) => `${at}: yours ${said(yours)}, new ${said(ours)}`);
    const more = adopted.length > shown.length ? [`${adopted.length - shown.length} more`] : [];
    const differs = [...shown, ...more].join('; ');
    const message = `is yours and taken over${differs === '' ? '' : `; the scaffold would differ at ${differs}`}`;
    return [{ rule: 'adopted', severity: 'note', path, message }];
  });
}

function said(text: string): string {
  const line = text
    .trim()
    .split(/\s*\n\s*/)
    .join(' ');
  return line === '' ? 'nothing' : line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
