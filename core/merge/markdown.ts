import { mergeLines } from './lines.js';
import type { Merger } from './merge.js';

const TICKED = /^(\s*(?:[-*+]|\d+\.) )\[[xX]\] (.*)$/;

/**
 * Merges Markdown by lines, but a box that you ticked is no change of its line: the template may move the task or
 * change what stands around it. Undefined when a ticked task is not in the result, so that the lines clash.
 */
export const mergeMarkdown: Merger = (kind, sides, side) => {
  if (kind !== 'markdown') return undefined;
  const ticked = new Map<string, number>();
  const open = sides.yours.split('\n').map((line) => {
    const found = TICKED.exec(line);
    if (found === null || sides.base.split('\n').includes(line)) return line;
    const plain = `${found[1]}[ ] ${found[2]}`;
    ticked.set(plain, (ticked.get(plain) ?? 0) + 1);
    return plain;
  });
  // One of two equal tasks ticked: nobody can say which one it is after lines have moved.
  const counts = (line: string): number => open.filter((one) => one === line).length;
  if ([...ticked].some(([line, count]) => count < counts(line))) return undefined;
  const merged = mergeLines({ ...sides, yours: open.join('\n') }, side);
  const lines = merged.text.split('\n');
  if ([...ticked.keys()].some((line) => !lines.includes(line))) return undefined;
  const text = lines.map((line) => (ticked.has(line) ? line.replace('[ ]', '[x]') : line)).join('\n');
  return { text, clashes: merged.clashes };
};
