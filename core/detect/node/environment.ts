import { posix } from 'node:path';
import type { Variable } from '../fact-values.js';
import type { Evidence, Fact, Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import { type Configuration, evidenceAt } from './configuration.js';
import type { EnvValue } from './env-files.js';
import { counts, isBundled } from './environment-counts.js';
import { type Helper, helperReads, helpersIn } from './environment-helpers.js';
import { jsonSchemaReads, SCHEMA_READERS } from './environment-json-schema.js';
import { markupReads } from './environment-markup.js';
import { environmentNames, handsOn, type Origin } from './environment-names.js';
import { type Read, readsIn } from './environment-reads.js';
import { schemaReads } from './environment-schemas.js';
import { handedOver, listedNames } from './environment-whole.js';
import { givenReads } from './framework-servers.js';
import { importsIn } from './imports.js';
import type { Modules } from './modules.js';
import { isSecret } from './secrets.js';
import { isOwnSource, isToolFile, type Piece, piecesOf, piecesWith } from './sources.js';
import type { Value } from './values.js';

export interface Service {
  readonly folder: Folder;
  readonly modules: Modules;
  readonly framework: Framework | undefined;
  readonly tool: string;
  readonly serves: 'static' | 'server' | undefined;
  readonly configuration: Configuration | undefined;
  readonly buildFiles: ReadonlyMap<string, EnvValue>;
  /** Files of the workspace's other packages that the service's own code leads to. */
  readonly packages: readonly string[];
  /** Whether a file of the service belongs to what is shipped; tools beside it do not. */
  readonly counts: (file: string) => boolean;
  /** The file behind an import. */
  readonly resolve: (from: string, name: string) => string | undefined;
  /** The framework hands its configurations a reader of variables. */
  readonly handed: boolean;
  /** Vite's configuration, also where a framework has one of its own beside it. */
  readonly bundler: Value | undefined;
}

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
const NEEDLES = [
  'process.env',
  '} = process',
  'import.meta.env',
  '$env/',
  'createEnv',
  'node:process',
  'convict',
  'figue',
  ...SCHEMA_READERS,
];

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
    const telling = own.some((read) => read.listed !== true) ? own.filter((read) => read.listed !== true) : own;
    const optional = telling.some((read) => read.optional) && !telling.some((read) => read.demanded === true);
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
  const isSource = (file: string): boolean =>
    isOwnSource(file) && (!isToolFile(file) || isRead(file, service)) && service.counts(file);
  const handed = new Set<Origin>();
  const exported = new Map<string, ReadonlyMap<string, Origin>>();
  const pieces = function* (): Generator<Piece> {
    yield* piecesWith(folder, modules, NEEDLES, isSource);
    for (const file of service.packages) {
      const text = folder.read(file) ?? '';
      if (NEEDLES.some((needle) => text.includes(needle))) yield* piecesOf(modules, file);
    }
  };
  for (const piece of pieces()) {
    for (const helper of helpersIn(piece)) helpers.set(helper.name, helper);
    const found = [...schemaReads(piece), ...jsonSchemaReads(piece), ...readsIn(piece)];
    reads.push(...(piece.file === config && isByVite(service) ? found.filter(isDefined) : found));
    if (isToolFile(piece.file)) continue;
    const origin = handedOver(piece, environmentNames(piece.root));
    if (origin !== undefined) handed.add(origin);
    const names = handsOn(piece);
    if (names.size > 0) exported.set(piece.file, names);
  }
  reads.push(...readThrough(service, exported, isSource), ...listedNames(folder, [...handed]));
  if (service.handed)
    for (const piece of piecesWith(folder, modules, ['env'], (file) => file.startsWith('config/') && isSource(file)))
      reads.push(...givenReads(piece));
  if (helpers.size > 0) {
    const needles = [...helpers.keys()].map((name) => `${name}(`);
    for (const piece of piecesWith(folder, modules, needles, isSource)) reads.push(...helperReads(piece, helpers));
  }
  return [...reads, ...markupReads(service)];
}

/** Reads through a module of the project that hands the environment on. */
function* readThrough(
  service: Service,
  exported: ReadonlyMap<string, ReadonlyMap<string, Origin>>,
  isSource: (file: string) => boolean,
): Generator<Read> {
  const stems = [...exported.keys()].map((file) => posix.basename(file, posix.extname(file)));
  if (stems.length === 0) return;
  for (const piece of piecesWith(service.folder, service.modules, stems, isSource)) {
    const names = new Map<string, Origin>();
    for (const { local, name, source } of importsIn(piece.root)) {
      const target = service.resolve(piece.file, source);
      const origin = target === undefined ? undefined : exported.get(target)?.get(name);
      if (origin !== undefined) names.set(local, origin);
    }
    if (names.size > 0) yield* readsIn(piece, names).filter((read) => isThrough(read, names));
  }
}

/** Whether a read goes through one of some names; the others were found with the file itself. */
function isThrough(read: Read, names: ReadonlyMap<string, Origin>): boolean {
  const object = read.node.field('object') ?? read.node.parent?.parent?.field('value');
  return object !== undefined && names.has(object.text);
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

/** Vite's configuration, of a site or of a server that it bundles: only what is put in counts. */
const isByVite = (service: Service): boolean => isBundled(service) || service.framework === 'node';

/** Keys of a configuration whose values end up in the built files or decide where these are served. */
const BUILT = new Set(['define', 'base', 'paths', 'outDir']);

/** What Vite puts into the code, and the path under which it is served; a development server's settings are neither. */
function isDefined(read: Read): boolean {
  for (let node = read.node.parent; node !== undefined; node = node.parent) {
    if (node.type === 'pair' && BUILT.has(node.field('key')?.text ?? '')) return true;
  }
  return false;
}
