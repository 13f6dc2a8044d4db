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
