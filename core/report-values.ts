import type { Job, Migrations, Pool, Selection, Variable, Worker, Write } from './detect/fact-values.js';
import type { Evidence, FactName, Facts } from './detect/facts.js';

/** A fact's value in one line, as the table shows it. */
export function valueText(name: FactName, facts: Facts): string {
  // Names alone tell less than what the code does without them.
  const shown = name === 'env' && facts.variables ? 'variables' : name;
  return textOf(shown, facts[shown]?.value);
}

/** How values that are no plain text are written, by their fact. */
const WRITERS: { readonly [name in FactName]?: (value: never) => string } = {
  variables: (value: readonly Variable[]) => value.map(variableText).join(', '),
  migrations: ({ tool, folder }: Migrations) => `${tool}, ${folder}`,
  pool: poolText,
  writes: (value: readonly Write[]) => value.map(({ folder }) => folder).join(', '),
  worker: ({ command }: Worker) => command.join(' '),
  job: ({ command, schedule, timeZone }: Job) =>
    [command.join(' '), ...(schedule === undefined ? [] : [`at ${schedule}`]), ...(timeZone ? [timeZone] : [])].join(
      ', ',
    ),
  pgvector: () => 'needed',
  dependencies: (value: readonly { readonly name: string }[]) => value.map((one) => one.name).join(', '),
  selection: ({ unimported }: Selection) => `not needed: ${unimported.join(', ')}`,
  install: ({ files }: { readonly files: readonly string[] }) => files.join(', '),
};

/** A value of a fact in one line, whether it was taken or not. */
export function textOf(name: FactName, value: unknown): string {
  const write = WRITERS[name] as ((value: unknown) => string) | undefined;
  if (write !== undefined && value !== undefined) return write(value);
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** `10, at most 30 (DB_POOL_SIZE)` */
function poolText({ size, most, variables }: Pool): string {
  const sizes = [size, most === undefined ? undefined : `at most ${most}`].filter((part) => part !== undefined);
  const set = variables === undefined ? '' : `(${variables.join(', ')})`;
  return [sizes.join(', '), set].filter((part) => part !== '').join(' ');
}

function variableText(variable: Variable): string {
  if (variable.secret) return `${variable.name} (secret)`;
  if (variable.default === undefined || variable.default === '') return variable.name;
  const short = variable.default.length > 24 ? `${variable.default.slice(0, 23)}…` : variable.default;
  return `${variable.name}=${short}`;
}

/** `src/orders/settings.py:9 ← uvicorn.run, src/orders/__main__.py:5`: the deciding place, then what it follows from. */
export function places(evidence: readonly Evidence[]): string {
  const [first, second] = evidence;
  if (!first) return '';
  return second && place(second) !== place(first) ? `${place(first)} ← ${place(second)}` : place(first);
}

/** File and line of an evidence, `src/orders/api.py:14`. */
export function place(evidence: Evidence): string {
  return `${evidence.file}:${evidence.line}`;
}

/** A long list over several lines, broken at its commas. */
export function fold(text: string, width: number, head: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(', ')) {
    if (line !== '' && line.length + 2 + part.length > width - 1) {
      lines.push(`${line},`);
      line = part;
    } else {
      line = line === '' ? part : `${line}, ${part}`;
    }
  }
  return [...lines, line].map((each, at) => (at === 0 ? head : ' '.repeat(head.length)) + each);
}
