import { DockerfileParser, type Instruction, PropertyInstruction } from 'dockerfile-ast';

export interface Step {
  /** Upper case. */
  readonly keyword: string;
  /** 1-based. */
  readonly line: number;
  /** All that follows the keyword, continuation lines joined by one space. */
  readonly text: string;
  /** Its lines as they stand in the file. */
  readonly lines: readonly string[];
  readonly node: Instruction;
}

/** The line of an instruction on which a text stands; its first line where it is on none. */
export function lineOf(step: Step, wanted: string): number {
  const at = step.lines.findIndex((line) => line.includes(wanted));
  return step.line + Math.max(at, 0);
}

export interface Stage {
  readonly line: number;
  /** As written: an image, `scratch`, or the name of an earlier stage; build arguments with a default filled in. */
  readonly image: string;
  readonly name?: string;
  readonly steps: readonly Step[];
  /** The stage that this one continues. */
  readonly parent?: Stage;
}

export interface DockerfileView {
  readonly path: string;
  /** Everything before the first FROM too. */
  readonly steps: readonly Step[];
  readonly stages: readonly Stage[];
  /** The stage that is built without a target: the last. */
  readonly final?: Stage;
}

/** The words behind the keyword, flags too, which the parser's own text of COPY leaves out. */
function joined(node: Instruction, lines: readonly string[]): string {
  const { start, end } = node.getRange();
  const own = lines.slice(start.line, end.line + 1);
  own[own.length - 1] = own.at(-1)?.slice(0, end.character) ?? '';
  own[0] = own[0]?.slice(start.character + node.getInstruction().length) ?? '';
  return own
    .filter((line, index) => index === 0 || !/^\s*#/.test(line))
    .map((line) => line.trim().replace(/\\$/, '').trim())
    .join(' ')
    .trim();
}

/** Defaults of the arguments before the first FROM, the only ones that FROM sees. */
function defaults(steps: readonly Step[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const step of steps) {
    if (step.keyword === 'FROM') break;
    if (step.keyword === 'ARG') for (const [name, value] of settings(step)) if (value !== null) found.set(name, value);
  }
  return found;
}

const filled = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (all, braced, fallback, bare) =>
    String(values.get(braced ?? bare) ?? fallback ?? all),
  );

/** Splits a Dockerfile into stages. Never throws: what is no instruction is a step of its own keyword. */
export function readDockerfile(path: string, source: string): DockerfileView {
  const file = DockerfileParser.parse(source);
  const lines = source.split(/\r?\n/);
  const steps = file.getInstructions().map((node) => ({
    keyword: node.getKeyword(),
    line: node.getRange().start.line + 1,
    text: joined(node, lines),
    lines: lines.slice(node.getRange().start.line, node.getRange().end.line + 1),
    node,
  }));
  const values = defaults(steps);
  const stages: Stage[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.keyword !== 'FROM') continue;
    const words = step.text.split(/\s+/).filter((word) => !word.startsWith('--'));
    const next = steps.findIndex((other, place) => place > index && other.keyword === 'FROM');
    const image = filled(words[0] ?? '', values);
    const name = words[1]?.toUpperCase() === 'AS' ? words[2] : undefined;
    const parent = stages.find((stage) => stage.name?.toLowerCase() === image.toLowerCase());
    stages.push({
      line: step.line,
      image,
      steps: steps.slice(index + 1, next === -1 ? undefined : next),
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { parent }),
    });
  }
  const final = stages.at(-1);
  return { path, steps, stages, ...(final === undefined ? {} : { final }) };
}

/** The steps of a stage and of the stages that it continues, oldest first. */
export function history(stage: Stage): readonly Step[] {
  return [...(stage.parent === undefined ? [] : history(stage.parent)), ...stage.steps];
}

/** The last step of a keyword, the one that counts. */
export function last(stage: Stage, keyword: string): Step | undefined {
  return history(stage).findLast((step) => step.keyword === keyword);
}

/** Name and value of each setting of an ENV, ARG or LABEL step. */
export function settings(step: Step): readonly (readonly [string, string | null])[] {
  if (!(step.node instanceof PropertyInstruction)) return [];
  return step.node.getProperties().map((one) => [one.getName(), one.getValue()] as const);
}

/** The words of an exec form; undefined for the shell form, which is also what a list that is no JSON becomes. */
export function execForm(step: Step): readonly string[] | undefined {
  if (!step.text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(step.text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

/** The environment that a stage leaves, with the line of each value. */
export function environment(stage: Stage): ReadonlyMap<string, { readonly value: string; readonly line: number }> {
  const found = new Map<string, { readonly value: string; readonly line: number }>();
  for (const step of history(stage))
    if (step.keyword === 'ENV')
      for (const [name, value] of settings(step))
        found.set(name, { value: value ?? '', line: lineOf(step, `${name}=`) });
  return found;
}

/** What EXPOSE of the stage declares, TCP only; build arguments and variables filled in where they are known. */
export function exposed(stage: Stage): readonly { readonly port: number; readonly line: number }[] {
  const values = new Map([...environment(stage)].map(([name, one]) => [name, one.value]));
  return history(stage)
    .filter((step) => step.keyword === 'EXPOSE')
    .flatMap((step) => step.text.split(/\s+/).map((word) => ({ word: filled(word, values), line: step.line })))
    .filter(({ word }) => /^\d+(\/tcp)?$/i.test(word))
    .map(({ word, line }) => ({ port: Number.parseInt(word, 10), line }));
}
