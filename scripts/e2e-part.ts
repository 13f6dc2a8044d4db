/** One table of the proof and how it went. */
export interface Part {
  readonly title: string;
  /** What the table shows and how it was measured, for RESULTS.md. */
  readonly about: string;
  /** The first row holds the headings. */
  readonly rows: readonly (readonly string[])[];
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
}

const cell = (text: string): string =>
  text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();

/** A part as Markdown. */
export function markdown(part: Part): string {
  const [head = [], ...body] = part.rows;
  const line = (row: readonly string[]): string =>
    `| ${head.map((_, column) => cell(row[column] ?? '')).join(' | ')} |`;
  const counts = `${part.passed} passed, ${part.failed} failed${part.notRun > 0 ? `, ${part.notRun} not run` : ''}`;
  return [
    `## ${part.title}`,
    '',
    `${part.about} ${counts}.`,
    '',
    line(head),
    `|${' --- |'.repeat(head.length)}`,
    ...body.map(line),
    '',
  ].join('\n');
}
