import { describe, expect, test } from '@jest/globals';
import { cacheOf } from '../../core/model/cache.js';
import { checksOf as all } from '../../core/model/checks.js';
import type { Data, Migrate } from '../../core/model/neighbours.js';
import { fact, variable } from './example.js';

const data = (variables: Readonly<Record<string, string>>): Data => ({
  engine: 'postgres',
  kind: 'external',
  local: {
    image: 'postgres',
    port: 5432,
    variables: Object.entries(variables).map(([name, value]) => ({ name, value })),
  },
});

const checksOf = (...[data, cache, migrate, facts]: Partial<Parameters<typeof all>>) =>
  all(data, cache, migrate, facts ?? {});
const alembic: Migrate = { tool: 'alembic', name: 'm', workdir: '/app', seconds: 600, command: ['alembic'] };
const url = data({ DATABASE_URL: 'postgresql://database' });
const host = data({ DB_HOST: 'database' });
const kinds = (...given: Partial<Parameters<typeof all>>): readonly string[] =>
  checksOf(...given).map(({ kind }) => kind);

describe('checksOf', () => {
  test('nothing without an address', () => {
    expect(checksOf(undefined, undefined)).toEqual([]);
    expect(checksOf(data({ POSTGRES_DB: 'orders', DB_PORT: '5432' }), undefined)).toEqual([]);
    expect(checksOf({ engine: 'mysql', kind: 'external' }, undefined)).toEqual([]);
  });

  test('the URL before host and port', () => {
    const parts = { DB_PORT: '5432', DB_HOST: 'database' };
    expect(checksOf(data(parts), undefined)).toEqual([
      { name: 'database', kind: 'postgres', variables: ['DB_HOST', 'DB_PORT'] },
    ]);
    expect(checksOf(data({ ...parts, DATABASE_URL: 'postgresql://database' }), undefined)[0]?.variables).toEqual([
      'DATABASE_URL',
    ]);
  });

  test('Redis by its own name', () => {
    const cache = cacheOf({ dependencies: fact([{ name: 'redis' }]), variables: fact([variable('REDIS_HOST')]) });
    expect(checksOf(undefined, cache)).toEqual([{ name: 'redis', kind: 'redis', variables: ['REDIS_HOST'] }]);
  });

  test('the migrations that the tool of the code applies, where they can be asked for', () => {
    expect(kinds(url, undefined, alembic)).toEqual(['postgres', 'alembic']);
    expect(kinds(url, undefined, undefined)).toEqual(['postgres']);
    expect(kinds(undefined, undefined, alembic)).toEqual([]);
    // Host and port name no user; Django asks by its own connection.
    expect(kinds(host, undefined, alembic)).toEqual(['postgres']);
    expect(kinds(host, undefined, { ...alembic, tool: 'django' })).toEqual(['postgres', 'django']);
    const ownTable = { migrations: fact({ tool: 'alembic', folder: 'migrations', ownTable: true } as const) };
    expect(kinds(url, undefined, alembic, ownTable)).toEqual(['postgres']);
  });

  test('pgvector where the code needs it', () => {
    expect(kinds(url, undefined, undefined, { pgvector: fact(true) })).toEqual(['postgres', 'pgvector']);
    expect(kinds(host, undefined, undefined, { pgvector: fact(true) })).toEqual(['postgres']);
  });

  test('a model by the variables of the code and of its library', () => {
    const dependencies = fact([{ name: 'openai' }]);
    const own = [variable('LLM_BASE_URL'), variable('MODEL_NAME'), variable('PAGE_URL'), variable('DATABASE_URL')];
    expect(checksOf(undefined, undefined, undefined, { dependencies, variables: fact(own) })).toEqual([
      { name: 'model', kind: 'http', variables: ['LLM_BASE_URL'] },
      { name: 'model-2', kind: 'http', variables: ['OPENAI_BASE_URL'] },
    ]);
    expect(kinds(undefined, undefined, undefined, { variables: fact(own) })).toEqual([]);
    expect(kinds(undefined, undefined, undefined, { dependencies: fact([{ name: 'httpx' }]) })).toEqual([]);
  });

  test.each([
    ['http://ollama:11434', true],
    ['http://localhost:1234/v1', true],
    ['http://127.0.0.1:8080', true],
    ['http://[::1]:8080/v1', true],
    ['http://host.docker.internal:11434', true],
    ['https://api.openai.com/v1', false],
    ['http://10.0.0.7:8000', false],
    ['https://localhost.example.com', false],
  ])('a neighbour that the code looks for by itself need not be there: %s', (given, isNearby) => {
    const [check] = checksOf(undefined, undefined, undefined, {
      dependencies: fact([{ name: 'ollama' }]),
      variables: fact([{ ...variable('OLLAMA_BASE_URL'), default: given }]),
    });
    expect(check?.variables).toEqual(['OLLAMA_BASE_URL']);
    expect(check?.fallback).toBe(isNearby ? given : undefined);
  });
});
