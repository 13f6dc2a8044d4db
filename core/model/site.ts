import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { DEBIAN, NGINX_IMAGE } from '../versions.js';
import type { Image } from './model.js';
import {
  buildPackages,
  buildRun,
  inside,
  installEnvironment,
  installSteps,
  localBuilds,
  ownFolder,
  ownRuns,
  word,
} from './packages.js';
import type { RuntimeName, SiteBuild } from './stack-builds.js';

/**
 * Whether arguments after the script's name reach `vite build`: it is the script's last command, or create-vue's
 * `run-p type-check "build-only {@}" --`, which hands them on.
 */
function reachesVite(script: string): boolean {
  const last = script.split('&&').at(-1)?.trim() ?? '';
  return /^(?:npx\s+|pnpm\s+exec\s+)?vite\s+build\b[^|;&]*$/.test(last) || /\{@\}.*--\s*$/.test(script);
}

/** The image of a site that nginx serves. */
export function siteBuild(answers: Answers, facts: Facts, image: Image, prefix: string): SiteBuild {
  const manager = answers['package-manager'];
  const install = facts.install?.value;
  const script = facts.buildScript?.value ?? 'build';
  const names = runtimeNames(facts);
  const scriptText = facts.buildCommand?.value ?? '';
  const configured = facts.framework?.value === 'vite' && names.length > 0 && reachesVite(scriptText);
  const output = inside(image, facts.outputDir?.value ?? 'dist');
  const own = (path: string): string => word(inside(image, path));
  const separator = manager === 'npm' ? ' --' : '';
  const build = `${buildRun(facts, manager, script)}${configured ? `${separator} --config deploy/runtime/vite.config.mjs` : ''}`;
  const dependencies = (facts.dependencies?.value ?? []).map((dependency) => dependency.name);
  return {
    stack: 'site',
    secrets: [],
    base: `${prefix}node:${answers['node-version']}-${DEBIAN}-slim`,
    server: `${prefix}${NGINX_IMAGE}`,
    version: answers['node-version'],
    manager,
    buildEnvironment: installEnvironment(manager, install, dependencies),
    buildPackages: buildPackages(dependencies),
    install: installSteps(manager, install, image, dependencies),
    localBuilds: localBuilds(manager, install, image),
    build: {
      ...ownFolder(install, image),
      mounts: [],
      commands: [
        ...ownRuns(manager, install),
        build,
        ...(configured ? [] : [`node ${own('deploy/runtime/pages.mjs')}`]),
        `node ${own('deploy/build/compress.mjs')} ${word(output)} ${own('deploy/nginx/nginx.conf')}`,
      ],
    },
    output,
    basePath: facts.basePath?.value ?? '/',
    fallback: fallbackOf(facts),
    runtimeNames: configured ? names : [],
    vitals: answers['web-vitals'],
  };
}

/** Frameworks and generators that render every page during the build: an unknown path is no page of theirs. */
const PRERENDERED = new Set<string | undefined>(['astro', 'next', 'nuxt', 'sveltekit']);
const GENERATORS = /^(?:gatsby|docusaurus|vitepress|eleventy)-/;

/** Pages that answer an unknown path: the one that the configuration names, else the framework's own. */
function fallbackOf(facts: Facts): readonly string[] {
  const framework = facts.framework?.value;
  if (facts.fallbackPage !== undefined) return [facts.fallbackPage.value];
  // Written beside the pages by `nuxt generate`, and by React Router where / itself is prerendered.
  if (framework === 'nuxt') return ['200.html'];
  if (framework === 'react-router' || framework === 'remix') return ['__spa-fallback.html', 'index.html'];
  const isRendered = PRERENDERED.has(framework) || GENERATORS.test(facts.serves?.evidence[0]?.rule ?? '');
  return isRendered ? [] : ['index.html'];
}

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
