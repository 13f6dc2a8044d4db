import type { ControlName } from './controls.js';
import type { Screen } from './screen.js';
import type { Invocation } from './words.js';

/** Runs a command and returns its exit code. Throws Failure for what the whole call is refused for. */
export type Run = (invocation: Invocation, screen: Screen) => Promise<number>;

export interface Command {
  readonly name: string;
  /** What stands behind the command; `path` is a file and must be there. */
  readonly folders: 'many' | 'one' | 'none' | 'path';
  readonly summary: string;
  /** Takes the options of the option table. */
  readonly options: boolean;
  readonly controls: readonly ControlName[];
  /** Loaded when it is called: --help and a re-run stay fast. */
  readonly load: () => Promise<Run>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'container',
    folders: 'many',
    summary: 'generate; on a folder that has a scaffold already, upgrade it',
    options: true,
    controls: [
      'yes',
      'all',
      'answers',
      'ask',
      'dry-run',
      'diff',
      'conflict',
      'restore',
      'adopt',
      'json',
      'quiet',
      'no-color',
    ],
    load: async () => (await import('./container.js')).container,
  },
  {
    name: 'check',
    folders: 'many',
    summary: 'write nothing; say whether container would change a file or leave a conflict',
    options: true,
    controls: ['all', 'answers', 'diff', 'strict', 'json', 'quiet', 'no-color'],
    load: async () => (await import('./container.js')).check,
  },
  {
    name: 'verify',
    folders: 'many',
    summary: 'write nothing; judge the files as they lie on disk, your edits included',
    options: false,
    controls: ['all', 'json', 'quiet', 'no-color'],
    load: async () => (await import('./verify.js')).verify,
  },
  {
    name: 'detect',
    folders: 'one',
    summary: 'print what was found in the folder, each fact with its evidence',
    options: false,
    controls: ['explain', 'require', 'json', 'no-color'],
    load: async () => (await import('./detect.js')).detect,
  },
  {
    name: 'try',
    folders: 'one',
    summary: 'build the image and run it here as the platform would',
    options: false,
    controls: ['env-file', 'keep', 'json', 'quiet', 'no-color'],
    load: async () => (await import('./try.js')).tryHere,
  },
  {
    name: 'resolve',
    folders: 'path',
    summary: 'end a conflict: --yours, --new, --edited (as it lies now) or --tool',
    options: false,
    controls: ['yours', 'new', 'edited', 'tool', 'json', 'quiet', 'no-color'],
    load: async () => (await import('./resolve.js')).resolve,
  },
  {
    name: 'schema',
    folders: 'none',
    summary: 'print the JSON Schema of an answers file',
    options: false,
    controls: ['json'],
    load: async () => (await import('./schema.js')).schema,
  },
];
