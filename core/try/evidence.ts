import type { Engine } from './engine.js';

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

/** What the failing step printed, in BuildKit's summary; else the last lines of the build. */
export function buildEvidence(log: string): readonly string[] {
  const block = /^------\n > [^\n]*\n([\s\S]*?)\n------/m.exec(log.replaceAll('\r', ''))?.[1];
  const lines = (block ?? log)
    .split('\n')
    .map((line) => line.replace(/^(?:#\d+ )?\d+\.\d+ ?/, '').trimEnd())
    .filter((line) => line !== '');
  return lines.slice(-LINES).map(cut);
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
