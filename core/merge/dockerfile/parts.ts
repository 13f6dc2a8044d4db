import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** One instruction as whole lines. */
export interface Instruction {
  /** What makes it the same instruction on another side: `ENV PORT`, `RUN apt-get update`, `COPY /app/`. */
  readonly key: string;
  readonly word: string;
  /** Comments and blank lines above it. */
  readonly lead: readonly string[];
  readonly body: readonly string[];
}

/** FROM and what follows it; the first stage of a file also holds the ARGs above its FROM. */
export interface Stage {
  /** Its name, or `stage 2`. */
  readonly key: string;
  readonly instructions: readonly Instruction[];
}

export interface Recipe {
  readonly stages: readonly Stage[];
  /** Lines below the last instruction. */
  readonly tail: readonly string[];
}

/** Cuts a Dockerfile into stages and instructions; continuations and heredocs stay with theirs. */
export function readRecipe(text: string): Recipe | undefined {
  const { DockerfileParser } = load('dockerfile-ast') as typeof import('dockerfile-ast');
  const lines = text.split('\n');
  const stages: { key: string; instructions: Instruction[] }[] = [];
  let free = 0;
  let open = { key: 'stage 1', instructions: [] as Instruction[] };
  let froms = 0;
  for (const parsed of DockerfileParser.parse(text).getInstructions()) {
    const range = parsed.getRange();
    const from = range.start.line;
    if (from < free) return undefined;
    const to = endOfHeredocs(lines, from, range.end.line);
    const body = lines.slice(from, to + 1);
    const word = parsed.getKeyword();
    if (word === 'FROM') {
      froms += 1;
      if (froms > 1) open = { key: '', instructions: [] };
      const name = /\sAS\s+(\S+)\s*$/i.exec(body.join(' '))?.[1];
      open.key = name ?? `stage ${froms}`;
    }
    if (!stages.includes(open)) stages.push(open);
    open.instructions.push({ key: nameOf(word, body, open.instructions), word, lead: lines.slice(free, from), body });
    free = to + 1;
  }
  if (froms === 0 || new Set(stages.map(({ key }) => key)).size < stages.length) return undefined;
  return { stages, tail: lines.slice(free) };
}

/** The parser's range of an instruction may stop before the text of its heredocs. */
function endOfHeredocs(lines: readonly string[], from: number, to: number): number {
  const command = lines.slice(from, to + 1).join('\n');
  let end = to;
  for (const [, , name] of command.matchAll(/<<-?(["']?)([A-Za-z_][A-Za-z0-9_]*)\1/g)) {
    const found = lines.findIndex((line, index) => index > from && line.trim() === name);
    end = Math.max(end, found);
  }
  return end;
}

function nameOf(word: string, body: readonly string[], before: readonly Instruction[]): string {
  const words = body
    .filter((line) => !/^\s*#/.test(line))
    .map((line) => line.replace(/\\\s*$/, ''))
    .join(' ')
    .trim()
    .split(/\s+/)
    .slice(1);
  const plain = words.filter((one) => !one.startsWith('--'));
  const key = `${word} ${naming(word, words, plain)}`.trim();
  const same = before.filter((one) => one.key === key || one.key.startsWith(`${key} #`)).length;
  return same === 0 ? key : `${key} #${same + 1}`;
}

function naming(word: string, words: readonly string[], plain: readonly string[]): string {
  if (word === 'ENV' || word === 'ARG' || word === 'LABEL') return plain[0]?.split('=')[0] ?? '';
  if (word === 'RUN') return plain.slice(0, 2).join(' ');
  if (word === 'EXPOSE' || word === 'VOLUME' || word === 'ONBUILD') return plain.join(' ');
  // A copy is known by where it puts things: sources come and go.
  if (word === 'COPY' || word === 'ADD')
    return [words.find((one) => one.startsWith('--from=')), plain.at(-1)].join(' ').trim();
  return '';
}
