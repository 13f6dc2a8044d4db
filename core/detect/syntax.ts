/**
 * A node of a syntax tree as plain data. Comments are left out; of the anonymous tokens only those that
 * the grammar names by a field are kept (the operator of an expression).
 */
export class Syntax {
  readonly children: Syntax[] = [];
  constructor(
    readonly type: string,
    /** The field of the parent that this node fills, as the grammar calls it. */
    readonly name: string | undefined,
    readonly start: number,
    readonly end: number,
    readonly source: Source,
    readonly parent: Syntax | undefined,
  ) {}

  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }

  /** 1-based. */
  get line(): number {
    return this.source.lineAt(this.start);
  }

  /** The first child in a field; `left`, `body`, `function` … as the grammar calls it. */
  field(name: string): Syntax | undefined {
    for (const child of this.children) if (child.name === name) return child;
    return undefined;
  }

  /** All children in a field. */
  fields(name: string): readonly Syntax[] {
    return this.children.filter((child) => child.name === name);
  }
}

/** Source text with its line starts. */
export class Source {
  private starts: number[] | undefined;
  constructor(readonly text: string) {}

  /** The 1-based line of an offset, by bisection. */
  lineAt(offset: number): number {
    this.starts ??= lineStarts(this.text);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The offset at which a line begins. */
  startOf(line: number): number {
    this.starts ??= lineStarts(this.text);
    return this.starts[line - 1] ?? 0;
  }

  /** A line's text without surrounding blanks, at most 120 characters, for evidence. */
  lineText(line: number): string {
    this.starts ??= lineStarts(this.text);
    return this.text
      .slice(this.starts[line - 1] ?? 0, this.starts[line] ?? this.text.length)
      .trim()
      .slice(0, 120);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
