/** A value of an expression: what is written out; undefined where it is computed. */
export type HclValue = string | number | boolean | undefined | readonly HclValue[] | HclObject;
export interface HclObject {
  readonly [key: string]: HclValue;
}

export interface HclAttribute {
  readonly name: string;
  readonly value: HclValue;
  /** 1-based. */
  readonly line: number;
}

/** `resource "type" "name" { … }`: the words before the brace, and what stands in it. */
export interface HclBlock {
  readonly words: readonly string[];
  readonly line: number;
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
  /** A text with `${…}` in it is computed. */
  readonly isComputed?: boolean;
}

const END: Token = { kind: 'end', text: '', line: 0 };
/** https://developer.hashicorp.com/terraform/language/syntax/configuration; deeper nesting is not read. */
const MAX_DEPTH = 40;

/** The body of a Terraform file as one block without words. Reads on after what it does not understand; never throws. */
export function readHcl(text: string): HclBlock {
  return new Reader(tokensOf(text)).body([], 1, 0);
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  body(words: readonly string[], line: number, depth: number): HclBlock {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    while (this.peek().kind !== 'end') {
      const token = this.take();
      if (token.text === '}' && token.kind === 'sign') break;
      if (token.kind !== 'word') continue;
      const names = [token.text];
      while (this.peek().kind === 'word' || this.peek().kind === 'text') names.push(this.take().text);
      if (this.takes('=')) {
        attributes.push({ name: token.text, value: this.expression(depth), line: token.line });
      } else if (this.takes('{')) {
        if (depth < MAX_DEPTH) blocks.push(this.body(names, token.line, depth + 1));
        else this.skip('}');
      }
    }
    return { words, line, attributes, blocks };
  }

  /** The value written here; a computed one is read to its end and is undefined. */
  private expression(depth: number): HclValue {
    const value = this.term(depth);
    let isWhole = true;
    while (!this.isAtEnd()) {
      isWhole = false;
      const token = this.take();
      if (token.text === '(') this.skip(')');
      if (token.text === '[') this.skip(']');
      if (token.text === '{') this.skip('}');
    }
    return isWhole ? value : undefined;
  }

  private term(depth: number): HclValue {
    const token = this.peek();
    if (token.kind === 'text') {
      this.at += 1;
      return token.isComputed ? undefined : token.text;
    }
    if (token.kind === 'word') {
      this.at += 1;
      if (token.text === 'true' || token.text === 'false') return token.text === 'true';
      if (/^\d+(?:\.\d+)?$/.test(token.text)) return Number(token.text);
      if (token.text === 'jsonencode' && this.takes('(')) {
        const value = this.list(')', depth)[0];
        return value;
      }
      // A reference is handed on as what it is called, for the reader to look up.
      return /^var\.[\w-]+$/.test(token.text) ? { reference: token.text } : undefined;
    }
    if (depth >= MAX_DEPTH) return undefined;
    if (this.takes('[')) return this.list(']', depth);
    return this.takes('{') ? this.object(depth) : undefined;
  }

  private list(end: string, depth: number): readonly HclValue[] {
    const items: HclValue[] = [];
    while (this.peek().kind !== 'end' && !this.takes(end)) {
      const before = this.at;
      items.push(this.expression(depth + 1));
      this.takes(',');
      if (this.at === before) this.at += 1;
    }
    return items;
  }

  private object(depth: number): HclObject {
    const entries: [string, HclValue][] = [];
    while (this.peek().kind !== 'end' && !this.takes('}')) {
      const key = this.take();
      if (this.takes('=') || this.takes(':')) entries.push([key.text, this.expression(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  /** An expression ends before a comma, a closing bracket, and at the end of the line on which its last token stands. */
  private isAtEnd(): boolean {
    const token = this.peek();
    if (token.kind === 'end' || (token.kind === 'sign' && [',', ')', ']', '}'].includes(token.text))) return true;
    return token.line > (this.tokens[this.at - 1]?.line ?? 0);
  }

  private skip(end: string): void {
    for (let depth = 1; depth > 0 && this.peek().kind !== 'end'; ) {
      const token = this.take();
      if (token.kind !== 'sign') continue;
      if (['(', '[', '{'].includes(token.text)) depth += 1;
      if ([')', ']', '}'].includes(token.text)) depth -= 1;
      if (depth === 0 && token.text !== end) return;
    }
  }

  private peek(): Token {
    return this.tokens[this.at] ?? END;
  }

  private take(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private takes(sign: string): boolean {
    const token = this.peek();
    if (token.kind !== 'sign' || token.text !== sign) return false;
    this.at += 1;
    return true;
  }
}

const TOKEN =
  /(?<blank>\s+)|(?<comment>#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|<<-?(?<mark>\w+)\n(?<here>[\s\S]*?)\n?[ \t]*\k<mark>(?=\W|$)|"(?<text>(?:\\.|\$\{(?:[^{}"]|"[^"\n]*")*\}|[^"\\\n])*)"|(?<word>[\w-]+(?:\.[\w-]+)*)|(?<sign>.)/gy;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const match of text.replace(/\r\n?/g, '\n').matchAll(TOKEN)) {
    const { word, sign } = match.groups ?? {};
    const written = match.groups?.text ?? match.groups?.here;
    if (written !== undefined)
      tokens.push({ kind: 'text', text: written, line, isComputed: /[$%]\{/.test(written) || written.includes('\\') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, line });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, line });
    line += match[0].split('\n').length - 1;
  }
  return tokens;
}
