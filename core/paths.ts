/**
 * Paths as state and output table spell them: POSIX, relative to the service folder, `../` only at the front.
 * Windows takes backslashes, drive letters and stream names apart differently, so they are refused everywhere.
 */
const OWN = new Set(['.git', '.saasfactory']);

/** Why a stored path must not be used, or undefined for one that may. `above`: leading `../` parts are allowed. */
export function pathFault(path: string, above: boolean): string | undefined {
  if (path === '' || path.length > 1024) return 'no path of a file';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\:*?"<>|]/.test(path)) return 'no portable path';
  if (path.startsWith('/')) return 'outside the service';
  let climbing = true;
  for (const part of path.split('/')) {
    if (part === '..') {
      if (!above || !climbing) return 'outside the service';
      continue;
    }
    climbing = false;
    if (part === '' || part === '.' || /[. ]$/.test(part)) return 'no plain path';
    if (OWN.has(part.toLowerCase())) return 'no output of the generator';
  }
  if (climbing) return 'no path of a file';
  return path.toLowerCase() === '.yo-rc.json' ? 'no output of the generator' : undefined;
}

/** How many folders a path climbs above the service folder. */
export function climbs(path: string): number {
  let count = 0;
  for (const part of path.split('/')) {
    if (part !== '..') break;
    count += 1;
  }
  return count;
}

/** An output id is also a file name under .saasfactory/base, on file systems that ignore case too. */
export function isOutputId(id: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,150}$/i.test(id) && !id.endsWith('.') && !id.includes('..');
}

/** Where the candidate of a conflict lies, relative to the service folder; `../` of repository outputs is spelt out. */
export function candidatePath(path: string): string {
  return `.saasfactory/conflicts/${path.replaceAll('../', '_repository/')}`;
}
