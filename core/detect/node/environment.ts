import { posix } from 'node:path';
import type { Variable } from '../fact-values.js';
import type { Evidence, Fact, Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import { type Configuration, evidenceAt } from './configuration.js';
import type { EnvValue } from './env-files.js';
import { type Helper, helperReads, helpersIn } from './environment-helpers.js';
import { markupReads } from './environment-markup.js';
import { type Read, readsIn } from './environment-reads.js';
import { schemaReads } from './environment-schemas.js';
import type { Modules } from './modules.js';
import { isSecret } from './secrets.js';
import { isOwnSource, isToolFile, piecesWith } from './sources.js';
import { path, textOf, type Value } from './values.js';

export interface Service {
  readonly folder: Folder;
  readonly modules: Modules;
  readonly framework: Framework | undefined;
  readonly tool: string;
  readonly serves: 'static' | 'server' | undefined;
  readonly configuration: Configuration | undefined;
  readonly buildFiles: ReadonlyMap<string, EnvValue>;
  /** Vite's configuration, also where a framework has one of its own beside it. */
  readonly bundler: Value | undefined;
}

/** Constants that the bundlers put in for `import.meta.env`. */
const CONSTANTS = new Set(['MODE', 'DEV', 'PROD', 'BASE_URL', 'SSR', 'SITE', 'ASSETS_PREFIX', 'LEGACY']);
/** What Node, the shell, a framework or the machine that builds sets itself. */
const AMBIENT = new Set(
  (
    'NODE_ENV NODE_OPTIONS CI HOME PATH PWD USER SHELL NEXT_RUNTIME NEXT_PHASE TURBOPACK VITEST JEST_WORKER_ID ' +
    'STORYBOOK VERCEL VERCEL_ENV VERCEL_URL VERCEL_REGION VERCEL_BRANCH_URL VERCEL_PROJECT_PRODUCTION_URL NETLIFY ' +
    'CF_PAGES GITHUB_ACTIONS GITHUB_SHA GITHUB_REF GITHUB_REF_NAME GITHUB_REPOSITORY GITHUB_RUN_ID GITHUB_WORKSPACE ' +
    'RENDER RENDER_EXTERNAL_URL RAILWAY_STATIC_URL DYNO'
  ).split(' '),
);
const AMBIENT_STARTS = ['npm_', '__NEXT', 'VERCEL_GIT_', 'CF_PAGES_', 'RENDER_GIT_', 'TAURI_ENV_'];
/** Prefixes of the names that a tool lets into the browser by `process.env`. */
const PROCESS_PREFIXES: Readonly<Record<string, string>> = {
  'react-scripts': 'REACT_APP_',
  'vue-cli': 'VUE_APP_',
  gatsby: 'GATSBY_',
  ng: 'NG_APP_',
};
const PUBLIC_STARTS = [
  'VITE_',
  'NEXT_PUBLIC_',
  'PUBLIC_',
  'REACT_APP_',
  'NUXT_PUBLIC_',
  'VUE_APP_',
  'GATSBY_',
  'NG_APP_',
];
const NEEDLES = ['process.env', 'import.meta.env', '$env/', 'createEnv', 'node:process', 'convict', 'figue'];

/** Every variable that the service's own code reads, with its first place; sorted by name. */
export function detectEnvironment(service: Service): {
  readonly variables?: Fact<readonly Variable[]>;
  readonly env?: Fact<readonly string[]>;
} {
  const reads = collect(service).filter((read) => counts(read, service));
  const names = [...new Set(reads.map((read) => read.name))].sort();
  if (names.length === 0) return {};
  const evidence: Evidence[] = [];
  const variables = names.map((name): Variable => {
    const own = reads.filter((read) => read.name === name);
    const first = own[0] as Read;
    evidence.push(evidenceAt({ file: first.file, node: first.node }, `env-${first.origin}`));
    const isPublic = PUBLIC_STARTS.some((start) => name.startsWith(start)) || first.origin === 'kit-public';
    const secret = isSecret(name, isPublic);
    const given = service.buildFiles.get(name)?.value;
    const usual =
      own.find((read) => read.default !== undefined)?.default ?? (secret || given === '' ? undefined : given);
    const optional = own.some((read) => read.optional) && !own.some((read) => read.demanded === true);
    // The platform always gives a port.
    const required = name !== 'PORT' && !optional && usual === undefined;
    return {
      name,
      ...(usual === undefined ? {} : { default: usual }),
      required,
      secret,
      file: first.file,
      line: first.node.line,
    };
  });
  const fact = <T>(value: T): Fact<T> => ({ value, confidence: 'certain', evidence, others: [] });
  return { variables: fact(variables), env: fact(names) };
}

function collect(service: Service): readonly Read[] {
  const { folder, modules } = service;
  const config = service.configuration?.file;
  const reads: Read[] = [];
  const helpers = new Map<string, Helper>();
  const isSource = (file: string): boolean => isOwnSource(file) && (!isToolFile(file) || isRead(file, service));
  for (const piece of piecesWith(folder, modules, NEEDLES, isSource)) {
    for (const helper of helpersIn(piece)) helpers.set(helper.name, helper);
    const found = [...schemaReads(piece), ...readsIn(piece)];
    reads.push(...(piece.file === config && isBundled(service) ? found.filter(isDefined) : found));
  }
  if (helpers.size > 0) {
    const needles = [...helpers.keys()].map((name) => `${name}(`);
    for (const piece of piecesWith(folder, modules, needles, isSource)) reads.push(...helperReads(piece, helpers));
  }
  return [...reads, ...markupReads(service)];
}

/** Configurations whose reads are the service's: the framework's own, and those of its database and monitoring. */
function isRead(file: string, service: Service): boolean {
  const name = posix.basename(file);
  if (file === service.configuration?.file) return true;
  const isServer = service.serves === 'server';
  return (
    isServer &&
    (name.startsWith('sentry.') ||
      name.startsWith('drizzle.config.') ||
      name.startsWith('prisma.config.') ||
      name.startsWith('env.config.'))
  );
}

/** Sites whose code never sees `process.env` unless their configuration puts it in. */
function isBundled(service: Service): boolean {
  return (
    service.tool === 'vite' &&
    (service.serves === 'static' || (service.framework === 'vite' && service.serves !== 'server'))
  );
}

/** Inside `define`: what Vite puts into the code. */
function isDefined(read: Read): boolean {
  for (let node = read.node.parent; node !== undefined; node = node.parent) {
    if (node.type === 'pair' && node.field('key')?.text === 'define') return true;
  }
  return false;
}

function counts(read: Read, service: Service): boolean {
  const { name, origin } = read;
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
