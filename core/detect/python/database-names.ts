import type { DatabaseEngine } from '../facts.js';

/** Drivers by the name under which they are imported. */
export const DRIVERS: Readonly<Record<string, DatabaseEngine>> = {
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
  'langchain_community.vectorstores.pgvector': 'postgres',
  'llama_index.vector_stores.postgres': 'postgres',
  'piccolo.engine.postgres': 'postgres',
  'playhouse.postgres_ext': 'postgres',
  'peewee.PostgresqlDatabase': 'postgres',
  pymysql: 'mysql',
  MySQLdb: 'mysql',
  aiomysql: 'mysql',
  asyncmy: 'mysql',
  'mysql.connector': 'mysql',
  'peewee.MySQLDatabase': 'mysql',
  'sqlalchemy.dialects.mysql': 'mysql',
  sqlite3: 'sqlite',
  'piccolo.engine.sqlite': 'sqlite',
  'peewee.SqliteDatabase': 'sqlite',
  aiosqlite: 'sqlite',
  pymongo: 'mongodb',
  motor: 'mongodb',
  beanie: 'mongodb',
  mongoengine: 'mongodb',
  odmantic: 'mongodb',
  flask_pymongo: 'mongodb',
  langchain_mongodb: 'mongodb',
  pymssql: 'mssql',
  aioodbc: 'mssql',
  cx_Oracle: 'oracle',
  oracledb: 'oracle',
};

/** Drivers by the name under which they are installed. */
export const PACKAGES: Readonly<Record<string, DatabaseEngine>> = {
  pgvector: 'postgres',
  'langchain-postgres': 'postgres',
  'llama-index-vector-stores-postgres': 'postgres',
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
  'langchain-mongodb': 'mongodb',
  pymssql: 'mssql',
  pyodbc: 'mssql',
  oracledb: 'oracle',
  'cx-oracle': 'oracle',
};

/** Beginnings of addresses, and Django's and SQLAlchemy's engine names. */
export const ADDRESSES: readonly (readonly [string, DatabaseEngine])[] = [
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
/** Settings types that are addresses of one engine. */
export const TYPES: Readonly<Record<string, DatabaseEngine>> = {
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

/** The engine of `postgresql+asyncpg://…`, of a bare `postgresql+asyncpg`, or of a Django backend's name. */
export function addressEngine(text: string): DatabaseEngine | undefined {
  const backend = DJANGO.find((prefix) => text.startsWith(prefix));
  const rest = backend === undefined ? text : text.slice(backend.length);
  const found = ADDRESSES.find(([prefix]) => rest.startsWith(prefix));
  if (found === undefined) return undefined;
  const after = rest.slice(found[0].length);
  if (backend !== undefined) return found[1];
  return after.startsWith('://') || (after.startsWith('+') && !after.includes(' ')) ? found[1] : undefined;
}

/** Packages that speak to databases by a driver which comes as an extra. */
const HOLDERS: ReadonlySet<string> = new Set([
  'databases',
  'piccolo',
  'tortoise-orm',
  'ormar',
  'edgy',
  'saffier',
  'sqlalchemy',
  'advanced-alchemy',
]);

/** The engine that the extras of such a package name: `databases[postgresql]`, `tortoise-orm[asyncpg]`. */
export function extraEngine(name: string, requirement: string): DatabaseEngine | undefined {
  if (!HOLDERS.has(name)) return undefined;
  const text = requirement.toLowerCase().replaceAll('_', '-');
  const start = text.indexOf(`${name}[`);
  const extras = start === -1 ? '' : text.slice(start + name.length + 1, text.indexOf(']', start));
  const found = [...ADDRESSES, ...Object.entries(PACKAGES)].find(([word]) => extras.includes(word));
  return found?.[1];
}
