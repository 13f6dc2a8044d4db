import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { mergeText } from '../../core/merge/merge.js';
import { mergeYaml } from '../../core/merge/yaml.js';

type Value = number | string | boolean | { [key: string]: Value } | Value[];

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom('info', 'a b', '8080', 'x: y', '', 'line\nline two\n'),
  fc.boolean(),
);
const names = fc.constantFrom('web', 'proxy', 'db', 'cache');
const { object } = fc.letrec<{ object: { [key: string]: Value }; value: Value }>((tie) => ({
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), tie('value'), {
    minKeys: 1,
    maxKeys: 4,
    depthIdentifier: 'yaml',
  }),
  value: fc.oneof(
    { depthIdentifier: 'yaml', maxDepth: 3 },
    scalar,
    tie('object'),
    fc
      .uniqueArray(fc.tuple(names, tie('object')), { selector: ([name]) => name, minLength: 1, maxLength: 3 })
      .map((items) => items.map(([name, rest]) => ({ name, ...rest }))),
    fc.array(fc.constantFrom('one', 'two', 'three'), { maxLength: 3 }),
  ),
}));

/** One edit: the n-th scalar under a map is set, the n-th map gets a key, or the n-th key is taken away. */
interface Edit {
  readonly what: 'set' | 'add' | 'remove';
  readonly nth: number;
  readonly value: number;
}
const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom('set', 'add', 'remove'),
  nth: fc.nat(30),
  value: fc.integer({ min: 100, max: 999 }),
});

function maps(value: Value, found: { [key: string]: Value }[] = []): { [key: string]: Value }[] {
  if (Array.isArray(value)) for (const item of value) maps(item, found);
  else if (typeof value === 'object') {
    found.push(value);
    for (const inner of Object.values(value)) maps(inner, found);
  }
  return found;
}

/** Applies an edit in place; false where there is nothing of its kind. The place is told as map and key. */
function placeOf(
  root: { [key: string]: Value },
  { what, nth }: Edit,
  side: string,
): readonly [number, string] | undefined {
  const all = maps(root);
  const at = nth % all.length;
  const map = all[at] as { [key: string]: Value };
  if (what === 'add') return [at, `added-${side}`];
  const keys = Object.keys(map).filter((key) => key !== 'name' && (what === 'remove' || typeof map[key] !== 'object'));
  const key = keys[nth % Math.max(1, keys.length)];
  return key === undefined || (what === 'remove' && Object.keys(map).length < 2) ? undefined : [at, key];
}

function applied(
  root: { [key: string]: Value },
  edits: readonly (readonly [Edit, readonly [number, string]])[],
): { [key: string]: Value } {
  const copy = structuredClone(root);
  const all = maps(copy);
  for (const [one, [at, key]] of edits) {
    const map = all[at] as { [key: string]: Value };
    if (one.what === 'remove') delete map[key];
    else map[key] = one.value;
  }
  return copy;
}

describe('mergeYaml', () => {
  test('edits of different places are both in the result, whatever the layout of yours', () => {
    let merged = 0;
    fc.assert(
      fc.property(object, edit, edit, fc.boolean(), (root, left, right, indentSeq) => {
        const [yours, next] = [placeOf(root, left, 'yours'), placeOf(root, right, 'new')];
        if (yours === undefined || next === undefined) return;
        const mine = stringify(applied(root, [[left, yours]]), { indentSeq });
        const sides = { base: stringify(root), yours: mine, next: stringify(applied(root, [[right, next]])) };
        const result = mergeYaml('yaml', sides, 'new');
        if (result === undefined || result.clashes.length > 0) {
          // Removing what the other side changed inside is the one thing that cannot be merged here.
          expect(
            left.what === 'remove' || right.what === 'remove' || (yours[0] === next[0] && yours[1] === next[1]),
          ).toBe(true);
          return;
        }
        merged += 1;
        if (yours[0] === next[0] && yours[1] === next[1]) return;
        const clean = maps(root)[yours[0]] !== undefined;
        const within = left.what === 'remove' || right.what === 'remove';
        if (clean && !within)
          expect(parse(result.text)).toEqual(
            applied(root, [
              [left, yours],
              [right, next],
            ]),
          );
        else expect(parse(result.text)).toBeDefined();
      }),
      { numRuns: Number(process.env.MERGE_RUNS ?? 300) },
    );
    expect(merged).toBeGreaterThan(100);
  });

  test.each([
    ['flow collection at the top', '{a: 1}\n', '{a: 2}\n', '{a: 1, b: 2}\n'],
    ['text that does not parse', 'a: 1\n', 'a: [\n', 'a: 2\n'],
    ['blank lines kept by a block scalar', 'a: |+\n  x\n\n', 'a: |+\n  y\n\n', 'a: |+\n  x\n\nb: 1\n'],
    ['a document more', 'a: 1\n', 'a: 2\n', 'a: 1\n---\nb: 1\n'],
  ])('leaves to the next merger: %s', (_name, base, yours, next) => {
    expect(mergeYaml('yaml', { base, yours, next }, 'new')).toBeUndefined();
  });

  test('anchors, tags and documents with heads stay as they are', () => {
    const base = '# head\n---\nx-common: &common\n  a: 1\nservices:\n  api:\n    <<: *common\n    b: !custom 2\n';
    const yours = base.replace('a: 1', 'a: 5');
    const next = base.replace('b: !custom 2', 'b: !custom 3');
    expect(mergeYaml('yaml', { base, yours, next }, 'new')).toEqual({
      text: base.replace('a: 1', 'a: 5').replace('b: !custom 2', 'b: !custom 3'),
      clashes: [],
    });
  });

  test('markers stand around the lines that clash', () => {
    const sides = { base: 'a:\n  b: 1\nc: 1\n', yours: 'a:\n  b: 2\nc: 1\n', next: 'a:\n  b: 3\nc: 2\n' };
    expect(mergeYaml('yaml', sides, 'markers')?.text).toBe(
      'a:\n<<<<<<< yours\n  b: 2\n||||||| base\n  b: 1\n=======\n  b: 3\n>>>>>>> new\nc: 2\n',
    );
    expect(mergeYaml('yaml', sides, 'yours')).toEqual({
      text: 'a:\n  b: 2\nc: 2\n',
      clashes: [{ at: 'a.b', base: '1', yours: '2', new: '3' }],
    });
  });

  test('a comment that you wrote into what the template empties is not dropped with it', () => {
    const base = 'spec:\n  replicas: 2\n';
    const yours = 'spec:\n  # as agreed\n  replicas: 2\n';
    const merged = mergeYaml('yaml', { base, yours, next: 'spec:\n  # replicas: 2\n' }, 'yours');
    expect(merged?.text).toContain('  # as agreed\n  replicas: 2\n');
    expect(merged?.clashes).toEqual([{ at: 'spec', base: 'replicas: 2', yours: 'replicas: 2', new: '' }]);
    expect(mergeYaml('yaml', { base, yours: base, next: 'spec:\n  # replicas: 2\n' }, 'yours')?.clashes).toEqual([]);
  });
});

describe('lists of NAME=value', () => {
  const list = (...items: readonly string[]) => `literals:\n${items.map((item) => `  - "${item}"\n`).join('')}`;
  const merged = (base: string, yours: string, next: string) => mergeYaml('yaml', { base, yours, next }, 'yours');

  test('an item is known by its name: one variable set twice is a clash, two are not', () => {
    const base = list('LEVEL=info', 'TAX=19');
    const both = merged(base, list('LEVEL=debug', 'TAX=19'), list('LEVEL=info', 'TAX=20', 'REGION=eu'));
    expect(both).toEqual({ text: list('LEVEL=debug', 'TAX=20', 'REGION=eu'), clashes: [] });
    expect(merged(base, list('LEVEL=debug', 'TAX=19'), list('LEVEL=warning', 'TAX=19'))?.clashes).toHaveLength(1);
  });

  test('other lists of texts go by their values', () => {
    const base = list('one', 'LEVEL=info');
    expect(merged(base, list('one', 'LEVEL=debug'), list('one', 'LEVEL=info', 'two'))?.clashes).toHaveLength(1);
  });
});

describe('comments of yours above items that the template replaces', () => {
  const merge = (base: string, yours: string, next: string) => mergeText('yaml', { base, yours, next }, 'new');

  test('stay above the item that took the place', () => {
    const base = 'ports:\n  - 8080:8080\n';
    const merged = merge(base, 'ports:\n  # ours\n  - 8080:8080\n', 'ports:\n  - 9090:9090\n');
    expect(merged).toEqual({ text: 'ports:\n  # ours\n  - 9090:9090\n', clashes: [] });
  });

  test('stay when it takes more or fewer items', () => {
    const base = 'args:\n  - a\n  - b\n  - z\n';
    const merged = merge(base, 'args:\n  - a\n  # ours\n  - b\n  - z\n', 'args:\n  - c\n  - z\n');
    expect(merged).toEqual({ text: 'args:\n  # ours\n  - c\n  - z\n', clashes: [] });
  });

  test('an only item with new values in every field is the same item', () => {
    const item = (name: string, tag: string): string =>
      `images:\n  - name: ${name}\n    newName: r/${name}\n    tag: ${tag}\n`;
    const merged = merge(item('orders', '1'), item('orders', '7'), item('billing', '1'));
    expect(merged).toEqual({ text: item('billing', '7'), clashes: [] });
  });
});
