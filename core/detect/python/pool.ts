import type { Pool } from '../fact-values.js';
import type { Evidence, Fact } from '../facts.js';
import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { evidenceOf } from './evidence.js';
import type { Module } from './modules.js';
import { entryOf } from './operations.js';
import { calledName, surveyOf } from './survey.js';
import { type Context, keyword, type Value } from './values.js';

/** What makes a pool, by the last part of its name, and its arguments for the size and for what may come on top. */
const MAKERS: Readonly<
  Record<string, { readonly owner: string; readonly size: string; readonly most: string; readonly adds: boolean }>
> = {
  create_engine: { owner: 'sqlal', size: 'pool_size', most: 'max_overflow', adds: true },
  create_async_engine: { owner: 'sqlal', size: 'pool_size', most: 'max_overflow', adds: true },
  create_pool: { owner: 'async', size: 'min_size', most: 'max_size', adds: false },
  ConnectionPool: { owner: 'psycopg', size: 'min_size', most: 'max_size', adds: false },
  AsyncConnectionPool: { owner: 'psycopg', size: 'min_size', most: 'max_size', adds: false },
};
/** SQLAlchemy's own size where only the overflow is given, and the other way round. */
const OWN = { size: 5, overflow: 10 };

/** The connection pool that the code makes; the first with a size that is known. */
export function poolOf(evaluator: Evaluator, modules: readonly Module[]): Fact<Pool> | undefined {
  for (const module of modules) {
    for (const call of surveyOf(module).calls) {
      const maker = Object.hasOwn(MAKERS, calledName(call)) ? MAKERS[calledName(call)] : undefined;
      if (maker === undefined) continue;
      const context: Context = { module };
      const callee = evaluator.evaluate(call.field('function'), context);
      if (callee.kind !== 'external' || !(callee.name.startsWith(maker.owner) || callee.name.startsWith('sqlmodel')))
        continue;
      const given = [maker.size, maker.most].map((name) => argument(evaluator, call, name, context));
      if (given.every((value) => value === undefined)) continue;
      const [size, most] = given.map(numberOf);
      const variables = given.flatMap((value) =>
        value?.kind === 'constant' && value.env !== undefined ? [value.env] : [],
      );
      if (size === undefined && most === undefined && variables.length === 0) continue;
      const total =
        maker.adds && (size !== undefined || most !== undefined) ? (size ?? OWN.size) + (most ?? OWN.overflow) : most;
      const node = keyword(call, maker.size) ?? keyword(call, maker.most) ?? call;
      const evidence: readonly Evidence[] = [evidenceOf(module, node, 'pool-size')];
      return {
        value: {
          ...(size === undefined ? {} : { size }),
          ...(total === undefined ? {} : { most: total }),
          ...(variables.length === 0 ? {} : { variables }),
        },
        confidence: 'certain',
        evidence,
        others: [],
      };
    }
  }
  return undefined;
}

/** A keyword argument, also from a dictionary display that is unpacked: `create_engine(url, **options)`. */
function argument(evaluator: Evaluator, call: Syntax, name: string, context: Context): Value | undefined {
  const plain = keyword(call, name);
  if (plain !== undefined) return evaluator.evaluate(plain, context);
  for (const child of call.field('arguments')?.children ?? []) {
    if (child.type !== 'dictionary_splat') continue;
    const value = evaluator.evaluate(child.children[0], context);
    const entry = value.kind === 'dict' ? entryOf(evaluator, value, name) : undefined;
    if (entry !== undefined && entry.kind !== 'unknown') return entry;
  }
  return undefined;
}

function numberOf(value: Value | undefined): number | undefined {
  const number = value?.kind === 'constant' && value.value !== null ? Number(value.value) : Number.NaN;
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}
