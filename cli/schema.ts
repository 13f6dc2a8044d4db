import { EXIT } from '../core/errors.js';
import { answersSchema } from '../core/schema.js';
import type { Run } from './commands.js';

/** `saasfactory schema`: the JSON Schema of an answers file. */
export const schema: Run = async (_invocation, screen) => {
  screen.out(`${JSON.stringify(answersSchema(), null, 2)}\n`);
  return EXIT.done;
};
