import type { Candidate, DatabaseEngine, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { ComposeFile } from '../launch/compose.js';
import { baseOf, lineText } from '../launch/paths.js';

/** Drivers and mappers that speak to one engine only, by normalised package name. */
export const DRIVERS: Readonly<Record<string, DatabaseEngine>> = {
  asyncpg: 'postgres',
  psycopg: 'postgres',
  'psycopg-binary': 'postgres',
  'psycopg-c': 'postgres',
  'psycopg-pool': 'postgres',
  psycopg2: 'postgres',
  'psycopg2-binary': 'postgres',
  pg8000: 'postgres',
  aiopg: 'postgres',
  pgvector: 'postgres',
  'langchain-postgres': 'postgres',
  'langgraph-checkpoint-postgres': 'postgres',
  aiomysql: 'mysql',
  asyncmy: 'mysql',
  mariadb: 'mysql',
  mysqlclient: 'mysql',
  'mysql-connector-python': 'mysql',
  pymysql: 'mysql',
  beanie: 'mongodb',
  mongoengine: 'mongodb',
  motor: 'mongodb',
  odmantic: 'mongodb',
  pymongo: 'mongodb',
  aioodbc: 'mssql',
  pymssql: 'mssql',
  pyodbc: 'mssql',
  'cx-oracle': 'oracle',
  oracledb: 'oracle',
  aiosqlite: 'sqlite',
};
const IMAGES: readonly (readonly [RegExp, DatabaseEngine])[] = [
  [/^(?:postgres|postgis|pgvector|timescaledb)/, 'postgres'],
  [/^(?:mysql|mariadb|percona)/, 'mysql'],
  [/^mongo/, 'mongodb'],
  [/^mssql|azure-sql-edge/, 'mssql'],
  [/^oracle/, 'oracle'],
];
const ORDER: readonly DatabaseEngine[] = ['postgres', 'mysql', 'mongodb', 'mssql', 'oracle', 'sqlite'];

/**
 * The engine that the declared drivers speak to, where code says nothing. An image in compose confirms a driver; alone
 * it says only that something else there wants a database.
 */
export function findDatabase(
  folder: Folder,
  direct: readonly { readonly name: string; readonly file: string; readonly line: number }[],
  composeFiles: readonly ComposeFile[],
): Fact<DatabaseEngine> | undefined {
  const drivers = new Map<DatabaseEngine, Evidence[]>();
  for (const { name, file, line } of direct) {
    const engine = Object.hasOwn(DRIVERS, name) ? DRIVERS[name] : undefined;
    if (!engine) continue;
    const evidence = { file, line, rule: 'database-driver', text: lineText(folder.read(file), line) };
    drivers.set(engine, [...(drivers.get(engine) ?? []), evidence]);
  }
  const images = new Map<DatabaseEngine, Evidence>();
  for (const { file, images: all } of composeFiles) {
    for (const { image, line } of all) {
      const engine = IMAGES.find(([pattern]) => pattern.test(baseOf(image)))?.[1];
      if (!engine || images.has(engine)) continue;
      images.set(engine, { file, line, rule: 'compose-image', text: lineText(folder.read(file), line) });
    }
  }
  const engines = [...drivers.keys()].sort(
    (a, b) => Number(images.has(b)) - Number(images.has(a)) || ORDER.indexOf(a) - ORDER.indexOf(b),
  );
  const best = engines[0];
  if (!best) return undefined;
  const image = images.get(best);
  return {
    value: best,
    confidence: image ? 'certain' : engines.length === 1 ? 'likely' : 'guess',
    evidence: [...(drivers.get(best) ?? []), ...(image ? [image] : [])],
    others: engines.slice(1).map(
      (engine): Candidate<DatabaseEngine> => ({
        value: engine,
        evidence: drivers.get(engine) ?? [],
        reason: image ? 'no such image in compose' : `${best} comes first`,
      }),
    ),
  };
}
