import { DockerfileParser } from 'dockerfile-ast';
import { type Copy, flagFrom, readCopy, readStart, runText, type Start } from './dockerfile-arguments.js';
import { expand, joinImagePath, unquote } from './dockerfile-words.js';
import { readCommands } from './shell.js';

/** What a stage amounts to, with all that it inherits from the stages of its FROM. */
export interface Stage {
  readonly name?: string;
  /** The image of the outermost FROM, arguments filled in. */
  readonly image: string;
  readonly imageLine: number;
  readonly environment: ReadonlyMap<string, string>;
  readonly workdir: string;
  readonly copies: readonly Copy[];
  readonly runs: readonly { readonly text: string; readonly line: number }[];
  readonly exposes: readonly { readonly port: number; readonly line: number }[];
  readonly command?: Start;
  readonly entrypoint?: Start;
  /** The last USER, arguments filled in. */
  readonly user?: { readonly value: string; readonly line: number };
  /** Text of the last HEALTHCHECK; absent after NONE. */
  readonly health?: { readonly text: string; readonly line: number };
}

interface Draft extends Stage {
  image: string;
  imageLine: number;
  environment: Map<string, string>;
  workdir: string;
  copies: Copy[];
  runs: { readonly text: string; readonly line: number }[];
  exposes: { readonly port: number; readonly line: number }[];
  command?: Start;
  entrypoint?: Start;
  user?: { readonly value: string; readonly line: number };
  health?: { readonly text: string; readonly line: number };
}

/** Stages of a Dockerfile in order; empty for text that is none. Lines are 1-based. Never throws. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: Draft[] = [];
  const globals = new Map<string, string>();
  let instructions: ReturnType<ReturnType<typeof DockerfileParser.parse>['getInstructions']> = [];
  try {
    instructions = DockerfileParser.parse(text).getInstructions();
  } catch {
    return [];
  }
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword().toUpperCase();
    const line = (instruction.getRange()?.start.line ?? 0) + 1;
    const raw = instruction.getRawArgumentsContent() ?? '';
    const words = instruction.getArguments().map((argument) => argument.getValue());
    if (keyword === 'FROM') {
      stages.push(begin(words, line, globals, stages));
      continue;
    }
    const stage = stages.at(-1);
    const known = stage?.environment ?? globals;
    if (keyword === 'ARG') for (const word of words) assign(known, word, globals, stage === undefined);
    if (!stage) continue;
    switch (keyword) {
      case 'ENV':
        if (words[0]?.includes('=')) readCommands(words.join(' '), stage.environment);
        else if (words[0]) stage.environment.set(words[0], expand(unquote(words.slice(1).join(' ')), known));
        break;
      case 'WORKDIR':
        stage.workdir = joinImagePath(stage.workdir, expand(unquote(words.join(' ')), known));
        break;
      case 'EXPOSE':
        for (const word of words) {
          const port = Number(/^(\d{1,5})(?:\/tcp)?$/.exec(expand(word, known))?.[1] ?? 0);
          if (port > 0 && port < 65_536) stage.exposes.push({ port, line });
        }
        break;
      case 'RUN':
        stage.runs.push({ text: runText(raw), line });
        break;
      case 'COPY':
      case 'ADD':
        stage.copies.push(
          ...readCopy(instruction.getArgumentsContent() ?? '', words, flagFrom(instruction), stage, line),
        );
        break;
      case 'USER':
        stage.user = { value: expand(unquote(words[0] ?? ''), known), line };
        break;
      case 'HEALTHCHECK':
        stage.health = { text: words[0]?.toUpperCase() === 'NONE' ? '' : raw, line };
        break;
      case 'CMD':
        stage.command = readStart(raw, words, line);
        break;
      case 'ENTRYPOINT':
        stage.entrypoint = readStart(raw, words, line);
        // A new ENTRYPOINT drops the CMD of the base image, not one of the same file; keeping it does no harm here.
        break;
    }
  }
  return stages;
}

function begin(
  words: readonly string[],
  line: number,
  globals: ReadonlyMap<string, string>,
  stages: readonly Draft[],
): Draft {
  const image = expand(words[0] ?? '', globals);
  const as = words.findIndex((word) => word.toLowerCase() === 'as');
  const name = as > 0 ? words[as + 1] : undefined;
  const base = stages.find((stage) => stage.name !== undefined && stage.name.toLowerCase() === image.toLowerCase());
  return {
    image: base?.image ?? image,
    imageLine: base?.imageLine ?? line,
    environment: new Map(base?.environment ?? []),
    workdir: base?.workdir ?? '/',
    copies: [...(base?.copies ?? [])],
    runs: [...(base?.runs ?? [])],
    exposes: [...(base?.exposes ?? [])],
    ...(base?.command ? { command: base.command } : {}),
    ...(base?.entrypoint ? { entrypoint: base.entrypoint } : {}),
    ...(base?.user ? { user: base.user } : {}),
    ...(base?.health ? { health: base.health } : {}),
    ...(name === undefined ? {} : { name }),
  };
}

function assign(
  into: Map<string, string>,
  word: string,
  globals: ReadonlyMap<string, string>,
  isGlobal: boolean,
): void {
  const [name = '', value] = word.split(/=(.*)/s);
  const given = value === undefined ? (isGlobal ? undefined : globals.get(name)) : expand(unquote(value), into);
  if (given !== undefined) into.set(name, given);
}
