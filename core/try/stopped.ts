import type { TryFailure } from './report.js';

/** Ends a trial early; carries what the report says. */
export class Stopped extends Error {
  constructor(readonly failure: TryFailure) {
    super(failure.message);
  }
}
