import { posix } from 'node:path';
import type { Candidate, DatabaseEngine, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import { evidenceAt } from './configuration.js';
import { lastName, pairOf } from './environment-schemas.js';
import { constantText } from './environment-standing.js';
import type { Evaluator } from './evaluate.js';
import type { Manifest } from './manifest.js';
import type { Modules } from './modules.js';
import { isOwnSource, piecesWith, walk } from './sources.js';
import { path, textOf } from './values.js';
import type { Member } from './workspace.js';

const PROVIDERS: Readonly<Record<string, DatabaseEngine>> = {
  postgresql: 'postgres',
  postgres: 'postgres',
  cockroachdb: 'postgres',
  pg: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  turso: 'sqlite',
  mongodb: 'mongodb',
  sqlserver: 'mssql',
  mssql: 'mssql',
};

/** Drivers by package; what speaks to a database over HTTP only is none. */
const DRIVERS: readonly (readonly [string, DatabaseEngine])[] = [
  ['pg', 'postgres'],
  ['postgres', 'postgres'],
  ['pg-promise', 'postgres'],
  ['@neondatabase/serverless', 'postgres'],
  ['@vercel/postgres', 'postgres'],
  ['slonik', 'postgres'],
  ['mysql2', 'mysql'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['@planetscale/database', 'mysql'],
  ['mongoose', 'mongodb'],
  ['mongodb', 'mongodb'],
  ['better-sqlite3', 'sqlite'],
  ['sqlite3', 'sqlite'],
  ['@libsql/client', 'sqlite'],
  ['@fastify/postgres', 'postgres'],
  ['@fastify/mysql', 'mysql'],
  ['@fastify/mongodb', 'mongodb'],
  ['mssql', 'mssql'],
  ['tedious', 'mssql'],
  ['oracledb', 'oracle'],
];

interface Claim {
  readonly engine: DatabaseEngine;
  readonly evidence: Evidence;
}

/**
 * The database of a server: Prisma's schema, Drizzle's configuration, what the code connects with, then the driver
 * among the dependencies; of the service first, then of the workspace's packages that it uses.
 */
export function detectDatabase(
  folder: Folder,
  manifest: Manifest,
  evaluator: Evaluator,
  code: { readonly modules: Modules; readonly packages: readonly Member[] },
): Fact<DatabaseEngine> | undefined {
  const own = { folder: '.', manifest };
  const claimed = [own, ...code.packages].map((one) => claimsOf(folder, one, evaluator));
  const stated = [...(claimed[0]?.stated ?? []), ...connections(folder, code.modules)];
  const first = stated.length > 0 || (claimed[0]?.drivers.length ?? 0) > 0;
  const others = first ? [] : claimed.slice(1);
  const all = [...stated, ...others.flatMap((one) => one.stated)];
  const drivers = [...[claimed[0], ...others].flatMap((one) => one?.drivers ?? []), ...builtIn(folder, code.modules)];
  // A program that speaks to many kinds, such as a monitor, does not say by its drivers which one is its own.
  const isTold = all.length > 0 || new Set(drivers.map((claim) => claim.engine)).size < 3;
  return isTold ? weighed([...all, ...drivers], all.length > 0) : undefined;
}

function weighed(claims: readonly Claim[], isStated: boolean): Fact<DatabaseEngine> | undefined {
  const best = claims[0];
  if (best === undefined) return undefined;
  const others: Candidate<DatabaseEngine>[] = [];
  for (const claim of claims.slice(1)) {
    if (claim.engine === best.engine || others.some((other) => other.value === claim.engine)) continue;
    others.push({ value: claim.engine, evidence: [claim.evidence], reason: `outranked by ${best.evidence.file}` });
  }
  const evidence = claims.filter((claim) => claim.engine === best.engine).map((claim) => claim.evidence);
  return { value: best.engine, confidence: isStated ? 'certain' : 'likely', evidence, others };
}

function claimsOf(
  folder: Folder,
  { folder: at, manifest }: Pick<Member, 'folder' | 'manifest'>,
  evaluator: Evaluator,
): { readonly stated: readonly Claim[]; readonly drivers: readonly Claim[] } {
  const files = at === '.' ? folder.list() : folder.listAt(at, 3);
  const drivers = DRIVERS.filter(([name]) => manifest.runtime.has(name)).map(([name, engine]) => ({
    engine,
    evidence: manifest.json.evidence('database-driver', 'dependencies', name),
  }));
  return { stated: [...prisma(folder, files), ...drizzle(files, evaluator)], drivers };
}

/** Functions that open a connection, and the key of their options that names the engine. */
const CONNECTORS = new Set(['knex', 'Knex', 'Sequelize', 'DataSource', 'forRoot', 'createConnection', 'defineConfig']);
const KNEX = 'knex/lib/dialects/';
const BUILT_IN = ['bun:sqlite', 'node:sqlite'];
const ENGINE_KEYS = ['client', 'dialect', 'type', 'provider'];

/** `knex({ client: 'pg' })`, `new Sequelize(url, { dialect: 'postgres' })`, `new DataSource({ type: 'mysql' })`. */
function connections(folder: Folder, modules: Modules): readonly Claim[] {
  const claims: Claim[] = [];
  for (const piece of piecesWith(folder, modules, [...CONNECTORS], isOwnSource)) {
    // `import Dialect from 'knex/lib/dialects/sqlite3/index.js'`, which goes to knex in place of a name.
    for (const node of piece.root.children) {
      const source = node.type === 'import_statement' ? (constantText(node.field('source')) ?? '') : '';
      const engine = source.startsWith(KNEX) ? engineOf(source.slice(KNEX.length).split('/')[0] ?? '') : undefined;
      if (engine !== undefined)
        claims.push({ engine, evidence: evidenceAt({ file: piece.file, node }, 'database-connection') });
    }
    for (const node of walk(piece.root)) {
      const callee = node.field('function') ?? node.field('constructor');
      if (callee === undefined || !CONNECTORS.has(lastName(callee) ?? '')) continue;
      for (const option of node.field('arguments')?.children ?? []) {
        const named = ENGINE_KEYS.map((key) => pairOf(option, key)).find((value) => value?.type === 'string');
        const engine = engineOf(constantText(named) ?? '');
        if (named !== undefined && engine !== undefined)
          claims.push({ engine, evidence: evidenceAt({ file: piece.file, node: named }, 'database-connection') });
      }
    }
  }
  return claims;
}

/** The engine that a client, dialect or provider is called for. */
function engineOf(name: string): DatabaseEngine | undefined {
  return PROVIDERS[name.replace('better-sqlite3', 'sqlite').replace('sqlite3', 'sqlite')];
}

/** SQLite as Bun and Node bring it along: no package says it. */
function builtIn(folder: Folder, modules: Modules): readonly Claim[] {
  for (const piece of piecesWith(folder, modules, BUILT_IN, isOwnSource)) {
    const node = piece.root.children.find(
      (one) => one.type === 'import_statement' && BUILT_IN.includes(constantText(one.field('source')) ?? ''),
    );
    if (node !== undefined)
      return [{ engine: 'sqlite', evidence: evidenceAt({ file: piece.file, node }, 'database-driver') }];
  }
  return [];
}

/** `provider = "postgresql"` inside `datasource`; the format has no expressions but `env()`. */
function prisma(folder: Folder, files: readonly string[]): readonly Claim[] {
  const claims: Claim[] = [];
  for (const file of files.filter((name) => name.endsWith('.prisma'))) {
    let inside = false;
    for (const [index, line] of (folder.read(file) ?? '').split('\n').entries()) {
      const text = (line.split('//')[0] ?? '').trim();
      if (text.startsWith('datasource ')) inside = true;
      if (text.startsWith('}')) inside = false;
      if (!inside || !text.startsWith('provider')) continue;
      const engine =
        PROVIDERS[
          text
            .slice(text.indexOf('=') + 1)
            .trim()
            .replaceAll('"', '')
        ];
      if (engine !== undefined)
        claims.push({ engine, evidence: { file, line: index + 1, rule: 'prisma-provider', text: text.slice(0, 120) } });
    }
  }
  return claims;
}

function drizzle(files: readonly string[], evaluator: Evaluator): readonly Claim[] {
  const file = files.find((name) => posix.basename(name).startsWith('drizzle.config.'));
  if (file === undefined) return [];
  const dialect =
    path(evaluator.exported(file, 'default'), 'dialect') ?? path(evaluator.exported(file, 'default'), 'driver');
  const engine = PROVIDERS[textOf(dialect) ?? ''];
  return engine === undefined || dialect === undefined
    ? []
    : [{ engine, evidence: evidenceAt(dialect.at, 'drizzle-dialect') }];
}
