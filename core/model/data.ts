import type { Variable } from '../detect/fact-values.js';
import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { POSTGRES_IMAGE } from '../versions.js';
import type { Data } from './neighbours.js';

/** Names that carry one part of a connection, by what they end in. */
const PARTS: readonly { readonly pattern: RegExp; readonly value: (service: string) => string }[] = [
  { pattern: /(?:^|_)(?:DB|DATABASE|POSTGRES|PG|SQL)_?(?:HOST|SERVER|HOSTNAME)$/, value: () => 'database' },
  { pattern: /(?:^|_)(?:DB|DATABASE|POSTGRES|PG|SQL)_?PORT$/, value: () => '5432' },
  {
    pattern: /^(?:POSTGRES_DB|POSTGRES_DATABASE|DB_NAME|DATABASE_NAME|PGDATABASE|DB_DATABASE)$/,
    value: (service) => service,
  },
  { pattern: /(?:^|_)(?:DB|DATABASE|POSTGRES|PG|SQL)_?(?:USER|USERNAME)$/, value: (service) => service },
  { pattern: /(?:^|_)(?:DB|DATABASE|POSTGRES|PG|SQL)_?(?:PASSWORD|PASS)$/, value: () => 'none-needed' },
];

/** What stands before `://` where the code puts an address together. */
const DRIVER = /(?:^|_)(?:DB|DATABASE|POSTGRES|PG|SQL)_*(?:DRIVER|DRIVERNAME|SCHEME)$/;

const isUrl = (name: string): boolean =>
  /(?:^|_)(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|SQLALCHEMY(?:_DATABASE)?)_?(?:URL|URI|DSN)$/.test(name);

/** Another database's, whose names often hold `DB` too: by the product in its name, or by the scheme of its default. */
const isAnothers = ({ name, default: given = '' }: Variable): boolean =>
  /(?:^|_)(?:MONGO(?:DB)?|MY_?SQL|MARIA(?:DB)?|MSSQL|ORACLE|REDIS|VALKEY|CLICKHOUSE|NEO4J|CASSANDRA|COUCH(?:DB)?|DYNAMO(?:DB)?|INFLUX(?:DB)?|ELASTIC\w*|OPENSEARCH|MILVUS|QDRANT|WEAVIATE|CHROMA|SNOWFLAKE|DUCKDB)(?:_|$)/.test(
    name,
  ) ||
  /^(?:mongodb|mysql|mariadb|mssql|oracle|rediss?|valkey|amqps?|clickhouse|neo4j|bolt|https?)(?:\+\w+)*:/i.test(given);

/** The scheme that the code's driver wants: SQLAlchemy names its driver, everything else takes the plain one. */
function scheme(variable: Variable, facts: Facts): string {
  const named = /^postgres(?:ql)?(\+\w+)?:\/\//.exec(variable.default ?? '');
  if (named !== null) return `postgresql${named[1] ?? ''}`;
  const names = new Set(facts.dependencies?.value.map((dependency) => dependency.name) ?? []);
  if (names.has('sqlalchemy') || names.has('sqlmodel')) {
    if (names.has('asyncpg')) return 'postgresql+asyncpg';
    if (names.has('psycopg')) return 'postgresql+psycopg';
  }
  // dj-database-url and django-environ take both, and document this one: settings that test for a scheme test for it.
  return facts.framework?.value === 'django' ? 'postgres' : 'postgresql';
}

/** The database that the service talks to; undefined when the answer is none. */
export function dataOf(answers: Answers, facts: Facts): Data | undefined {
  if (answers.database === 'none') return undefined;
  const engine = facts.database?.value ?? 'postgres';
  const variables = (facts.variables?.value ?? []).filter((variable) => !isAnothers(variable));
  const partOf = (variable: Variable) => PARTS.find(({ pattern }) => pattern.test(variable.name));
  const parts = variables.flatMap((variable) => {
    const part = partOf(variable);
    if (part !== undefined) return [{ name: variable.name, value: part.value(answers.name) }];
    return DRIVER.test(variable.name) && !variable.default
      ? [{ name: variable.name, value: scheme(variable, facts) }]
      : [];
  });
  // Code that makes the address of its parts itself is left to do so: it may want it without a scheme.
  const isMade = ({ required, default: given = '', file }: Variable): boolean =>
    !required &&
    (given === '' || /^[^:/]+:[^/]*@/.test(given)) &&
    [/HOST|SERVER/, /DB$|NAME|DATABASE$/].every((one) =>
      variables.some((other) => other.file === file && one.test(other.name) && partOf(other) !== undefined),
    );
  const url = variables.find((variable) => isUrl(variable.name) && !isMade(variable));
  if (engine !== 'postgres') return { engine, kind: answers.database };
  return {
    engine,
    kind: answers.database,
    local: {
      image: POSTGRES_IMAGE,
      port: 5432,
      variables: [
        ...(url === undefined
          ? []
          : [
              {
                name: url.name,
                value: `${scheme(url, facts)}://${answers.name}@database:5432/${answers.name}`,
              },
            ]),
        ...parts,
      ],
    },
  };
}
