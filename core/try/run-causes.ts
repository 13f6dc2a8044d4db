import { packageOf, provides } from '../detect/packaging/import-names.js';
import { type Cause, pattern } from './cause.js';
import { NODE_CAUSES } from './node-trace.js';
import type { TryFailure } from './report.js';
import { importsOf, lastTraceback, type Place, type Source, shownPath, type Traceback } from './source.js';
import { libraryPackage } from './system-libraries.js';

const at = (place: Place | undefined): { file?: string; line?: number } =>
  place === undefined ? {} : { file: place.file, line: place.line };
const where = (place: Place): string => `${place.file}:${place.line}`;

/** A cause that a traceback's last line shows; the place is the innermost frame of the user's own code. */
function raised(
  id: string,
  error: RegExp,
  tell: (match: RegExpMatchArray, place: Place | undefined, source: Source, trace: Traceback) => TryFailure | undefined,
): Cause {
  return {
    id,
    explain: (log, source) => {
      const trace = lastTraceback(source, log);
      const match = trace === undefined ? null : error.exec([trace.error, ...trace.rest].join('\n'));
      if (trace === undefined || match === null) return undefined;
      return tell(match, trace.frames.at(-1), source, trace);
    },
  };
}

const said = (place: Place | undefined, text: string, otherwise: string): string =>
  place === undefined ? otherwise : `${where(place)} ${text}`;

function missingModule(module: string, place: Place | undefined, source: Source): TryFailure {
  const [top = module] = module.split('.');
  const imports = importsOf(source, top);
  const first = place ?? imports[0];
  const own = source.files.find(
    (file) => file.endsWith(`/${top}.py`) || file === `${top}.py` || new RegExp(`(?:^|/)${top}/[^/]+\\.py$`).test(file),
  );
  if (own !== undefined) {
    return {
      message: said(
        first,
        `imports ${module}, which lies at ${own} and is not on the import path`,
        `${module} is not on the import path`,
      ),
      ...at(first),
      hint: 'check --app and --context; the folder that holds it must be an import root',
    };
  }
  // Old packages ask for setuptools by no version: gunicorn before 20.1 and many others.
  if (top === 'pkg_resources') {
    const gone = 'which setuptools has no more from its release 82 on';
    return {
      message: said(first, `imports ${top}, ${gone}`, `${top} is imported, ${gone}`),
      ...at(first),
      hint: "add setuptools<82 to the service's dependencies, or a newer release of what imports it",
    };
  }
  const others = imports.filter((each) => first === undefined || where(each) !== where(first)).map(where);
  const more =
    others.length === 0
      ? ''
      : ` (${others.length} other import${others.length === 1 ? '' : 's'} of it: ${others.slice(0, 4).join(', ')})`;
  const distribution = packageOf(module);
  if (provides(source.dependencies, module)) {
    return {
      message: said(first, `imports ${module}, which is declared and was not installed`, `${module} was not installed`),
      ...at(first),
      hint: `check that ${distribution} is a run-time dependency, which no group and no --packages imported leaves out${more}`,
    };
  }
  return {
    message: said(
      first,
      `imports ${top}, which no manifest declares`,
      `${top} is imported and no manifest declares it`,
    ),
    ...at(first),
    hint: `add ${distribution} to the service's dependencies${more}`,
  };
}

/** Why a container ends or does not get healthy, most specific first. */
export const RUN_CAUSES: readonly Cause[] = [
  pattern('exec-format', /exec format error/, () => ({
    message: 'exec format error: the image is for another processor than the one it runs on',
    hint: 'build it for the processor that it is deployed to (the platform of the build command), on an engine that can run that',
  })),
  raised('module', /ModuleNotFoundError: No module named '([^']+)'/, (match, place, source) =>
    missingModule(match[1] ?? '', place, source),
  ),
  raised('library', /(?:ImportError|OSError): (lib[\w.+-]+\.so[\w.]*): cannot open shared object/, (match, place) => ({
    message: said(place, `needs the system library ${match[1]}, which the image lacks`, `the image lacks ${match[1]}`),
    ...at(place),
    hint: `install ${libraryPackage(match[1] ?? '') ?? `the Debian package that holds ${match[1]}`} in the last stage of the Dockerfile`,
  })),
  raised('settings', /ValidationError: \d+ validation errors? for (\w+)\n([\s\S]*)/, (match, place) => {
    const missing = [...(match[2] ?? '').matchAll(/^([\w.]+)\n\s+Field required/gm)].map((each) =>
      each[1]?.toUpperCase(),
    );
    // `field`, and below it what is wrong; or what is wrong with all of them together, below no name.
    const bad = /^(?:([\w.]+)\n)?\s+([^\n[]+)/m.exec(match[2] ?? '');
    const names = missing.join(', ');
    const what = [match[1], bad?.[1], bad?.[2]?.trim() ?? 'its values are refused'].filter((one) => one !== undefined);
    const name = missing[0] ?? bad?.[1]?.toUpperCase() ?? 'what it asks for';
    return {
      message:
        missing.length > 0
          ? said(place, `makes ${match[1]}, which needs ${names}`, `${match[1]} needs ${names}`)
          : said(place, `makes ${what.join(': ')}`, what.join(': ')),
      ...at(place),
      hint: `set ${name} in the environment or with --env-file`,
    };
  }),
  raised('variable', /KeyError: '([A-Z][A-Z0-9_]*)'/, (match, place) => ({
    message: said(place, `reads ${match[1]}, which is not set`, `${match[1]} is read and is not set`),
    ...at(place),
    hint: `set ${match[1]} in the environment or with --env-file`,
  })),
  raised('read-only', /Read-only file system: '([^']+)'/, (match, place, source) => {
    const path = shownPath(source, match[1] ?? '');
    return {
      message: said(
        place,
        `writes to ${path}; the root file system is read-only`,
        `${path} is written; the root file system is read-only`,
      ),
      ...at(place),
      hint: 'write below /tmp, or let a variable name the folder',
    };
  }),
  // SQLite names no file: https://www.sqlite.org/rescode.html#cantopen and #readonly.
  raised(
    'sqlite-file',
    /OperationalError\W+(?:unable to open database file|attempt to write a readonly database)/,
    (_match, place) => ({
      message: said(
        place,
        'opens a SQLite file that cannot be written; the root file system is read-only',
        'a SQLite file cannot be written: the root file system is read-only',
      ),
      ...at(place),
      hint: 'let a variable name its path, below /tmp or on a mounted volume; what lies in /tmp is gone with the container',
    }),
  ),
  raised('permission', /PermissionError: \[Errno 13\] Permission denied: '([^']+)'/, (match, place) => ({
    message: said(
      place,
      `may not open ${match[1]}: the container runs without root`,
      `${match[1]} may not be opened without root`,
    ),
    ...at(place),
    hint: 'write below /tmp, and make files that are read readable for everybody',
  })),
  raised('port', /\[Errno (?:98|13)\][^\n]*(?:bind|address)[^\n]*|address already in use/i, (match, place) => ({
    message: said(place, `cannot listen: ${match[0]}`, `cannot listen: ${match[0]}`),
    ...at(place),
    hint: 'listen on 0.0.0.0 and the port in PORT, at least 1024',
  })),
  raised(
    'database',
    /(?:ConnectionRefusedError|gaierror|OperationalError|InvalidCatalogNameError|InvalidPasswordError|UndefinedTableError|ProgrammingError|ServerSelectionTimeoutError)[^\n]*/,
    (match, place) => ({
      message: said(
        place,
        `needs something that does not answer here: ${match[0].slice(0, 160)}`,
        match[0].slice(0, 200),
      ),
      ...at(place),
      hint: 'start without it and connect on first use, or name one that answers with --env-file',
    }),
  ),
  raised('attribute', /AttributeError: module '([^']+)' has no attribute '([^']+)'/, (match, place) => ({
    message: said(place, `uses ${match[1]}.${match[2]}, which is not there`, `${match[1]} has no ${match[2]}`),
    ...at(place),
  })),
  pattern('app-not-found', /Error loading ASGI app\. (.*)/, (match) => ({
    message: match[1] ?? '',
    hint: 'name the app with --app package.module:attribute',
  })),
  pattern('nginx', /nginx: \[emerg\] (.*)|\[emerg\] \d+#\d+: (.*)/, (match) => ({
    message: `nginx refuses its configuration: ${match[1] ?? match[2]}`,
    file: 'deploy/nginx/nginx.conf',
  })),
  {
    id: 'traceback',
    explain: (log, source) => {
      const trace = lastTraceback(source, log);
      if (trace === undefined || trace.error === '') return undefined;
      const place = trace.frames.at(-1);
      return { message: said(place, `raises ${trace.error.slice(0, 200)}`, trace.error.slice(0, 200)), ...at(place) };
    },
  },
  ...NODE_CAUSES,
  pattern('node-line', /^(?:Error|TypeError|ReferenceError|SyntaxError): .*$/m, (match) => ({
    message: match[0].slice(0, 200),
  })),
];
