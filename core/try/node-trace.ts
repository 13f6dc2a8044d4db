import { type Cause, pattern } from './cause.js';
import { localPath, type Place, type Source, shownPath } from './source.js';

export interface NodeError {
  /** `TypeError: x is not a function`. */
  readonly error: string;
  /** The innermost place in the user's own code. */
  readonly place?: Place;
}

const ERROR = /^(?:Uncaught )?((?:\w*Error|Error)(?: \[\w+\])?: .*)$/;
const FRAME = /(?:file:\/\/)?(\/[^\s:()]+):(\d+)/;

/** The last error that Node printed with a stack, or with the source line above it. */
export function lastNodeError(log: string, source: Source): NodeError | undefined {
  const lines = log.split('\n').map((line) => line.replace(/^#\d+ (?:\d+\.\d+ )?|^\d+\.\d+ /, '').trimEnd());
  const at = lines.findLastIndex(
    (line, index) =>
      ERROR.test(line) && (/^\s+at /.test(lines[index + 1] ?? '') || /^\s*\^+$/.test(lines[index - 2] ?? '')),
  );
  const error = ERROR.exec(lines[at] ?? '')?.[1];
  if (error === undefined) return undefined;
  const stack: string[] = [];
  for (let index = at + 1; /^\s+at /.test(lines[index] ?? ''); index += 1) stack.push(lines[index] ?? '');
  // Syntax errors have their place above the message: file:line, the source line, a caret, an empty line.
  for (const line of [...stack, ...lines.slice(Math.max(0, at - 5), at)]) {
    const frame = FRAME.exec(line);
    const file = frame === null ? undefined : localPath(source, frame[1] ?? '');
    if (file !== undefined) return { error, place: { file, line: Number(frame?.[2]) } };
  }
  return { error };
}

const where = (error: NodeError | undefined): { file?: string; line?: number } => error?.place ?? {};
const said = (error: NodeError | undefined, text: string, otherwise: string): string =>
  error?.place === undefined ? otherwise : `${error.place.file}:${error.place.line} ${text}`;

/** The line of the file that asks for a package. */
function importLine(source: Source, file: string | undefined, name: string): Place | undefined {
  const files = file === undefined ? source.files.filter((each) => /\.[cm]?[jt]sx?$/.test(each)) : [file];
  const quoted = new RegExp(`["']${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:/[^"']*)?["']`);
  for (const each of files) {
    const index = (source.read(each) ?? '').split('\n').findIndex((line) => quoted.test(line));
    if (index >= 0) return { file: each, line: index + 1 };
  }
  return undefined;
}

/** Why a Node program or build script ends, most specific first. */
export const NODE_CAUSES: readonly Cause[] = [
  pattern(
    'node-module',
    /Cannot find (?:module|package) '([^']+)'(?:[^\n]*?imported from (\S+)|[\s\S]{0,40}Require stack:\s*-\s*(\S+))?/,
    (match, source) => {
      const wanted = match[1] ?? '';
      const importer = localPath(source, (match[2] ?? match[3] ?? '').replace(/^file:\/\//, ''));
      const own = wanted.startsWith('/') || wanted.startsWith('.');
      const name = own
        ? wanted
        : wanted
            .split('/')
            .slice(0, wanted.startsWith('@') ? 2 : 1)
            .join('/');
      const place = own ? undefined : importLine(source, importer, name);
      const declared = (source.read('package.json') ?? '').includes(`"${name}"`);
      const text = own
        ? `${shownPath(source, wanted)} is not in the image`
        : declared
          ? `imports ${name}, which was not installed`
          : `imports ${name}, which package.json does not declare`;
      return {
        message: own
          ? text
          : said(place === undefined ? undefined : { error: '', place }, text, text.replace('imports ', '')),
        ...(place ?? {}),
        hint: own
          ? 'check the build script and what its output folder holds (file names are case-sensitive in the image)'
          : declared
            ? `move ${name} from devDependencies to dependencies`
            : `add ${name} to package.json and renew the lock file`,
      };
    },
  ),
  {
    id: 'node-read-only',
    explain: (log, source) => {
      const match = /(?:EROFS|EACCES): (?:read-only file system|permission denied), \w+ '([^']+)'/.exec(log);
      if (match === null) return undefined;
      const error = lastNodeError(log, source);
      const path = shownPath(source, match[1] ?? '');
      return {
        message: said(
          error,
          `writes to ${path}; the root file system is read-only`,
          `${path} is written; the root file system is read-only`,
        ),
        ...where(error),
        hint: 'write below /tmp, or let a variable name the folder',
      };
    },
  },
  {
    id: 'node-port',
    explain: (log, source) => {
      const match = /listen (EACCES|EADDRINUSE)[^\n]*?:(\d+)\s*$/m.exec(log);
      if (match === null) return undefined;
      const error = lastNodeError(log, source);
      return {
        message: said(error, `cannot listen on port ${match[2]}`, `it cannot listen on port ${match[2]}`),
        ...where(error),
        hint: 'listen on 0.0.0.0 and the port in PORT, at least 1024',
      };
    },
  },
  {
    id: 'node',
    explain: (log, source) => {
      const error = lastNodeError(log, source);
      if (error === undefined) return undefined;
      return {
        message: said(error, `throws ${error.error.slice(0, 200)}`, error.error.slice(0, 200)),
        ...where(error),
      };
    },
  },
];
