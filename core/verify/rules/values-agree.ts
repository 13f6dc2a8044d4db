import { edits, nearest } from '../../nearest.js';
import { type Given, provisions } from '../provided.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

const SCHEMES = [
  'http',
  'https',
  'postgres',
  'postgresql',
  'mysql',
  'redis',
  'rediss',
  'mongodb',
  'amqp',
  'amqps',
  'grpc',
  'ws',
  'wss',
  'sqlite',
];

/** A scheme that is almost one that everybody knows; drivers stand behind a plus. */
function* schemes(one: Given): Generator<Remark> {
  const scheme = /^([a-z][a-z0-9]*)(\+\w+)?:\/\//i.exec(one.value ?? '')?.[1]?.toLowerCase();
  if (scheme === undefined || SCHEMES.includes(scheme)) return;
  const meant = nearest(scheme, SCHEMES);
  if (meant !== undefined)
    yield {
      path: one.path,
      line: one.line,
      message: `${one.name}: ${scheme}:// is almost ${meant}://`,
      fix: `write ${meant}`,
    };
}

/** Is a word a slip of another? Words that differ in digits alone are versions, ports and sizes. */
const slip = (a: string, b: string): boolean =>
  a !== b &&
  Math.min(a.length, b.length) > 3 &&
  edits(a, b) <= (a.length > 12 ? 2 : 1) &&
  a.replace(/\d/g, '') !== b.replace(/\d/g, '');

/** One variable, almost the same value in two places, or almost what the code takes without it. */
function* slips(view: View): Generator<Remark> {
  const all = provisions(view).flatMap(({ given }) => given);
  const known = new Map((view.facts.variables?.value ?? []).map((one) => [one.name, one]));
  for (const one of all) {
    const value = one.value ?? '';
    const source = known.get(one.name);
    const others = all.filter(
      (each) =>
        each.name === one.name && (each.path !== one.path || each.line !== one.line) && each.value !== undefined,
    );
    if (source?.default !== undefined && slip(value, source.default)) {
      const message = `${one.name} is ${value}, almost ${source.default} of ${source.file}:${source.line}`;
      yield { path: one.path, line: one.line, message, fix: `write ${source.default}` };
      continue;
    }
    if (source?.default === value) continue;
    const near = others.find((each) => slip(value, each.value ?? ''));
    // The one that others repeat is right; between two, both are named.
    if (
      near === undefined ||
      others.filter((each) => each.value === value).length >= others.filter((each) => each.value === near.value).length
    )
      continue;
    yield {
      path: one.path,
      line: one.line,
      message: `${one.name} is ${value}, almost ${near.value} in ${near.path}:${near.line}`,
    };
  }
}

/** Values of variables among the files that set them. */
export const VALUE_AGREEMENT_RULES: readonly Rule[] = [
  {
    id: 'env-value-slip',
    severity: 'note',
    about: 'a variable has one value, or values that are not almost the same',
    source: 'design: the environment contract; what the code reads against what each file provides',
    *check(view) {
      for (const { given } of provisions(view)) for (const one of given) yield* schemes(one);
      yield* slips(view);
    },
  },
];
