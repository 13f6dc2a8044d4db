import { expand, joinImagePath, unquote } from './dockerfile-words.js';

/** A command of CMD or ENTRYPOINT: words of the exec form, or text for a shell. */
export interface Start {
  readonly words?: readonly string[];
  readonly text?: string;
  readonly line: number;
}

export interface Copy {
  /** Stage or image it comes from; undefined for the build context. */
  readonly from?: string;
  readonly sources: readonly string[];
  /** Absolute path inside the image. */
  readonly target: string;
  readonly line: number;
}

/** A heredoc stands as it is; in other commands comments and blank lines between continued lines go, their lines stay. */
export function runText(raw: string): string {
  if (/<<-?\s*['"]?\w/.test(raw)) return raw.slice(raw.indexOf('\n') + 1).replace(/\n\s*\w+\s*$/, '\n');
  return raw
    .split('\n')
    .map((line) => (/^\s*(?:#|$)/.test(line) ? '\\' : line.trimEnd()))
    .join('\n');
}

/** CMD or ENTRYPOINT in either form. */
export function readStart(raw: string, words: readonly string[], line: number): Start {
  const list = asList(raw);
  return list ? { words: list, line } : { text: words.join(' '), line };
}

function asList(raw: string): readonly string[] | undefined {
  if (!raw.trimStart().startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(raw.replace(/\\\r?\n(?:\s*#.*\n)*/g, ' '));
    return Array.isArray(parsed) ? parsed.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** What COPY and ADD name; nothing for a heredoc. */
export function readCopy(
  content: string,
  words: readonly string[],
  from: string | undefined,
  stage: { readonly environment: ReadonlyMap<string, string>; readonly workdir: string },
  line: number,
): readonly Copy[] {
  const parts = (asList(content) ?? words).map((word) => expand(unquote(word), stage.environment));
  const target = parts.at(-1);
  if (parts.length < 2 || target === undefined || content.startsWith('<<')) return [];
  return [
    {
      ...(from === undefined ? {} : { from }),
      sources: parts.slice(0, -1),
      target: joinImagePath(stage.workdir, target),
      line,
    },
  ];
}

/** The stage or image of `--from`. */
export function flagFrom(instruction: unknown): string | undefined {
  const flags = (instruction as { getFlags?(): { getName(): string; getValue(): string | null }[] }).getFlags?.() ?? [];
  return flags.find((flag) => flag.getName() === 'from')?.getValue() ?? undefined;
}
