import { stripVTControlCharacters } from 'node:util';
import type { TryFailure } from './report.js';
import type { Source } from './source.js';

/** One known way to fail: recognised in the output of the build or in the log of the container. */
export interface Cause {
  readonly id: string;
  /** Undefined when the text does not show this cause. */
  explain(log: string, source: Source): TryFailure | undefined;
}

/** The explanation of the first cause that is shown; causes stand from the most to the least specific. */
export function explain(causes: readonly Cause[], log: string, source: Source): TryFailure | undefined {
  // Many tools colour what they say of an error, word by word.
  const plain = stripVTControlCharacters(log);
  for (const cause of causes) {
    const found = cause.explain(plain, source);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A cause that is a pattern in the text and nothing else. */
export function pattern(
  id: string,
  regexp: RegExp,
  tell: (match: RegExpMatchArray, source: Source, log: string) => TryFailure,
): Cause {
  return {
    id,
    explain: (log, source) => {
      const match = regexp.exec(log);
      return match === null ? undefined : tell(match, source, log);
    },
  };
}
