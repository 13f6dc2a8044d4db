/** What a tool adds to the error of another, and what says nothing of the cause. */
const EMPTY =
  /ELIFECYCLE|exit(?:ed)? (?:with )?(?:code|status)|Command failed|A complete log of this run|npm (?:error|ERR!) (?:code|errno|path|command|signal|workspace|location|Lifecycle)|npm (?:warn|notice)|^\s*(?:hint|help|info|note)\b|\bwarn(?:ing)?\b|deprecated|No authorization header|did not complete successfully|^\s*at /i;
/** How an error begins, in the words of its tool or as the last line of a traceback. */
const ERROR = /^\W{0,6}(?:\[?error\b|fatal\b|×|✘|✖|[\w.]*(?:Error|Exception)\b(?: \[\w+\])?:)/i;

/** What the failing command of a build printed, whole: BuildKit's summary has its end alone, podman's no numbers. */
export function failedOutput(log: string): readonly string[] {
  const clean = log.replaceAll('\r', '');
  const number = /^#(\d+) ERROR: /m.exec(clean)?.[1];
  const own = number === undefined ? [] : clean.split('\n').filter((line) => line.startsWith(`#${number} `));
  const block = /^------\n > [^\n]*\n([\s\S]*?)\n------/m.exec(clean)?.[1];
  // Its head and its end are BuildKit's own lines.
  const lines = own.length > 2 ? own.slice(1, -1) : (block ?? clean).split('\n');
  return lines.map((line) => line.replace(/^(?:#\d+ )?(?:\d+\.\d+ ?)?/, '').trimEnd()).filter((line) => line !== '');
}

/** The last line that begins with an error, else one that speaks of one, else the last; with the list that it announces. */
export function tellingLine(lines: readonly string[]): { readonly text: string; readonly at: number } {
  const at = [ERROR, /\berror\b|fatal|cannot|failed|missing|not found/i, /./]
    .map((one) => lines.findLastIndex((line) => one.test(line) && !EMPTY.test(line)))
    .find((index) => index >= 0);
  if (at === undefined) return { text: lines.at(-1)?.trim() ?? 'no output', at: lines.length - 1 };
  const line = (lines[at] ?? '').trim();
  const list = line.endsWith(':')
    ? ` ${lines
        .slice(at + 1, at + 4)
        .map((one) => one.trim())
        .join(', ')}`
    : '';
  return { text: `${line}${list}`, at };
}
