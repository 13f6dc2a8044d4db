/** One simple command of a script: its words after expansion, and the 0-based line on which it begins. */
export interface Command {
  readonly words: readonly string[];
  readonly line: number;
}

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  '(',
  'exec',
  'time',
  'nohup',
]);
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;
/** A script is untrusted; beyond this it starts nothing that we want to know. */
const LONGEST = 200_000;

/**
 * The simple commands of a POSIX shell text, in order: quotes taken off, `\` line ends joined, comments left out.
 * Variables are filled from `environment` and from assignments on the way; `${NAME:-x}` gives `x` when it is unset, and
 * what nobody sets stays as written. Assignments of the text are added to `environment`. Loops and functions are not
 * run: every command counts once.
 */
export function readCommands(text: string, environment: Map<string, string> = new Map()): readonly Command[] {
  const reader = new Reader(text.slice(0, LONGEST), environment);
  const commands: Command[] = [];
  for (let command = reader.next(); command !== undefined; command = reader.next()) {
    const words = [...command.words];
    while (words[0] !== undefined && KEYWORDS.has(words[0])) words.shift();
    if (words[0] === 'export' || words[0] === 'local' || words[0] === 'readonly') words.shift();
    while (words[0] !== undefined && words.every((word) => ASSIGNMENT.test(word))) {
      const [, name, value] = ASSIGNMENT.exec(words.shift() ?? '') ?? [];
      if (name !== undefined && value !== undefined && !/^\$/.test(value)) environment.set(name, value);
    }
    if (words.length > 0) commands.push({ words, line: command.line });
  }
  return commands;
}

class Reader {
  private at = 0;
  private line = 0;

  constructor(
    private readonly text: string,
    private readonly environment: ReadonlyMap<string, string>,
  ) {}

  next(): Command | undefined {
    const words: string[] = [];
    let word: string | undefined;
    let line = this.line;
    const finish = (): void => {
      if (word !== undefined && words.length === 0) line = this.line;
      if (word !== undefined) words.push(word);
      word = undefined;
    };
    while (this.at < this.text.length) {
      const c = this.text[this.at] ?? '';
      if (c === '\\') {
        if (this.text[this.at + 1] === '\n') {
          finish();
          this.line += 1;
        } else word = (word ?? '') + (this.text[this.at + 1] ?? '');
        this.at += 2;
      } else if (c === "'") word = (word ?? '') + this.single();
      else if (c === '"') word = (word ?? '') + this.double();
      else if (c === '$') word = (word ?? '') + this.variable();
      else if (c === '`') word = (word ?? '') + this.backquoted();
      else if (c === '#' && word === undefined) this.comment();
      else if (c === '>' || c === '<') {
        // `2>&1`: the digit belongs to the redirection, and so does its target.
        if (/^\d$/.test(word ?? '')) word = undefined;
        finish();
        this.redirection();
      } else if (c === '\n' || c === ';' || c === '&' || c === '|' || c === '(' || c === ')') {
        finish();
        this.at += 1;
        if (c === '\n') this.line += 1;
        if (words.length > 0) return { words, line };
      } else if (/\s/.test(c)) {
        finish();
        this.at += 1;
      } else {
        word = (word ?? '') + c;
        this.at += 1;
      }
    }
    finish();
    return words.length > 0 ? { words, line } : undefined;
  }

  private comment(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  private redirection(): void {
    const rest = /^(?:<<-?\s*(['"]?)(\w+)\1|[<>]+&?\s*[^\s;&|()<>]*)/.exec(this.text.slice(this.at, this.at + 400));
    const marker = rest?.[2];
    this.at += rest?.[0].length ?? 1;
    if (marker === undefined) return;
    const end = new RegExp(`\\n\\s*${marker}(?=\\n|$)`).exec(this.text.slice(this.at));
    const body = end ? this.text.slice(this.at, this.at + end.index + end[0].length) : this.text.slice(this.at);
    this.line += body.split('\n').length - 1;
    this.at += body.length;
  }

  private single(): string {
    const end = this.text.indexOf("'", this.at + 1);
    const stop = end < 0 ? this.text.length : end;
    const content = this.text.slice(this.at + 1, stop);
    this.line += content.split('\n').length - 1;
    this.at = stop + 1;
    return content;
  }

  /** A substitution in the old form; often just a comment within a long command. */
  private backquoted(): string {
    const end = this.text.indexOf('`', this.at + 1);
    const stop = end < 0 ? this.text.length : end + 1;
    const content = this.text.slice(this.at, stop);
    this.line += content.split('\n').length - 1;
    this.at = stop;
    return content;
  }

  private double(): string {
    let content = '';
    this.at += 1;
    while (this.at < this.text.length && this.text[this.at] !== '"') {
      const c = this.text[this.at] ?? '';
      if (c === '$') content += this.variable();
      else {
        if (c === '\n') this.line += 1;
        const escaped = c === '\\' && /["\\$`\n]/.test(this.text[this.at + 1] ?? '');
        content += escaped ? (this.text[this.at + 1] ?? '').replace('\n', '') : c;
        this.at += escaped ? 2 : 1;
      }
    }
    this.at += 1;
    return content;
  }

  /** `$NAME`, `${NAME}`, `${NAME:-default}`; a substitution or an unset name stays as it is written. */
  private variable(): string {
    const rest = this.text.slice(this.at, this.at + 2000);
    if (rest.startsWith('$(')) return this.substitution();
    const name = /^\$([A-Za-z_]\w*|[0-9@*#?])/.exec(rest);
    if (name) {
      this.at += name[0].length;
      return this.environment.get(name[1] ?? '') ?? name[0];
    }
    const braced = /^\$\{([A-Za-z_]\w*)(?::?[-=]([^{}]*|\$\{[^{}]*\}))?\}/.exec(rest);
    if (!braced) {
      this.at += 1;
      return '$';
    }
    this.at += braced[0].length;
    const set = this.environment.get(braced[1] ?? '');
    if (set !== undefined && set !== '') return set;
    if (braced[2] === undefined) return braced[0];
    const nested = /^\$\{?([A-Za-z_]\w*)(?::?-([^{}]*))?\}?$/.exec(braced[2]);
    return nested ? (this.environment.get(nested[1] ?? '') ?? nested[2] ?? braced[2]) : braced[2];
  }

  private substitution(): string {
    const start = this.at;
    let depth = 0;
    do {
      if (this.text[this.at] === '(') depth += 1;
      if (this.text[this.at] === ')') depth -= 1;
      if (this.text[this.at] === '\n') this.line += 1;
      this.at += 1;
    } while (this.at < this.text.length && (depth > 0 || this.at === start + 1));
    return this.text.slice(start, this.at);
  }
}
