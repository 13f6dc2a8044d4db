import { type Cause, pattern } from './cause.js';
import { LAST_CAUSES } from './last-causes.js';
import { STALE_LOCK } from './lock-causes.js';
import { COMPILED_PACKAGE, NOT_IN_REGISTRY } from './node-packages.js';
import { NODE_CAUSES } from './node-trace.js';
import { lineOf, type Source } from './source.js';
import { developmentPackages } from './system-libraries.js';

const MANIFESTS = /(?:^|\/)(?:requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|package\.json)$/;

/** The manifest line that names a package. */
function declared(source: Source, name: string): { file: string; line: number } | undefined {
  const text = new RegExp(`(?:^|["'\\s])${name.replaceAll(/[-_.]+/g, '[-_.]+')}\\b`, 'i');
  // The pinned line of a requirements file before the range of a project file.
  const manifests = source.files.filter((each) => MANIFESTS.test(each) && text.test(source.read(each) ?? ''));
  const file = manifests.find((each) => each.endsWith('.txt')) ?? manifests[0];
  return file === undefined ? undefined : { file, line: lineOf(source, file, text) };
}

const quotes = (text: string | undefined, name: string): boolean =>
  text !== undefined && (text.includes(`'${name}'`) || text.includes(`"${name}"`));

/** Lines of the build without what plain progress puts before them: `#12 3.456 text`. */
const output = (log: string): readonly string[] =>
  log.split('\n').map((line) => line.replace(/^#\d+ (?:\d+\.\d+ )?/, '').trimEnd());

/** What a compilation says that it lacks. */
const LACKS =
  /fatal error: (\S+): No such file|(pg_config|mysql_config|\w+-config|cmake|gfortran|swig)(?: executable)? (?:not found|is required)|No such file or directory: '([\w+-]+)'|command '([\w./+-]+)' failed: No such file|can't find (Rust compiler)/i;

/** Why a build fails, most specific first. */
export const BUILD_CAUSES: readonly Cause[] = [
  pattern(
    'no-distribution',
    /No matching distribution found for ([\w.-]+)\S*|Because (?:there (?:is|are) no versions? of )?([\w.-]+)[^\n]*(?:\n[^\n]*)?(?:and you require|was not found in the package registry)/,
    (match, source) => {
      const name = match[1] ?? match[2] ?? 'a package';
      return {
        message: `${name} cannot be installed: no release of it fits this Python and platform`,
        ...declared(source, name),
        hint: `choose a version of ${name} that exists for the image’s processor, or another --python-version`,
      };
    },
  ),
  pattern(
    'included-file',
    /Could not open (?:requirements|constraints) file: \[Errno 2\][^']*'([^']+)'|File not found: `([^`]+\.txt)`/,
    (match, source) => {
      const path = match[1] ?? match[2] ?? '';
      const name = path.split('/').at(-1) ?? path;
      const asks = new RegExp(
        `^\\s*(?:-r|-c|--requirement|--constraint)[\\s=]*(\\S*${name.replaceAll('.', '\\.')})`,
        'm',
      );
      const file = source.files.find((each) => each.endsWith('.txt') && asks.test(source.read(each) ?? ''));
      if (file === undefined) return { message: `${path} is required and is not in the build context` };
      const line = lineOf(source, file, asks);
      const wanted = asks.exec(source.read(file) ?? '')?.[1] ?? path;
      return {
        message: `${file}:${line} includes ${wanted}, which is not in the build context`,
        file,
        line,
        hint: 'move the file into the repository, or take the line out',
      };
    },
  ),
  pattern('hash', /THESE PACKAGES DO NOT MATCH THE HASHES[\s\S]*?\n\S*\s*([\w.-]+)[=<>~ ]/, (match, source) => ({
    message: `the hashes of ${match[1]} do not match: the lock file was made for other files`,
    ...declared(source, match[1] ?? ''),
    hint: 'make the lock file again and commit it',
  })),
  STALE_LOCK,
  NOT_IN_REGISTRY,
  COMPILED_PACKAGE,
  pattern(
    'no-wheel',
    /Failed to build (?:installable wheels for some pyproject\.toml based projects \()?['`"]?([\w.-]+?)(?:==[^\s`'")]+)?['`")\s,]|Failed building wheel for ([\w.-]+)|Could not build wheels for ([\w.-]+)/,
    (match, source, log) => {
      const name = match[1] ?? match[2] ?? match[3] ?? 'a package';
      const lacks = LACKS.exec(log);
      const what = lacks?.slice(1).find((each) => each !== undefined);
      const packages = developmentPackages(name, lacks?.[0] ?? '');
      return {
        message: `${name} has no wheel for this Python and has to be compiled${what === undefined ? '' : `: there is no ${what}`}`,
        ...declared(source, name),
        hint: `use a release with a wheel, or install ${packages.join(' ')} in the build stage`,
      };
    },
  ),
  pattern(
    'system-library',
    /(pg_config|mysql_config|xml2-config|cairo\.h|ffi\.h|Python\.h|[\w/]+\.h)(?: executable not found|: No such file or directory|: not found)/,
    (match) => ({
      message: `a dependency is compiled from source and lacks ${match[1]}`,
      hint: `use a release with a wheel, or install ${developmentPackages('', match[1] ?? '').join(' ')} in the build stage`,
    }),
  ),
  pattern(
    'compiler',
    /(?:command '(gcc|g\+\+|cc|rustc|cargo)' failed|error: linker `cc` not found|can't find Rust compiler)/i,
    (match) => ({
      message: `a dependency is compiled from source and the build stage has no ${match[1] ?? 'compiler'}`,
      hint: 'use a release with a wheel for this Python version',
    }),
  ),
  pattern(
    'debian-package',
    /E: (?:Unable to locate package |Package ')([\w.+-]+)|E: Version '[^']*' for '([\w.+-]+)' was not found/,
    (match, source) => {
      const name = match[1] ?? match[2] ?? '';
      return {
        message: `Debian has no package ${name}, or not in this version`,
        file: 'Dockerfile',
        line: lineOf(source, 'Dockerfile', name),
        hint: 'packages.debian.org/trixie lists what there is',
      };
    },
  ),
  pattern(
    'no-output',
    /(?:the build left no folder |find: [‘'`"]?)(\/app\/[^\s'’`":]*)(?:['’`"]?: No such file|$)|COPY --from=\S+ (\/app\/\S+)[\s\S]*?failed to (?:compute cache key|calculate checksum)[^\n]*: not found/m,
    (match, source) => {
      const folder = match[1] ?? match[2] ?? '';
      const local = folder.startsWith(`${source.workdir}/`) ? folder.slice(source.workdir.length + 1) : folder;
      return {
        message: `the build script left no folder ${local}`,
        file: 'package.json',
        line: lineOf(source, 'package.json', /"build[\w:-]*"\s*:/),
        hint: 'the build must write where its configuration says; re-run saasfactory container after moving it',
      };
    },
  ),
  {
    id: 'typescript',
    explain: (log, source) => {
      for (const line of output(log)) {
        const match = /^([\w./@-]+\.[cm]?[tj]sx?)[(:](\d+)[,:]\d+\)?:? (?:- )?error (TS\d+: .*)$/.exec(line);
        if (match?.[1] !== undefined && source.read(match[1]) !== undefined) {
          return { message: `the build finds an error: ${match[3]}`, file: match[1], line: Number(match[2]) };
        }
      }
      return undefined;
    },
  },
  // Rollup, Rolldown, esbuild and webpack.
  pattern(
    'bundler-import',
    /(?:failed to resolve import|Could not resolve|Can't resolve) ["'](.+?)["'](?: (?:from|in) ["']?([^"'\s]+)|\s+([^\s:]+):\d+:\d+:)?/,
    (match, source) => {
      const importer = match[2] ?? match[3] ?? '';
      const file =
        source.files.find((each) => `/${importer}`.endsWith(`/${each}`)) ??
        source.files.find(
          (each) => /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/.test(each) && quotes(source.read(each), match[1] ?? ''),
        );
      return {
        message: `${match[1]} is imported and cannot be found`,
        ...(file === undefined ? {} : { file, line: lineOf(source, file, match[1] ?? '') }),
        hint: 'add it to package.json, or mend the path (file names are case-sensitive in the image)',
      };
    },
  ),
  pattern('missing-file', /failed to (?:compute cache key|calculate checksum)[^\n]*?"([^"]+)": not found/, (match) => ({
    message: `${match[1]?.replace(/^\//, '')} is copied into the image and is not in the build context`,
    hint: 'check .dockerignore and --context',
  })),
  pattern(
    'base-image',
    /(?:failed to resolve source metadata for|pull access denied for|failed to do request: Head "\S*?\/v2\/|manifest for) ?([\w./:@-]+)/,
    (match) => ({
      message: `the image ${match[1]?.replace(/:$/, '')} cannot be pulled`,
      hint: 'check the connection and the log-in of the engine, or name a mirror with --base-registry',
    }),
  ),
  pattern('space', /no space left on device/i, () => ({
    message: 'the engine has no space left',
    hint: 'docker system prune frees some',
  })),
  pattern('exec-format', /exec format error/, (match) => ({
    message: `${match[0]}: this engine cannot run programs of the image’s processor`,
    hint: 'install emulation (binfmt) in the engine, or build on an amd64 machine',
  })),
  ...NODE_CAUSES,
  ...LAST_CAUSES,
];
