import type { Facts } from '../detect/facts.js';
import type { Network } from './operation.js';

/** TCP ports that the service calls, by its database and its dependencies. */
export function networkOf(database: boolean, facts: Facts): Network {
  const engine = facts.database?.value ?? 'postgres';
  const ports: Readonly<Record<string, number>> = {
    postgres: 5432,
    mysql: 3306,
    mongodb: 27017,
    mssql: 1433,
    oracle: 1521,
  };
  const port = ports[engine];
  const redis = (facts.dependencies?.value ?? []).some(
    (dependency) => dependency.name === 'redis' || dependency.name === 'celery',
  );
  return {
    egress: [
      ...(database && port !== undefined ? [{ port, why: `the ${engine} database`, private: true }] : []),
      ...(redis ? [{ port: 6379, why: 'Redis', private: true }] : []),
    ],
  };
}
