/** A simple directive or a block; lines are indices into the text's lines. */
export interface Directive {
  /** Name and arguments as written, quotes included. */
  readonly words: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Of a block: the line of `{`, and what stands before the line of `}`, which is `to`. */
  readonly block?: { readonly open: number; readonly directives: readonly Directive[] };
}

interface Token {
  readonly kind: 'word' | ';' | '{' | '}';
  readonly text: string;
  readonly line: number;
}

// Quoted words with escapes; plain ones, in which `${name}` is a variable and no block.
const TOKEN = /\s+|#[^\n]*|[;{}]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|(?:\$\{\w*\}|\\[\s\S]|[^\s;{}\\])+/y;

/**
 * The directives of an nginx configuration, or undefined where it is none: a quote or block that does not end, a
 * directive without `;`. What directives mean is not looked at.
 */
export function parseNginx(text: string): readonly Directive[] | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const at = { index: 0 };
  const directives = blockOf(tokens, at);
  return at.index === tokens.length ? directives : undefined;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let line = 0;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const [piece] = TOKEN.exec(text) ?? [];
    // A quote that begins a word and does not end.
    if (piece === undefined || /^["']/.test(piece) !== /^(["'])[\s\S]*\1$/.test(piece)) return undefined;
    if (/^[;{}]$/.test(piece)) tokens.push({ kind: piece as Token['kind'], text: piece, line });
    else if (!/^[\s#]/.test(piece)) tokens.push({ kind: 'word', text: piece, line });
    line += piece.split('\n').length - 1;
    at += piece.length;
  }
  return tokens;
}

function blockOf(tokens: readonly Token[], at: { index: number }): readonly Directive[] | undefined {
  const directives: Directive[] = [];
  for (;;) {
    const first = tokens[at.index];
    if (first === undefined || first.kind === '}') return directives;
    const words: string[] = [];
    let token: Token | undefined = first;
    while (token?.kind === 'word') {
      words.push(token.text);
      at.index += 1;
      token = tokens[at.index];
    }
    if (token === undefined || token.kind === '}' || words.length === 0) return undefined;
    at.index += 1;
    if (token.kind === ';') {
      directives.push({ words, from: first.line, to: token.line });
      continue;
    }
    const inner = blockOf(tokens, at);
    const close = tokens[at.index];
    if (inner === undefined || close?.kind !== '}') return undefined;
    at.index += 1;
    directives.push({ words, from: first.line, to: close.line, block: { open: token.line, directives: inner } });
  }
}
