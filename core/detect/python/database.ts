import type { Candidate, DatabaseEngine, Evidence, Fact } from '../facts.js';
import type { Syntax } from '../parser.js';
import { declaredNames } from './declared.js';
import { evidenceOf } from './evidence.js';
import type { Module, Modules } from './modules.js';
import { calledName, importsOf } from './survey.js';
import { walk } from './values.js';

/** Drivers by the name under which they are imported. */
const DRIVERS: Readonly<Record<string, DatabaseEngine>> = {
  psycopg: 'postgres',
  psycopg2: 'postgres',
  psycopg_pool: 'postgres',
  asyncpg: 'postgres',
  pg8000: 'postgres',
  aiopg: 'postgres',
  pgvector: 'postgres',
  'langgraph.checkpoint.postgres': 'postgres',
  'langgraph.store.postgres': 'postgres',
  'sqlalchemy.dialects.postgresql': 'postgres',
  'django.contrib.postgres': 'postgres',
  langchain_postgres: 'postgres',
  pymysql: 'mysql',
  MySQLdb: 'mysql',
  aiomysql: 'mysql',
  asyncmy: 'mysql',
  'mysql.connector': 'mysql',
  'sqlalchemy.dialects.mysql': 'mysql',
  sqlite3: 'sqlite',
  aiosqlite: 'sqlite',
  pymongo: 'mongodb',
  motor: 'mongodb',
  beanie: 'mongodb',
  mongoengine: 'mongodb',
  odmantic: 'mongodb',
  flask_pymongo: 'mongodb',
  pymssql: 'mssql',
  aioodbc: 'mssql',
  cx_Oracle: 'oracle',
  oracledb: 'oracle',
};

/** Drivers by the name under which they are installed. */
const PACKAGES: Readonly<Record<string, DatabaseEngine>> = {
  psycopg: 'postgres',
  'psycopg-binary': 'postgres',
  psycopg2: 'postgres',
  'psycopg2-binary': 'postgres',
  asyncpg: 'postgres',
  pg8000: 'postgres',
  aiopg: 'postgres',
  'langgraph-checkpoint-postgres': 'postgres',
  pymysql: 'mysql',
  mysqlclient: 'mysql',
  aiomysql: 'mysql',
  asyncmy: 'mysql',
  'mysql-connector-python': 'mysql',
  aiosqlite: 'sqlite',
  pymongo: 'mongodb',
  motor: 'mongodb',
  beanie: 'mongodb',
  mongoengine: 'mongodb',
  pymssql: 'mssql',
  pyodbc: 'mssql',
  oracledb: 'oracle',
  'cx-oracle': 'oracle',
};

/** Beginnings of addresses, and Django's and SQLAlchemy's engine names. */
const ADDRESSES: readonly (readonly [string, DatabaseEngine])[] = [
  ['postgresql', 'postgres'],
  ['postgres', 'postgres'],
  ['psycopg', 'postgres'],
  ['postgis', 'postgres'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['sqlite', 'sqlite'],
  ['mongodb', 'mongodb'],
  ['mssql', 'mssql'],
  ['oracle', 'oracle'],
];
const TYPES: Readonly<Record<string, DatabaseEngine>> = {
  PostgresDsn: 'postgres',
  MySQLDsn: 'mysql',
  MongoDsn: 'mongodb',
  MariaDBDsn: 'mysql',
};
const DJANGO = [
  'django.db.backends.',
  'django.contrib.gis.db.backends.',
  'django_prometheus.db.backends.',
  'django_tenants.',
  'dj_db_conn_pool.backends.',
];
const ORDER: readonly DatabaseEngine[] = ['postgres', 'mysql', 'mongodb', 'mssql', 'oracle', 'sqlite'];

interface Sign {
  readonly engine: DatabaseEngine;
  readonly weight: number;
  readonly evidence: Evidence;
  /** The code only asks whether an address is of this engine. */
  readonly asked?: boolean;
}

/** The database engine of a service: addresses and engine names in code first, then drivers imported, then declared. */
export function databaseOf(
  modules: Modules,
  read: readonly Module[],
  closure: readonly Module[],
): Fact<DatabaseEngine> | undefined {
  const signs: Sign[] = [];
  const declared = declaredNames(modules.folder);
  const engines = new Set(declared.map(({ name }) => PACKAGES[name]));
  const reached = new Set(closure);
  for (const module of read) {
    for (const { dotted, node } of importsOf(module)) {
      const driver = Object.keys(DRIVERS).find((name) => dotted === name || dotted.startsWith(`${name}.`));
      const engine = driver === undefined ? undefined : DRIVERS[driver];
      // A plugin for a database that is not installed says nothing about the service's own.
      const isPlugin =
        reached.size > 0 && !reached.has(module) && declared.length > 0 && !engines.has(engine) && engine !== 'sqlite';
      if (engine !== undefined && !isPlugin)
        signs.push({ engine, weight: 4, evidence: evidenceOf(module, node, 'driver-import') });
      const type = TYPES[dotted.slice(dotted.lastIndexOf('.') + 1)];
      if (type !== undefined && dotted.startsWith('pydantic'))
        signs.push({ engine: type, weight: 6, evidence: evidenceOf(module, node, 'settings-type') });
    }
    for (const { engine, node } of addressesIn(module.root)) {
      signs.push({ engine, weight: 5, asked: isAsked(node), evidence: evidenceOf(module, node, 'database-address') });
    }
  }
  for (const { name, evidence } of declared) {
    const engine = PACKAGES[name];
    if (engine !== undefined && (engine !== 'sqlite' || signs.some((sign) => sign.engine === engine))) {
      signs.push({ engine, weight: 3, evidence });
    }
  }
  return decide(signs);
}

/** The strongest sign of each engine counts, and a little for each further one; SQLite is often only the fallback. */
function decide(all: readonly Sign[]): Fact<DatabaseEngine> | undefined {
  // An engine that is only asked for counts where no other is used.
  const used = new Set(all.filter((sign) => sign.asked !== true).map((sign) => sign.engine));
  const signs = used.size === 0 ? all : all.filter((sign) => used.has(sign.engine));
  const score = (engine: DatabaseEngine): number => {
    const own = signs.filter((sign) => sign.engine === engine);
    if (own.length === 0) return 0;
    const total = Math.max(...own.map((sign) => sign.weight)) + Math.min(own.length, 20) / 10;
    return engine === 'sqlite' ? total / 10 : total;
  };
  const ranked = ORDER.filter((engine) => score(engine) > 0).sort(
    (a, b) => score(b) - score(a) || ORDER.indexOf(a) - ORDER.indexOf(b),
  );
  const best = ranked[0];
  if (best === undefined) return undefined;
  const evidenceFor = (engine: DatabaseEngine): Evidence[] =>
    signs
      .filter((sign) => sign.engine === engine)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 5)
      .map((sign) => sign.evidence);
  const others: Candidate<DatabaseEngine>[] = ranked
    .slice(1)
    .map((engine) => ({ value: engine, evidence: evidenceFor(engine), reason: `outranked by ${best}` }));
  return { value: best, confidence: score(best) > 4 ? 'certain' : 'likely', evidence: evidenceFor(best), others };
}

function* addressesIn(root: Syntax): Generator<{ engine: DatabaseEngine; node: Syntax }> {
  for (const node of walk(root)) {
    if (node.type !== 'string_content' || isDocstring(node)) continue;
    const engine = addressEngine(node.text.slice(0, 80));
    if (engine !== undefined) yield { engine, node };
  }
}

/** The engine of `postgresql+asyncpg://…`, of a bare `postgresql+asyncpg`, or of a Django backend's name. */
function addressEngine(text: string): DatabaseEngine | undefined {
  const backend = DJANGO.find((prefix) => text.startsWith(prefix));
  const rest = backend === undefined ? text : text.slice(backend.length);
  const found = ADDRESSES.find(([prefix]) => rest.startsWith(prefix));
  if (found === undefined) return undefined;
  const after = rest.slice(found[0].length);
  if (backend !== undefined) return found[1];
  return after.startsWith('://') || (after.startsWith('+') && !after.includes(' ')) ? found[1] : undefined;
}

/** `url.startswith("postgresql://")`, `"mysql" in url`, `scheme == "sqlite"`. */
function isAsked(content: Syntax): boolean {
  const text = content.parent;
  const around = text?.parent?.type === 'tuple' ? text.parent.parent : text?.parent;
  if (around?.type === 'comparison_operator') return true;
  return around?.type === 'argument_list' && around.parent !== undefined && calledName(around.parent) === 'startswith';
}

function isDocstring(content: Syntax): boolean {
  return content.parent?.parent?.type === 'expression_statement';
}
