import { posix } from 'node:path';
import type { Facts, Install } from '../detect/facts.js';
import { Failure } from '../errors.js';
import type { Answers } from '../options.js';
import { BUN, DEBIAN, NGINX_IMAGE, PNPM, YARN_BERRY, YARN_CLASSIC } from '../versions.js';
import type { BuildStep, Image, RuntimeName, SiteBuild } from './model.js';

const SOURCE = '/app';
const cache = (target: string): string => `type=cache,target=${target}`;

/** `pnpm@9.15.4+sha512…` and `^9` both stand in package.json: an exact version is kept, else ours is taken. */
const exact = (version: string | undefined, fallback: string): string =>
  version !== undefined && /^\d+\.\d+\.\d+/.test(version)
    ? (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? fallback)
    : fallback;

/** Installs from the lock file alone; every manager refuses one that does not match its manifest. */
function steps(manager: Answers['package-manager'], install: Install | undefined, image: Image): readonly BuildStep[] {
  const files = (install?.files ?? ['package.json']).map((file) => {
    const path = posix.normalize(posix.join(image.folder, file));
    return `type=bind,source=${path},target=${posix.join(SOURCE, path)}`;
  });
  const root = posix.normalize(posix.join(SOURCE, image.folder, install?.root ?? '.'));
  const at = root === SOURCE || root === `${SOURCE}/` ? [] : [`cd ${root.replace(/\/$/, '')}`];
  const locked = install?.lock !== undefined;
  const only = (flag: string): string => (install?.member === undefined ? '' : ` ${flag} ${install.member}`);
  switch (manager) {
    case 'pnpm':
      return [
        global(`pnpm@${exact(install?.managerVersion, PNPM)}`),
        {
          mounts: [cache('/root/.local/share/pnpm/store'), ...files],
          commands: [
            ...at,
            `pnpm install${locked ? ' --frozen-lockfile' : ''}${only('--filter')}`.replace(
              /--filter (\S+)/,
              '--filter "$1..."',
            ),
          ],
        },
      ];
    case 'yarn': {
      const berry = install?.flavour === 'berry';
      const name = berry
        ? `@yarnpkg/cli-dist@${exact(install?.managerVersion, YARN_BERRY)}`
        : `yarn@${exact(install?.managerVersion, YARN_CLASSIC)}`;
      return [
        // The published Node image brings its own yarn 1, which npm would not replace without being told to.
        global(`--force ${name}`),
        {
          mounts: [cache(berry ? '/root/.yarn/berry/cache' : '/usr/local/share/.cache/yarn'), ...files],
          commands: [...at, `yarn install${locked ? (berry ? ' --immutable' : ' --frozen-lockfile') : ''}`],
        },
      ];
    }
    case 'bun':
      return [
        global(`bun@${exact(install?.managerVersion, BUN)}`),
        {
          mounts: [cache('/root/.bun/install/cache'), ...files],
          commands: [...at, `bun install${locked ? ' --frozen-lockfile' : ''}`],
        },
      ];
    default:
      return [
        {
          mounts: [cache('/root/.npm'), ...files],
          commands: [...at, locked ? 'npm ci' : 'npm install --no-audit --no-fund'],
        },
      ];
  }
}

const global = (words: string): BuildStep => ({
  mounts: [cache('/root/.npm')],
  commands: [`npm install --global ${words}`],
});

/**
 * Whether arguments after the script's name reach `vite build`: it is the script's last command, or create-vue's
 * `run-p type-check "build-only {@}" --`, which hands them on.
 */
function reachesVite(script: string): boolean {
  const last = script.split('&&').at(-1)?.trim() ?? '';
  return /^(?:npx\s+|pnpm\s+exec\s+)?vite\s+build\b[^|;&]*$/.test(last) || /\{@\}.*--\s*$/.test(script);
}

/** The image of a site that nginx serves. Throws Failure for a framework whose build needs a Node server. */
export function siteBuild(answers: Answers, facts: Facts, image: Image, prefix: string): SiteBuild {
  if (facts.serves?.value === 'server') {
    throw new Failure(
      `${facts.framework?.value ?? 'this site'} answers requests with a Node server (${facts.serves.evidence[0]?.file ?? 'package.json'}); images are written for sites that a web server serves`,
      { code: 'server-rendered', hint: 'build a static export, or name another folder' },
    );
  }
  const manager = answers['package-manager'];
  const install = facts.install?.value;
  const script = facts.buildScript?.value ?? 'build';
  const names = runtimeNames(facts);
  const scriptText = facts.buildCommand?.value ?? '';
  const configured = facts.framework?.value === 'vite' && names.length > 0 && reachesVite(scriptText);
  const folder = posix.join(SOURCE, image.folder).replace(/\/$/, '');
  const output = posix.join(folder, facts.outputDir?.value ?? 'dist');
  const separator = manager === 'npm' ? ' --' : '';
  const build = `${manager} run ${script}${configured ? `${separator} --config deploy/runtime/vite.config.mjs` : ''}`;
  return {
    stack: 'site',
    base: `${prefix}node:${answers['node-version']}-${DEBIAN}-slim`,
    server: `${prefix}${NGINX_IMAGE}`,
    version: answers['node-version'],
    manager,
    install: steps(manager, install, image),
    build: { mounts: [], commands: [...(folder === SOURCE ? [] : [`cd ${folder}`]), build, compress(output)] },
    output,
    basePath: facts.basePath?.value ?? '/',
    fallback: facts.framework?.value !== 'astro',
    runtimeNames: configured ? names : [],
  };
}

/** Text assets, compressed once here instead of on each request; -n keeps the time out, so that builds agree. */
const compress = (output: string): string =>
  `find ${output} -type f -size +1k -regex '.*\\.\\(css\\|html\\|js\\|json\\|mjs\\|svg\\|txt\\|wasm\\|xml\\)' -exec gzip -9kn {} +`;

/** Names that the built page reads. A secret-looking one is left out: whatever reaches a browser is public. */
function runtimeNames(facts: Facts): readonly RuntimeName[] {
  return (facts.variables?.value ?? [])
    .filter(
      (variable) => !variable.secret && /^[A-Z][A-Z0-9_]*$/.test(variable.name) && variable.name.startsWith('VITE_'),
    )
    .map((variable) => ({
      name: variable.name,
      required: variable.required,
      ...(variable.default === undefined ? {} : { default: variable.default }),
    }));
}
