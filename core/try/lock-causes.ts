import type { Cause } from './cause.js';
import type { Source } from './source.js';

/** How each package manager says that its lock file is stale, and what renews it. */
const STALE: readonly {
  readonly said: RegExp;
  readonly lock: readonly string[];
  readonly manifest: string;
  readonly renew: string;
}[] = [
  {
    said: /npm ci. can only install packages when your package\.json and package-lock\.json/,
    lock: ['package-lock.json', 'npm-shrinkwrap.json'],
    manifest: 'package.json',
    renew: 'npm install',
  },
  {
    said: /ERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH)/,
    lock: ['pnpm-lock.yaml'],
    manifest: 'package.json',
    renew: 'pnpm install',
  },
  {
    said: /lockfile needs to be updated, but `--frozen-lockfile`|lockfile would have been (?:modified|created)|YN0028/,
    lock: ['yarn.lock'],
    manifest: 'package.json',
    renew: 'yarn install',
  },
  {
    said: /lockfile had changes, but lockfile is frozen/,
    lock: ['bun.lock', 'bun.lockb'],
    manifest: 'package.json',
    renew: 'bun install',
  },
  {
    said: /lockfile at `[^`]*uv\.lock` needs to be updated|lockfile needs to be updated, but `--(?:locked|check)`|Unable to find lockfile at `uv\.lock`/,
    lock: ['uv.lock'],
    manifest: 'pyproject.toml',
    renew: 'uv lock',
  },
  {
    said: /poetry\.lock is not up to date|pyproject\.toml changed significantly|poetry\.lock was last generated/,
    lock: ['poetry.lock'],
    manifest: 'pyproject.toml',
    renew: 'poetry lock',
  },
  {
    said: /Lock file (?:hash doesn't match|is not up to date)|pdm\.lock is out of date|Lockfile is (?:outdated|generated on an older)/i,
    lock: ['pdm.lock'],
    manifest: 'pyproject.toml',
    renew: 'pdm lock',
  },
  {
    said: /Pipfile\.lock (?:\([0-9a-f]+\) )?(?:is )?out.of.date|Pipfile\.lock is outdated/i,
    lock: ['Pipfile.lock'],
    manifest: 'Pipfile',
    renew: 'pipenv lock',
  },
];

/** What disagrees, where the log names it: npm's `Missing: vite@6.3.5 from lock file`. */
const DETAIL =
  /Missing: (\S+) from lock file|Invalid: lock file's (\S+) does not satisfy (\S+)|specifiers in the lockfile[^\n]*?don't match/;

/** The lock file beside the service or above it, as far up as the build context reaches. */
function place(source: Source, names: readonly string[]): string {
  for (const up of ['', '../', '../../', '../../../'])
    for (const name of names) if (source.read(`${up}${name}`) !== undefined) return `${up}${name}`;
  return names[0] ?? '';
}

/** A lock file that was not made for its manifest, by name, with the command that renews it. */
export const STALE_LOCK: Cause = {
  id: 'lock-out-of-sync',
  explain: (log, source) => {
    const stale = STALE.find(({ said }) => said.test(log));
    if (stale === undefined) return undefined;
    const file = place(source, stale.lock);
    const detail = DETAIL.exec(log);
    const missing = detail?.[1] ?? detail?.[3];
    const more = missing === undefined ? '' : `: ${missing} is not in it`;
    return {
      message: `${file} does not match ${stale.manifest}${more}`,
      file,
      line: 1,
      hint: `${stale.renew} renews it; commit it with the manifest`,
    };
  },
};
