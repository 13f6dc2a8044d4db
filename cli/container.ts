import { readFileSync } from 'node:fs';
import type { Values } from '../core/answers.js';
import { ENGINE } from '../core/engine.js';
import { Failure } from '../core/errors.js';
import { readAnswersFile, readFlags } from '../core/given.js';
import { packageVersion } from '../core/package-root.js';
import type { Run } from './commands.js';
import { askedFolders } from './folders.js';
import { asInterrupt } from './interrupt.js';
import type { Prompter } from './questions.js';
import type { Screen } from './screen.js';
import { runSession } from './session.js';
import type { Invocation } from './words.js';

/** `saasfactory container`: generates, or upgrades what is there. */
export const container: Run = async (invocation, screen) => run('container', invocation, screen);

/** `saasfactory check`: says what container would do, and writes nothing. */
export const check: Run = async (invocation, screen) => run('check', invocation, screen);

/** Both doors come together here; `ask` is the door's own way to put a question. */
export async function run(
  mode: 'container' | 'check',
  invocation: Pick<Invocation, 'folders' | 'flags' | 'switches' | 'values'>,
  screen: Screen,
  ask: Prompter = askHere,
): Promise<number> {
  const { switches, values } = invocation;
  const file = values.get('answers')?.[0];
  const asks = mode === 'container' && screen.interactive && !switches.has('yes') && !switches.has('json');
  return runSession({
    mode,
    folders: await askedFolders(invocation, ENGINE),
    flags: readFlags(invocation.flags),
    file: file === undefined ? {} : await readFile(file),
    switches,
    values,
    screen,
    parts: ENGINE,
    generator: packageVersion(),
    ...(asks ? { ask: interruptible(ask) } : {}),
  });
}

async function readFile(path: string): Promise<Values> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Failure(`--answers ${path}: cannot be read (${code}).`, { code: 'bad-answers', file: path });
  }
  return readAnswersFile(text, path);
}

/** inquirer takes 100 ms to load: only when there is a question. */
const askHere: Prompter = async (question) => {
  const { default: inquirer } = await import('inquirer');
  const answers: Readonly<Record<string, unknown>> = await inquirer.prompt([question as never]);
  return answers[question.name];
};

function interruptible(ask: Prompter): Prompter {
  return async (question) => {
    try {
      return await ask(question);
    } catch (error) {
      throw asInterrupt(error);
    }
  };
}
