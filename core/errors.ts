/** Exit codes that scripts rely on (contract, section 4). */
export const EXIT = { done: 0, refused: 1, different: 2, conflicts: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface FailureDetails {
  /** Machine-readable cause, kebab-case. */
  readonly code: string;
  readonly exit?: ExitCode;
  /** The file, flag or option at fault, as the user would type it. */
  readonly file?: string;
  /** The next command or edit that helps. */
  readonly hint?: string;
}

/**
 * The only error that reaches a user: one line, its exit code, and what to do next.
 * Anything else that is thrown is a defect of ours and is printed as such.
 */
export class Failure extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly file: string | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: FailureDetails) {
    super(message);
    this.name = 'Failure';
    this.code = details.code;
    this.exit = details.exit ?? EXIT.refused;
    this.file = details.file;
    this.hint = details.hint;
  }
}
