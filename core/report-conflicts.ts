import { posix } from 'node:path';
import type { OpenConflict } from './outcome.js';
import { count, type Emphasis } from './report.js';

export interface ConflictView {
  /** The service folder as the user named it: the command to type is for the current folder. */
  readonly folder?: string;
  /** Columns of the terminal; absent where there is none. */
  readonly columns?: number;
}

/** Below this each of three columns would cut ordinary lines of YAML. */
const WIDE = 100;
/** Lines of a clash side by side before the rest is left to the files. */
const MOST = 12;

/** Open conflicts, each with its three sides, and the commands that end them. */
export function conflictLines(
  conflicts: readonly OpenConflict[],
  paint: Emphasis,
  view: ConflictView = {},
): readonly string[] {
  const [first] = conflicts;
  if (first === undefined) return [];
  const lines = [`  ${paint('red', count(conflicts.length, 'conflict'))}`];
  for (const [index, conflict] of conflicts.entries()) {
    lines.push(`          ${conflict.path}  ${conflict.at}`, ...sides(conflict, view.columns ?? 0, paint));
    // Several places of one file have one new version.
    if (conflicts[index + 1]?.path === conflict.path) continue;
    lines.push(`          your file is as it was; the new one is at ${conflict.candidate}`);
  }
  const paths = [...new Set(conflicts.map(({ path }) => path))];
  const path = paths.length === 1 ? posix.join(view.folder ?? '.', first.path) : 'PATH';
  const each = paths.length === 1 ? 'Take one with' : 'Take one for each with';
  return [...lines, `${each}: saasfactory resolve ${path} --yours | --new | --edited | --tool`];
}

function sides(conflict: OpenConflict, columns: number, paint: Emphasis): readonly string[] {
  const texts = [conflict.base, conflict.yours, conflict.new];
  const short = texts.every((text) => text.trim().length <= 40 && !text.trim().includes('\n'));
  if (short || columns < WIDE) {
    const [base, yours, next] = texts.map(side);
    return [`            base ${base}   yours ${yours}   new ${next}`];
  }
  const width = Math.floor((columns - 12 - 4) / 3);
  const cells = texts.map((text) => (text.trim() === '' ? ['(nothing)'] : text.trimEnd().split(/\r?\n/)));
  const height = Math.max(...cells.map((lines) => lines.length));
  const row = (at: number): string => {
    const words = cells.map((lines) => cell(lines[at] ?? '', width));
    return `            ${words.join('  ')}`.trimEnd();
  };
  const head = `            ${['base', 'yours', 'new'].map((name) => name.padEnd(width)).join('  ')}`.trimEnd();
  const rows = Array.from({ length: Math.min(height, MOST) }, (_, at) => row(at));
  const more = height > MOST ? [`            … ${height - MOST} more lines`] : [];
  return [paint('dim', head), ...rows, ...more];
}

function cell(text: string, width: number): string {
  const plain = text.replaceAll('\t', '  ');
  return (plain.length > width ? `${plain.slice(0, width - 1)}…` : plain).padEnd(width);
}

function side(text: string): string {
  const first = text.trim().split(/\r?\n/, 1)[0] ?? '';
  const short = first.length > 40 ? `${first.slice(0, 39)}…` : first;
  if (short === '') return '(nothing)';
  return short === text.trim() ? short : `${short} …`;
}
