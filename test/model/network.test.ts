import { describe, expect, test } from '@jest/globals';
import { backend, fact, frontend, variable } from './example.js';

const egress = (facts: Parameters<typeof backend>[1], answers: Parameters<typeof backend>[0] = {}) =>
  backend({ database: 'none', ...answers }, facts).network.egress.map(({ ports, to }) => [to, ...ports]);
const dependencies = (...names: readonly string[]) => ({ dependencies: fact(names.map((name) => ({ name }))) });
const variables = (...list: Parameters<typeof variable>[]) => ({
  variables: fact(list.map((one) => variable(...one))),
});

describe('what the service calls', () => {
  test.each([
    ['redis', ['private', 6379]],
    ['aio-pika', ['private', 5672]],
    ['qdrant-client', ['private', 6333, 6334]],
    ['aiosmtplib', ['anywhere', 465, 587]],
    ['pymongo', ['anywhere', 27017]],
  ])('the client library %s', (name, expected) => {
    expect(egress({ ...dependencies(name), ...variables() })).toEqual([expected]);
  });

  test('a library of a like name is none', () => {
    expect(egress({ ...dependencies('redis-lock', 'pika-mock'), ...variables() })).toEqual([]);
  });

  test.each([
    ['http://payments:9000/v1', [['private', 9000]]],
    ['http://payments.shop.svc.cluster.local', [['private', 80, 8080]]],
    ['http://localhost:8001', [['private', 8001]]],
    ['https://api.example.com', []],
    ['info', []],
  ])('an address in a variable: %s', (value, expected) => {
    expect(egress({ ...dependencies(), ...variables(['PAYMENTS', { default: value }]) })).toEqual(expected);
  });

  test('a variable that names a service without an address, and one that does not', () => {
    expect(egress({ ...dependencies(), ...variables(['PAYMENTS_API_URL']) })).toEqual([['private', 80, 8080]]);
    expect(egress({ ...dependencies(), ...variables(['CALLBACK_URL']) })).toEqual([]);
  });

  test('a database by its secret address is anywhere; Cloud SQL is private and, on Cloud Run, a socket', () => {
    const mysql = { ...dependencies(), ...variables(), database: fact('mysql' as const) };
    expect(egress(mysql, { database: 'external' })).toEqual([['anywhere', 3306]]);
    const [sql] = backend({ database: 'cloud-sql-postgres' }, { ...dependencies(), ...variables() }).network.egress;
    expect(sql).toMatchObject({ ports: [5432], to: 'private', socket: true });
  });

  test('one port is one rule', () => {
    expect(egress({ ...dependencies('redis', 'celery'), ...variables() })).toEqual([['private', 6379]]);
  });

  test('a site of files calls nothing', () => {
    expect(frontend().network).toEqual({ egress: [], internet: false });
  });
});

test('the network of Cloud Run, with a subnetwork of its own name or another', () => {
  expect(backend({ network: 'none' }).network.vpc).toBeUndefined();
  expect(backend({ network: 'shared' }).network.vpc).toEqual({ network: 'shared', subnetwork: 'shared' });
  expect(backend({ network: 'shared/west' }).network.vpc).toEqual({ network: 'shared', subnetwork: 'west' });
});
