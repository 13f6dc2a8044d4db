import { posix } from 'node:path';

/** What the explanations may look at: the service's files as they lie here, and where they lie in the image. */
export interface Source {
  /** Files that may be read, relative to the service folder. */
  readonly files: readonly string[];
  read(path: string): string | undefined;
  /** Folder of the service inside the image, `/app`. */
  readonly workdir: string;
  /** Normalised names of the declared dependencies. */
  readonly dependencies: ReadonlySet<string>;
  readonly port: number;
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A path inside the image as a path relative to the service folder; undefined for what is not the user's code. */
export function localPath(source: Source, path: string): string | undefined {
  if (/site-packages|dist-packages|\/lib\/python3|node_modules|^<|\/deploy\/runtime\//.test(path)) return undefined;
  const local = path.startsWith('/') ? posix.relative(source.workdir, path) : posix.normalize(path);
  return source.files.includes(local) || source.read(local) !== undefined ? local : undefined;
}

/** A path inside the image for people: what lies in the service's folder by its place there, also when it is not here. */
export function shownPath(source: Source, path: string): string {
  const local = posix.relative(source.workdir, path);
  return path.startsWith('/') && !local.startsWith('..') && local !== '' ? local : path;
}

/** The last traceback of a log: its frames in the user's own code, innermost last, and the line that ends it. */
export interface Traceback {
  readonly frames: readonly (Place & { readonly code: string })[];
  readonly error: string;
  readonly rest: readonly string[];
}

/** Log lines may carry a time or a level before the text (and compose a service name): they are cut off. */
export function lastTraceback(source: Source, log: string): Traceback | undefined {
  const lines = log.split('\n').map((line) => line.replace(/\r$/, ''));
  const start = lines.findLastIndex(
    (line) => !line.startsWith('{') && line.includes('Traceback (most recent call last):'),
  );
  if (start < 0) return jsonTraceback(source, lines);
  const frames: (Place & { code: string })[] = [];
  let index = start + 1;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const frame = /^\s+File "([^"]+)", line (\d+)/.exec(line);
    if (frame !== null) {
      const file = localPath(source, frame[1] ?? '');
      if (file !== undefined) frames.push({ file, line: Number(frame[2]), code: (lines[index + 1] ?? '').trim() });
    } else if (/^\S/.test(line)) break;
  }
  // Exception groups and chained tracebacks indent with `|` and `+`; their last error line is what counts.
  return { frames, error: lines[index] ?? '', rest: lines.slice(index + 1, index + 12) };
}

/** The scaffold's own logs are JSON, with a traceback as one string. */
function jsonTraceback(source: Source, lines: readonly string[]): Traceback | undefined {
  const line = lines.findLast((each) => each.startsWith('{') && each.includes('Traceback (most recent'));
  if (line === undefined) return undefined;
  try {
    const texts = Object.values(JSON.parse(line) as Record<string, unknown>).filter(
      (value) => typeof value === 'string',
    );
    const text = texts.find((value) => value.includes('Traceback (most recent'));
    return text === undefined
      ? undefined
      : lastTraceback(source, text.slice(text.lastIndexOf('Traceback (most recent')));
  } catch {
    return undefined;
  }
}

/**
 * Where a module is imported, in the order of files. Lines are matched, not parsed: this is a search for a name that is
 * already known to be imported, and code that does not parse must be searched too.
 */
export function importsOf(source: Source, module: string): readonly Place[] {
  const name = module.replaceAll('.', '\\.');
  const pattern = new RegExp(
    `^\\s*(?:import\\s+(?:[\\w.]+(?:\\s+as\\s+\\w+)?\\s*,\\s*)*${name}\\b|from\\s+${name}(?:\\.[\\w.]+)?\\s+import\\b)`,
  );
  return source.files
    .filter((file) => file.endsWith('.py'))
    .flatMap((file) =>
      (source.read(file) ?? '')
        .split('\n')
        .flatMap((text, index) => (pattern.test(text) ? [{ file, line: index + 1 }] : [])),
    );
}

/** The first line of a file that holds a text; 1 when none does. */
export function lineOf(source: Source, file: string, text: string | RegExp): number {
  const lines = (source.read(file) ?? '').split('\n');
  const index = lines.findIndex((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)));
  return index < 0 ? 1 : index + 1;
}
