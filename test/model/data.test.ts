import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../core/detect/facts.js';
import { dataOf } from '../../core/model/data.js';
import { ANSWERS, fact, variable } from './example.js';

const url = (facts: Partial<Facts>, given?: string): string | undefined => {
  const variables = fact([variable('DATABASE_URL', given === undefined ? {} : { default: given })]);
  const { local } = dataOf(ANSWERS, { database: fact('postgres'), variables, ...facts }) ?? {};
  return local?.variables.find(({ name }) => name === 'DATABASE_URL')?.value.split(':')[0];
};
const packages = (...names: readonly string[]): Partial<Facts> => ({
  dependencies: fact(names.map((name) => ({ name }))),
});

describe('the variables of the local database', () => {
  const names = (...given: readonly (readonly [string, string?])[]): readonly string[] => {
    const variables = fact(given.map(([name, text]) => variable(name, text === undefined ? {} : { default: text })));
    const { local } = dataOf(ANSWERS, { database: fact('postgres'), variables }) ?? {};
    return local?.variables.map(({ name }) => name) ?? [];
  };

  test('are not those of another database beside it', () => {
    expect(names(['ATLAS_MONGO_DB_URI'], ['DB_HOST'], ['MYSQL_DB_HOST'], ['REDIS_DB_PORT'])).toEqual(['DB_HOST']);
    expect(names(['STORE_DB_URL', 'mongodb+srv://cluster/teas'], ['DATABASE_URL'])).toEqual(['DATABASE_URL']);
  });

  test('hold no address that the code makes of its parts, and the driver that it puts before them', () => {
    const parts = [
      ['DB_HOST', 'localhost'],
      ['DB_NAME', 'teas'],
    ] as const;
    expect(names(...parts, ['DATABASE_URL'])).toEqual(['DB_HOST', 'DB_NAME']);
    expect(names(...parts, ['DATABASE_URL', 'postgresql://localhost/teas'])).toContain('DATABASE_URL');
    expect(names(...parts, ['DB_URI', 'tea:secret@localhost:5432/teas'])).toEqual(['DB_HOST', 'DB_NAME']);
    expect(names(['DB_HOST', 'localhost'], ['DATABASE_URL'])).toContain('DATABASE_URL');
    expect(names(['DB_DRIVER', 'postgresql+asyncpg'], ...parts)).not.toContain('DB_DRIVER');
    expect(names(['DB_DRIVER', ''], ...parts)).toContain('DB_DRIVER');
  });

  test('are those whose default is a file or a name of PostgreSQL', () => {
    expect(names(['DATABASE_URL', 'sqlite:///./teas.db'])).toEqual(['DATABASE_URL']);
    expect(names(['DATABASE_URL', 'psql://u@h/teas'])).toEqual(['DATABASE_URL']);
  });
});

describe('the scheme of the local database', () => {
  test.each([
    ['nothing that says more', {}, undefined, 'postgresql'],
    ['SQLAlchemy with asyncpg', packages('sqlalchemy', 'asyncpg'), undefined, 'postgresql+asyncpg'],
    ['asyncpg by itself', packages('asyncpg'), undefined, 'postgresql'],
    ['Django', { framework: fact('django') }, undefined, 'postgres'],
    ['a driver in the default', packages('sqlalchemy', 'asyncpg'), 'postgresql+psycopg://x', 'postgresql+psycopg'],
    ['the old scheme in the default, which SQLAlchemy refuses', packages('sqlalchemy'), 'postgres://x', 'postgresql'],
  ] as const)('%s', (_, facts, given, scheme) => {
    expect(url(facts as Partial<Facts>, given)).toBe(scheme);
  });
});
