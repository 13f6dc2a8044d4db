import { type Part, spanOf } from './parts.js';

/** Your line, comment and quotes of the key kept, with the template's value; only where both are on one line. */
export function withValue(yours: Part, next: Part): readonly string[] | undefined {
  const [mine, theirs] = [spanOf(yours.value), spanOf(next.value)];
  if (mine === undefined || theirs === undefined || yours.body.length !== 1 || next.body.length !== 1) return undefined;
  const column = yours.source.counter.linePos(mine[0]).col - 1;
  const [line = ''] = yours.body;
  return [line.slice(0, column) + next.source.text.slice(...theirs) + line.slice(column + mine[1] - mine[0])];
}

/** A part as it stands that many columns further right. */
export function shiftPart(part: Part, by: number): Part {
  return by === 0
    ? part
    : { ...part, lead: part.lead.map((line) => shift(line, by)), body: part.body.map((line) => shift(line, by)) };
}

function shift(line: string, by: number): string {
  if (line.trim() === '') return line;
  if (by > 0) return ' '.repeat(by) + line;
  return line.slice(Math.min(-by, /^ */.exec(line)?.[0].length ?? 0));
}
