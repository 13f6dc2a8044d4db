import { EXIT, Failure } from '../core/errors.js';
import { packageVersion } from '../core/package-root.js';
import { printable, type Screen } from './screen.js';

const COMMAND = /^(?:saasfactory|npm|npx|yo|git|docker|podman|gcloud|kubectl)\b/;

/** What went wrong in one line, with the next step: `--port 80: a port from 1024 to 65535.` */
export function failureLine(error: unknown): string {
  if (!(error instanceof Failure)) {
    const why = error instanceof Error ? error.message : String(error);
    return oneLine(`${why} (a defect of saasfactory; DEBUG=1 shows where)`);
  }
  const message = /[.?!]$/.test(error.message) ? error.message : `${error.message}.`;
  if (error.hint === undefined || error.message.includes(error.hint)) return oneLine(message);
  const hint = COMMAND.test(error.hint) ? error.hint : error.hint.charAt(0).toUpperCase() + error.hint.slice(1);
  return oneLine(`${message} ${hint}`);
}

function oneLine(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => printable(line).trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Exit code of what was thrown. */
export function exitOf(error: unknown): number {
  return error instanceof Failure ? error.exit : EXIT.refused;
}

/** The error as the JSON report has it. */
export function failureEntry(error: unknown): { message: string; file?: string; hint?: string } {
  if (!(error instanceof Failure)) return { message: failureLine(error) };
  return {
    message: oneLine(error.message),
    ...(error.file === undefined ? {} : { file: error.file }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

/** Prints what was thrown: one line on standard error, with --json one document on standard output. */
export function printFailure(error: unknown, screen: Screen, json: boolean): number {
  const exit = exitOf(error);
  if (json) {
    const document = { schema: 1, generator: packageVersion(), exit, error: failureEntry(error) };
    screen.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    screen.err(`saasfactory: ${failureLine(error)}\n`);
  }
  if (process.env.DEBUG && error instanceof Error) screen.err(`${error.stack ?? ''}\n`);
  return exit;
}
