import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** Where a command prints. Tests pass their own. */
export interface Screen {
  /** Standard output: reports and documents. */
  out(text: string): void;
  /** Standard error: the one line of a failure. */
  err(text: string): void;
  /** Standard output is a terminal. */
  readonly terminal: boolean;
  /** Standard input is one too: questions may be asked. */
  readonly interactive: boolean;
  /** Columns to wrap at, at most 80. */
  readonly width: number;
  /** Columns of the terminal as they are; absent where output is none. */
  readonly columns?: number;
  readonly paint: Paint;
}

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (colour: Colour, text: string) => string;

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export const plain: Paint = (_colour, text) => text;
const coloured: Paint = (colour, text) => `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m`;

/** The process's own terminal or pipes. Colour only on a terminal, without NO_COLOR and without `--no-color`. */
export function processScreen(options: { readonly colour: boolean }): Screen {
  const { stdin, stdout, stderr, env } = process;
  const colour = options.colour && stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    terminal: stdout.isTTY === true,
    interactive: stdin.isTTY === true && stdout.isTTY === true,
    width: Math.min(80, (stdout as WriteStream).columns || 80),
    ...(stdout.isTTY === true ? { columns: (stdout as WriteStream).columns || 80 } : {}),
    paint: colour ? coloured : plain,
  };
}

/** Leaves quietly when the reader of our output has gone (`| head`). */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

/** Text from a service folder as it may go to a terminal: without control characters. */
export function printable(text: string): string {
  return [...stripVTControlCharacters(text)].filter((c) => c >= ' ' && c !== '\u007f').join('');
}
