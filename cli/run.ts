import { EXIT } from '../core/errors.js';
import { packageVersion } from '../core/package-root.js';
import { printFailure } from './failures.js';
import { processScreen, type Screen } from './screen.js';
import { readWords } from './words.js';

/** The whole command: words after `saasfactory` to an exit code. Throws nothing. */
export async function main(argv: readonly string[], given?: Screen): Promise<number> {
  // Looked at before anything can fail: an unknown option is reported in the asked form too.
  const json = argv.includes('--json');
  const screen = given ?? processScreen({ colour: !argv.includes('--no-color') });
  try {
    const invocation = readWords(argv);
    const { command } = invocation;
    if (invocation.version) {
      screen.out(`${packageVersion()}\n`);
      return EXIT.done;
    }
    if (invocation.help || !command) {
      const { commandHelp, overview } = await import('./help.js');
      screen.out(command ? commandHelp(command) : overview());
      return EXIT.done;
    }
    const run = await command.load();
    return await run(invocation, screen);
  } catch (error) {
    return printFailure(error, screen, json);
  }
}
