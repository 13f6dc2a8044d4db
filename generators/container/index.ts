import type { EventEmitter } from 'node:events';
import type Generator from 'yeoman-generator';
import { COMMANDS } from '../../cli/commands.js';
import { run } from '../../cli/container.js';
import { CONTROLS, type Control } from '../../cli/controls.js';
import { printFailure } from '../../cli/failures.js';
import { asInterrupt } from '../../cli/interrupt.js';
import type { Prompter, Question } from '../../cli/questions.js';
import { processScreen } from '../../cli/screen.js';
import { readWords } from '../../cli/words.js';
import { OPTIONS } from '../../core/options.js';
import { QuietGenerator } from '../quiet.js';
import { wordsOf } from '../words.js';

type Args = ConstructorParameters<typeof Generator>;

/**
 * `yo saasfactory:container`: the same engine as the `saasfactory` command. Nothing goes into Yeoman's memory of files
 * and nothing is stored through it: its conflicter knows no common ancestor, and its commit cannot be undone.
 */
export default class ContainerGenerator extends QuietGenerator {
  constructor(args: string[], options: Record<string, unknown>, features: Record<string, unknown>) {
    // Without the custom task Yeoman ends with advice about package.json.
    super(args, options as unknown as Args[1], { ...features, customInstallTask: true });
    // A value that is not declared as text reaches us as a number: 3.10 as 3.1.
    for (const { name, about, values } of OPTIONS) {
      this.option(name, { type: String, description: `${about}: ${values}` });
    }
    for (const name of COMMANDS.find((command) => command.name === 'container')?.controls ?? []) {
      const control: Control = CONTROLS[name];
      if (name === 'no-color') continue;
      this.option(name, { type: control.many ? same : control.value ? String : Boolean, description: control.about });
    }
  }

  /** The only task; every word of it happens here. */
  async container(): Promise<void> {
    const { json } = this.options as { readonly json?: unknown };
    const screen = processScreen({ colour: (this.options as { readonly color?: unknown }).color !== false });
    // At Ctrl-C Yeoman's adapter ends the whole environment before our own await returns: this is the only place for us.
    (this.env as unknown as EventEmitter).once('error', (error: unknown) => {
      const ours = asInterrupt(error);
      if (ours !== error) process.exit(printFailure(ours, screen, json === true));
    });
    try {
      const folder = called(this.env);
      // Yeoman moves both up to the nearest .yo-rc.json in some versions, in a monorepo to another service.
      this.destinationRoot(folder);
      process.chdir(folder);
      const invocation = readWords(wordsOf(this.options, this.args));
      const ask: Prompter = async (question) => {
        const answers: Readonly<Record<string, unknown>> = await this.prompt([question as never]);
        return answers[(question as Question).name];
      };
      process.exitCode = await run('container', invocation, screen, ask);
    } catch (error) {
      // A thrown error would print four lines of Yeoman's own.
      process.exitCode = printFailure(error, screen, json === true);
    }
  }
}

/** The folder in which `yo` was called. */
function called(env: { readonly logCwd?: string; readonly cwd?: string }): string {
  return env.logCwd ?? env.cwd ?? process.cwd();
}

function same(value: unknown): unknown {
  return value;
}
