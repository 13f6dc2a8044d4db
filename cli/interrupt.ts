import { EXIT, Failure } from '../core/errors.js';
import type { Screen } from './screen.js';

let phase: 'before' | 'writing' | 'written' = 'before';

/** Marks the time from which an interrupt comes too late: writing ends whole, or is rolled back, on its own. */
export async function uninterrupted<T>(write: () => Promise<T>): Promise<T> {
  phase = 'writing';
  try {
    const result = await write();
    phase = 'written';
    return result;
  } catch (error) {
    phase = 'before';
    throw error;
  }
}

/** From here to the call of what it returns, Ctrl-C prints one line and exits with 130. */
export function guard(screen: Screen): () => void {
  phase = 'before';
  const stop = (): void => {
    if (phase !== 'before') return;
    screen.err(`saasfactory: ${INTERRUPTED}\n`);
    process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}

const INTERRUPTED = 'interrupted; nothing was written.';

/** Turns what prompts throw at Ctrl-C, or when their input ends, into our failure; other errors stay as they are. */
export function asInterrupt(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (name !== 'ExitPromptError' && name !== 'AbortPromptError' && name !== 'CancelPromptError') return error;
  return new Failure(INTERRUPTED, { code: 'interrupted', exit: EXIT.interrupted });
}
