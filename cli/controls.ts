/** Flags that steer a run and are no answers. One table, as for the options; each command names those that it takes. */
export interface Control {
  readonly name: string;
  /** Word for the value in help; a control without it is a switch. */
  readonly value?: string;
  /** Allowed values, where they are few. */
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly many?: true;
  readonly about: string;
}

export const CONTROLS = {
  all: { name: 'all', about: 'every service at or below the folder, each with its own answers' },
  yes: { name: 'yes', about: 'ask nothing: take what was found and the defaults' },
  answers: { name: 'answers', value: 'FILE', about: 'answers from a YAML or JSON file' },
  ask: { name: 'ask', about: 'ask the stored answers again' },
  'dry-run': { name: 'dry-run', about: 'print the plan and write nothing at all' },
  diff: { name: 'diff', about: 'show the changes line by line' },
  conflict: {
    name: 'conflict',
    value: 'HOW',
    choices: ['keep', 'markers', 'yours', 'new'],
    about: 'what to do where your edit and the new version clash: keep, markers, yours, new (default keep)',
  },
  restore: { name: 'restore', value: 'PATH', many: true, about: 'write a generated file again that you deleted' },
  explain: { name: 'explain', value: 'FACT', about: 'each rule tried for a fact and why it did or did not fire' },
  require: {
    name: 'require',
    value: 'LEVEL',
    choices: ['certain', 'likely'],
    about: 'end with 2 where a fact is less sure than that',
  },
  adopt: { name: 'adopt', about: 'take hand-written files as your own versions of the files of their paths' },
  strict: { name: 'strict', about: 'end with 2 for kept edits and deletions too' },
  'env-file': { name: 'env-file', value: 'FILE', about: 'variables for the container, NAME=value lines' },
  keep: { name: 'keep', about: 'leave the container and its image in place' },
  yours: { name: 'yours', about: 'your side of every clashing place, the rest of both' },
  new: { name: 'new', about: 'the new side of every clashing place, the rest of both' },
  edited: { name: 'edited', about: 'the file as it lies now' },
  tool: { name: 'tool', about: 'the merge tool that git is configured with (merge.tool)' },
  json: { name: 'json', about: 'print one JSON document and nothing else' },
  quiet: { name: 'quiet', about: 'print errors only' },
  'no-color': { name: 'no-color', about: 'print without colour (NO_COLOR works too)' },
} as const satisfies Readonly<Record<string, Control>>;

export type ControlName = keyof typeof CONTROLS;

/** Controls as given: switches are `true`, values are text, repeatable ones are lists. */
export interface Controls {
  readonly switches: ReadonlySet<ControlName>;
  readonly values: ReadonlyMap<ControlName, readonly string[]>;
}
