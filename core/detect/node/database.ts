import { posix } from 'node:path';
import type { Candidate, DatabaseEngine, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import { evidenceAt } from './configuration.js';
import type { Evaluator } from './evaluate.js';
import type { Manifest } from './manifest.js';
import { path, textOf } from './values.js';

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
  ['mssql', 'mssql'],
  ['tedious', 'mssql'],
  ['oracledb', 'oracle'],
];

interface Claim {
  readonly engine: DatabaseEngine;
  readonly evidence: Evidence;
}

/** The database of a server: Prisma's schema, Drizzle's configuration, then the driver among the dependencies. */
export function detectDatabase(
  folder: Folder,
  manifest: Manifest,
  evaluator: Evaluator,
): Fact<DatabaseEngine> | undefined {
  const stated = [...prisma(folder), ...drizzle(folder, evaluator)];
  const drivers = DRIVERS.filter(([name]) => manifest.runtime.has(name)).map(([name, engine]) => ({
    engine,
    evidence: manifest.json.evidence('database-driver', 'dependencies', name),
  }));
  const claims = [...stated, ...drivers];
  const best = claims[0];
  if (best === undefined) return undefined;
  const others: Candidate<DatabaseEngine>[] = [];
  for (const claim of claims.slice(1)) {
    if (claim.engine === best.engine || others.some((other) => other.value === claim.engine)) continue;
    others.push({ value: claim.engine, evidence: [claim.evidence], reason: `outranked by ${best.evidence.file}` });
  }
  const evidence = claims.filter((claim) => claim.engine === best.engine).map((claim) => claim.evidence);
  return { value: best.engine, confidence: stated.length > 0 ? 'certain' : 'likely', evidence, others };
}

/** `provider = "postgresql"` inside `datasource`; the format has no expressions but `env()`. */
function prisma(folder: Folder): readonly Claim[] {
  const claims: Claim[] = [];
  for (const file of folder.list().filter((name) => name.endsWith('.prisma'))) {
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

function drizzle(folder: Folder, evaluator: Evaluator): readonly Claim[] {
  const file = folder.list().find((name) => posix.basename(name).startsWith('drizzle.config.'));
  if (file === undefined) return [];
  const dialect =
    path(evaluator.exported(file, 'default'), 'dialect') ?? path(evaluator.exported(file, 'default'), 'driver');
  const engine = PROVIDERS[textOf(dialect) ?? ''];
  return engine === undefined || dialect === undefined
    ? []
    : [{ engine, evidence: evidenceAt(dialect.at, 'drizzle-dialect') }];
}
