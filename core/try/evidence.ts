import type { Engine } from './engine.js';
import { failedOutput, tellingLine } from './output.js';

/** Lines of evidence under a failure's one line. */
const LINES = 12;

/** The last traceback of a log with its head and end, else its last lines that say something. */
export function logEvidence(log: string): readonly string[] {
  const lines = log
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const start = lines.findLastIndex((line) => line.includes('Traceback (most recent call last):'));
  if (start >= 0 && !lines[start]?.startsWith('{')) return shorten(lines.slice(start));
  return lines.slice(-LINES).map(cut);
}

/** The end of what the failing step printed, and before it what tells the cause, where that is further up. */
export function buildEvidence(log: string): readonly string[] {
  const lines = failedOutput(log);
  const { at } = tellingLine(lines);
  if (at >= lines.length - LINES) return lines.slice(-LINES).map(cut);
  const half = LINES / 2;
  return [...lines.slice(at, at + half), '  […]', ...lines.slice(1 - half)].map(cut);
}

function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES) return lines.map(cut);
  return [lines[0] ?? '', '  […]', ...lines.slice(2 - LINES)].map(cut);
}

/** Control characters of a foreign log do not reach the terminal. */
function cut(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const plain = line.replaceAll(/\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
}

/** The same of a container's log as it stands now. */
export async function containerEvidence(engine: Engine, id: string): Promise<readonly string[]> {
  return logEvidence((await engine.run(['logs', '--tail', '400', id])).all);
}
