import type { TryReport } from './report.js';

const VERDICTS: Readonly<Record<TryReport['verdict'], string>> = {
  runs: 'runs',
  live: 'is alive; whether it gets ready was not tried',
  built: 'was built; it was not run',
  failed: 'cannot run',
};

/** A trial as people read it: a line for each step, then the verdict with its reason; ends without a newline. */
export function formatTry(report: TryReport): string {
  const { failure, name } = report;
  const lines = report.steps.map((step) => `${step.name.padEnd(13)} ${step.detail}`);
  for (const note of report.notes) lines.push(`note          ${note}`);
  if (report.kept !== undefined) {
    const { image, container, url } = report.kept;
    lines.push(`kept          ${[image, container, url].filter((part) => part !== undefined).join(', ')}`);
  }
  if (failure === undefined) {
    lines.push(`${name} ${VERDICTS[report.verdict]}.`);
    return lines.join('\n');
  }
  // A message that begins with its own place already says where.
  const place =
    failure.file === undefined ? '' : `${failure.file}${failure.line === undefined ? '' : `:${failure.line}`}`;
  const where = place === '' || failure.message.includes(place) ? '' : `${place}: `;
  lines.push(`${name} cannot run: ${where}${failure.message}.`);
  if (failure.hint !== undefined) lines.push(`  ${failure.hint}`);
  for (const line of failure.evidence ?? []) lines.push(`  | ${line}`);
  return lines.join('\n');
}

/** `0.4 s`, `41 s`. */
export function spell(seconds: number): string {
  return `${seconds >= 10 ? Math.round(seconds) : seconds.toFixed(1)} s`;
}
