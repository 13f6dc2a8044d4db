import type { Service } from './environment.js';
import type { Read } from './environment-reads.js';
import { path, textOf, type Value } from './values.js';

/** Constants that the bundlers put in for `import.meta.env`. */
const CONSTANTS = new Set(['MODE', 'DEV', 'PROD', 'BASE_URL', 'SSR', 'SITE', 'ASSETS_PREFIX', 'LEGACY']);
/** What Node, the shell, a framework or the machine that builds sets itself. */
const AMBIENT = new Set(
  (
    'NODE_ENV NODE_OPTIONS CI HOME PATH PWD USER SHELL NEXT_RUNTIME NEXT_PHASE TURBOPACK VITEST JEST_WORKER_ID ' +
    'STORYBOOK VERCEL VERCEL_ENV VERCEL_URL VERCEL_REGION VERCEL_BRANCH_URL VERCEL_PROJECT_PRODUCTION_URL NETLIFY ' +
    'CF_PAGES GITHUB_ACTIONS GITHUB_SHA GITHUB_REF GITHUB_REF_NAME GITHUB_REPOSITORY GITHUB_RUN_ID GITHUB_WORKSPACE ' +
    'RENDER RENDER_EXTERNAL_URL RAILWAY_STATIC_URL DYNO LOCALAPPDATA APPDATA PROGRAMFILES PROGRAMDATA SYSTEMROOT ' +
    'USERPROFILE WINDIR COMSPEC TEMP TMP TMPDIR'
  ).split(' '),
);
const AMBIENT_STARTS = [
  'npm_',
  '__NEXT',
  'VERCEL_GIT_',
  'CF_PAGES_',
  'RENDER_GIT_',
  'TAURI_ENV_',
  'PLAYWRIGHT',
  'CYPRESS',
  'CI_',
  'VITEST_',
  'JEST_',
  'STORYBOOK_',
  'GITHUB_RUN_',
];
/** Prefixes of the names that a tool lets into the browser by `process.env`. */
const PROCESS_PREFIXES: Readonly<Record<string, string>> = {
  'react-scripts': 'REACT_APP_',
  'vue-cli': 'VUE_APP_',
  gatsby: 'GATSBY_',
  ng: 'NG_APP_',
};
/** Sites whose code never sees `process.env` unless their configuration puts it in. */
export function isBundled(service: Service): boolean {
  return (
    service.tool === 'vite' &&
    (service.serves === 'static' || (service.framework === 'vite' && service.serves !== 'server'))
  );
}

/** Whether a read is one of the service's own variables, by the tool that builds it and what the platform sets. */
export function counts(read: Read, service: Service): boolean {
  const { name, origin } = read;
  // `ProgramFiles(x86)`: no platform can set it.
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  if (origin === 'meta' ? CONSTANTS.has(name) : AMBIENT.has(name)) return false;
  if (AMBIENT_STARTS.some((start) => name.startsWith(start))) return false;
  if (origin === 'kit-public' || origin === 'kit-private') return true;
  if (origin === 'meta')
    return service.framework === 'astro' || prefixes(service).some((prefix) => name.startsWith(prefix));
  const inConfiguration = read.file === service.configuration?.file;
  const prefix = PROCESS_PREFIXES[service.tool];
  if (service.tool === 'ng' && service.serves === 'server') return true;
  if (prefix !== undefined) return name.startsWith(prefix);
  if (service.framework === 'vite' || isBundled(service))
    return service.serves === 'server' || inConfiguration || isPutIn(name, service);
  if (service.framework !== 'next') return true;
  // What the configuration's own `env` block names is made there.
  const block = path(service.configuration?.value, 'env');
  return block?.kind !== 'record' || !block.keys().includes(name) || inConfiguration;
}

/** Whether the configuration's `define` replaces this read. */
function isPutIn(name: string, service: Service): boolean {
  const define = path(service.configuration?.value, 'define');
  // `define: { 'process.env': loadEnv(…) }` puts all in that the prefix lets through.
  const isWhole = define?.kind === 'record' && define.keys().includes('process.env');
  if (isWhole && prefixes(service).some((prefix) => name.startsWith(prefix))) return true;
  return define?.kind === 'record' && define.keys().includes(`process.env.${name}`) && service.buildFiles.has(name);
}

function prefixes(service: Service): readonly string[] {
  const usual =
    service.framework === 'angular' ? ['NG_APP_'] : service.framework === 'nuxt' ? ['VITE_', 'NUXT_'] : ['VITE_'];
  const given = path(service.bundler, 'envPrefix');
  if (service.tool !== 'vite' || given === undefined) return usual;
  const values: readonly (Value | undefined)[] = given.kind === 'list' ? given.items : [given];
  const texts = values.map(textOf).filter((text): text is string => text !== undefined && text !== '');
  return texts.length === 0 ? usual : texts;
}
