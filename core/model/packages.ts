import { posix } from 'node:path';
import type { Install } from '../detect/fact-values.js';
import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { BUN, PNPM, PNPM_BY_LOCK, YARN_BERRY, YARN_CLASSIC } from '../versions.js';
import type { Image } from './model.js';
import type { BuildStep } from './stack-builds.js';

/** Where the context lies in the build stage. */
export const SOURCE = '/app';
const cache = (target: string): string => `type=cache,target=${target}`;

/** A word of a shell command; names of packages and folders are the project's own text. */
export const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A path of the service folder inside the build stage. */
export const inside = (image: Image, path: string): string =>
  posix.join(SOURCE, image.folder, path).replace(/(?<=.)\/$/, '');

/** `pnpm@9.15.4+sha512…` and `^9` both stand in package.json: an exact version is kept, else ours is taken. */
const exact = (version: string | undefined, fallback: string): string =>
  /^\d+\.\d+\.\d+(?:-[\w.]+)?/.exec(version ?? '')?.[0] ?? fallback;

/** pnpm 10 refuses or rewrites lock files of older majors: each form is installed by the last pnpm that wrote it. */
function pnpmVersion(install: Install | undefined): string {
  const major = install?.lockVersion?.split('.')[0] ?? '';
  return exact(install?.managerVersion, PNPM_BY_LOCK[major] ?? PNPM);
}

/**
 * npm from 11.19 on runs no dependency's install script. These direct dependencies do not work without theirs, which
 * fetches or compiles a native part; any other package's script stays unrun.
 */
const NATIVE = new Set([
  'argon2',
  'bcrypt',
  'better-sqlite3',
  'bufferutil',
  'canvas',
  'node-pty',
  'node-sass',
  're2',
  'sqlite3',
  'utf-8-validate',
  'zeromq',
]);

const isNative = (names: readonly string[]): boolean => names.some((name) => NATIVE.has(name));

/**
 * Debian packages of the build stage: a native part is compiled where its author offers no binary for this Node, and
 * Prisma's engines need the OpenSSL that slim images lack.
 */
export const buildPackages = (names: readonly string[]): readonly string[] => [
  ...(isNative(names) ? ['g++', 'make', 'python3'] : []),
  ...(names.includes('prisma') ? ['openssl'] : []),
];

/**
 * Installs from the lock file alone, manifests bind-mounted, so that the layer changes with them only; every manager
 * refuses a lock file that does not match. `names` are the direct dependencies.
 */
export function installSteps(
  manager: Answers['package-manager'],
  install: Install | undefined,
  image: Image,
  names: readonly string[] = [],
): readonly BuildStep[] {
  const scripts = install?.scripts ?? [];
  const files = (install?.files ?? ['package.json']).map((file) => {
    const path = posix.normalize(posix.join(image.folder, file));
    const change = file === 'package.json' && scripts.length > 0 ? ',rw' : '';
    return `type=bind,source=${path},target=${posix.join(SOURCE, path)}${change}`;
  });
  const root = inside(image, install?.root ?? '.');
  const at = root === SOURCE ? {} : { workdir: root };
  const locked = install?.lock !== undefined;
  const member = install?.member;
  // What makes something of the source has to wait for it: `ownRuns`. Of a mounted file only this step sees a change.
  const place = root === inside(image, '.') ? '' : ` --prefix ${word(inside(image, '.'))}`;
  const first =
    scripts.length === 0 ? [] : [`npm pkg delete${place} ${scripts.map((name) => word(`scripts.${name}`)).join(' ')}`];
  switch (manager) {
    case 'pnpm': {
      const only = member === undefined ? '' : ` --filter ${word(`${member}...`)}`;
      return [
        global(`pnpm@${pnpmVersion(install)}`),
        {
          ...at,
          mounts: [cache('/root/.local/share/pnpm/store'), ...files],
          commands: [...first, `pnpm install${locked ? ' --frozen-lockfile' : ''}${only}`],
        },
      ];
    }
    case 'yarn': {
      const berry = install?.flavour === 'berry';
      const name = berry
        ? `@yarnpkg/cli-dist@${exact(install?.managerVersion, YARN_BERRY)}`
        : `yarn@${exact(install?.managerVersion, YARN_CLASSIC)}`;
      return [
        // The published Node image brings its own yarn 1, which npm would not replace without being told to.
        global(`--force ${name}`),
        {
          ...at,
          mounts: [cache(berry ? '/root/.yarn/berry/cache' : '/usr/local/share/.cache/yarn'), ...files],
          commands: [...first, `yarn install${locked ? (berry ? ' --immutable' : ' --frozen-lockfile') : ''}`],
        },
      ];
    }
    case 'bun':
      return [
        // bun's own install script fetches the binary that is the package.
        {
          mounts: [cache('/root/.npm')],
          commands: [`npm install --global --allow-scripts=bun bun@${exact(install?.managerVersion, BUN)}`],
        },
        {
          ...at,
          mounts: [cache('/root/.bun/install/cache'), ...files],
          commands: [...first, `bun install${locked ? ' --frozen-lockfile' : ''}`],
        },
      ];
    default: {
      const only = member === undefined ? '' : ` --workspace ${word(member)} --include-workspace-root`;
      const native = names
        .filter((name) => NATIVE.has(name))
        .map((name) => `npm run install --if-present --prefix "$(npm root)/${name}"`);
      return [
        {
          ...at,
          mounts: [cache('/root/.npm'), ...files],
          commands: [...first, `${locked ? 'npm ci' : 'npm install --no-audit --no-fund'}${only}`, ...native],
        },
      ];
    }
  }
}

const global = (words: string): BuildStep => ({
  mounts: [cache('/root/.npm')],
  commands: [`npm install --global ${words}`],
});

/** Tools of people who develop, whose packages download hundreds of megabytes unless told not to. */
const DOWNLOADS = [
  ['cypress', 'CYPRESS_INSTALL_BINARY', '0'],
  ['electron', 'ELECTRON_SKIP_BINARY_DOWNLOAD', '1'],
  ['chromedriver', 'CHROMEDRIVER_SKIP_DOWNLOAD', 'true'],
] as const;

/** Variables of the build stage that decide how packages are laid out and compiled. */
export function installEnvironment(
  manager: Answers['package-manager'],
  install: Install | undefined,
  names: readonly string[],
): readonly (readonly [string, string])[] {
  return [
    // Plug'n'Play needs its own loader at run time and hides packages from what copies them; the lock file is the same.
    ...(manager === 'yarn' && install?.flavour === 'berry' ? ([['YARN_NODE_LINKER', 'node-modules']] as const) : []),
    // The headers that the image holds, instead of a download for each build.
    ...(isNative(names) ? ([['npm_config_nodedir', '/usr/local']] as const) : []),
    ...DOWNLOADS.filter(([name]) => names.includes(name)).map(([, variable, value]) => [variable, value] as const),
  ];
}

/** Builds of the workspace's packages that the service imports, each in its folder. */
export const localBuilds = (
  manager: Answers['package-manager'],
  install: Install | undefined,
  image: Image,
): readonly BuildStep[] =>
  (install?.builds ?? []).map((at) => ({
    workdir: inside(image, at),
    mounts: [],
    commands: [`${manager} run build`],
  }));

/** The project's own scripts of its install that its source has to be there for. */
export const ownRuns = (manager: Answers['package-manager'], install: Install | undefined): readonly string[] =>
  (install?.scripts ?? []).map((name) => `${manager} run ${word(name)}`);

/** What builds the service: a script by the package manager, or the build target of an Nx project. */
export function buildRun(facts: Facts, manager: string, script: string): string {
  const isTarget = facts.buildScript?.evidence[0]?.rule === 'nx-target';
  return isTarget ? `npx ${facts.buildCommand?.value ?? 'nx build'}` : `${manager} run ${word(script)}`;
}

/** Where the service's own build runs: said where the stage is somewhere else by then. */
export const ownFolder = (install: Install | undefined, image: Image): { readonly workdir?: string } => {
  const own = inside(image, '.');
  const isMoved = (install?.builds ?? []).length > 0 || inside(image, install?.root ?? '.') !== SOURCE;
  return own === SOURCE && !isMoved ? {} : { workdir: own };
};
