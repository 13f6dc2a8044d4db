import { posix } from 'node:path';

/** Files whose scripts stand in markup. */
export const MARKUP: ReadonlySet<string> = new Set(['.vue', '.svelte', '.astro']);

interface Script {
  readonly text: string;
  /** The file name that says its language. */
  readonly as: string;
}

/** A script as it is; of markup its scripts and the expressions that read a variable. */
export function* partsOf(file: string, text: string): Generator<Script> {
  const extension = posix.extname(file);
  if (!MARKUP.has(extension)) yield { text, as: file };
  else
    for (const part of extension === '.astro' ? frontMatter(text) : scripts(text))
      yield { text: part.text, as: part.typed ? 'x.ts' : 'x.tsx' };
}

interface Part {
  readonly text: string;
  readonly typed: boolean;
}

/** Everything but a range as blanks, so that lines stay where they are. */
function only(text: string, start: number, end: number): string {
  let lines = '';
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) lines += '\n';
  return lines + text.slice(start, end);
}

/** `<script>` blocks, and `{…}` of the markup around them where it reads a variable. */
function* scripts(text: string): Generator<Part> {
  let markup = 0;
  for (let open = text.indexOf('<script'); open !== -1; ) {
    const start = text.indexOf('>', open) + 1;
    const close = start === 0 ? -1 : text.indexOf('</script', start);
    if (close === -1) break;
    yield { text: only(text, start, close), typed: true };
    yield* expressions(text, markup, open);
    markup = close;
    open = text.indexOf('<script', close);
  }
  yield* expressions(text, markup, text.length);
}

function* frontMatter(text: string): Generator<Part> {
  const start = text.indexOf('---');
  const end = start === -1 ? -1 : text.indexOf('\n---', start + 3);
  if (end !== -1) yield { text: only(text, start + 3, end), typed: true };
  yield* expressions(text, end === -1 ? 0 : end + 4, text.length);
}

/** Balanced `{…}` of markup that mention a variable. */
function* expressions(text: string, from: number, to: number): Generator<Part> {
  let depth = 0;
  let start = 0;
  for (let at = from; at < to; at += 1) {
    if (text[at] === '{') {
      if (depth === 0) start = at + 1;
      depth += 1;
    } else if (text[at] === '}' && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      const inner = text.slice(start, at);
      if (inner.includes('.env') || inner.includes('env.'))
        yield { text: `${only(text, start, start)}(${inner})`, typed: false };
    }
  }
}
