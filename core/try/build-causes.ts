import { type Cause, pattern } from './cause.js';
import type { TryFailure } from './report.js';
import { lineOf, type Source } from './source.js';

const MANIFESTS = /(?:^|\/)(?:requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|package\.json)$/;

/** The manifest line that names a package. */
function declared(source: Source, name: string): { file: string; line: number } | undefined {
  const text = new RegExp(`(?:^|["'\\s])${name.replaceAll(/[-_.]+/g, '[-_.]+')}\\b`, 'i');
  // The pinned line of a requirements file before the range of a project file.
  const manifests = source.files.filter((each) => MANIFESTS.test(each) && text.test(source.read(each) ?? ''));
  const file = manifests.find((each) => each.endsWith('.txt')) ?? manifests[0];
  return file === undefined ? undefined : { file, line: lineOf(source, file, text) };
}

/** The instruction that BuildKit points at. */
function step(log: string): { file?: string; line?: number } {
  const match = /^(\S*Dockerfile\S*):(\d+)\s*$/m.exec(log);
  return match === null ? {} : { file: 'Dockerfile', line: Number(match[2]) };
}

/** Output of a failing step as plain progress prints it: `#12 3.456 text`. */
const output = (log: string): readonly string[] =>
  log.split('\n').map((line) => line.replace(/^#\d+ (?:\d+\.\d+ )?/, '').trimEnd());

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
        hint: `choose a version of ${name} that exists for linux/amd64, or another --python-version`,
      };
    },
  ),
  pattern('hash', /THESE PACKAGES DO NOT MATCH THE HASHES[\s\S]*?\n\S*\s*([\w.-]+)[=<>~ ]/, (match, source) => ({
    message: `the hashes of ${match[1]} do not match: the lock file was made for other files`,
    ...declared(source, match[1] ?? ''),
    hint: 'make the lock file again and commit it',
  })),
  {
    id: 'lock-out-of-sync',
    explain: (log) =>
      /npm ci. can only install packages when your package\.json and package-lock\.json|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be updated|lock file is not up to date|poetry\.lock is not up to date|pyproject\.toml changed significantly|lockfile would have been modified|lockfile had changes, but lockfile is frozen/i.test(
        log,
      )
        ? {
            message: 'the lock file and the manifest disagree',
            ...step(log),
            hint: 'bring the lock file up to date with the package manager and commit it',
          }
        : undefined,
  },
  pattern(
    'system-library',
    /(pg_config|mysql_config|xml2-config|cairo\.h|ffi\.h|Python\.h|[\w/]+\.h)(?: executable not found|: No such file or directory|: not found)/,
    (match) => ({
      message: `a dependency is compiled from source and lacks ${match[1]}`,
      hint: 'use a release with a wheel, or add the Debian package that holds it to the build stage',
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
  pattern('vite-import', /Rollup failed to resolve import "([^"]+)" from "([^"]+)"/, (match, source) => {
    const file = source.files.find((each) => match[2]?.endsWith(`/${each}`));
    return {
      message: `${match[1]} is imported and cannot be found`,
      ...(file === undefined ? {} : { file, line: lineOf(source, file, match[1] ?? '') }),
      hint: 'add it to package.json, or mend the path (file names are case-sensitive in the image)',
    };
  }),
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
    message: `${match[0]}: this engine cannot run linux/amd64 programs`,
    hint: 'install emulation (binfmt) in the engine, or build on an amd64 machine',
  })),
  {
    id: 'step',
    // The line that names an error, else the last one that the failing command printed.
    explain: (log): TryFailure => {
      const block = /^------\n > ([^\n]*)\n([\s\S]*?)\n------/m.exec(log.replaceAll('\r', ''));
      const lines = (block?.[2] ?? log).split('\n').map((line) => line.replace(/^\d+\.\d+ /, '').trim());
      const told = lines.filter((line) => line !== '');
      const line = told.findLast((each) => /\berror\b|fatal|cannot|failed/i.test(each)) ?? told.at(-1) ?? 'no output';
      const where = step(log);
      return { message: `the build fails: ${line.slice(0, 200)}`, ...where };
    },
  },
];
