import { describe, expect, test } from '@jest/globals';
import { merge, operate } from '../../core/verify/patches.js';
import { readYaml } from '../../core/verify/yaml-file.js';
import { at, items, type Node, text } from '../../core/verify/yaml-node.js';

const yaml = (source: string, path = 'a.yaml'): Node => {
  const [node] = readYaml(path, source).documents;
  if (node === undefined) throw new Error('empty');
  return node;
};

describe('strategic merge', () => {
  test('containers merge by name, plain lists are replaced, null removes', () => {
    const base = yaml('spec:\n  containers:\n    - { name: a, image: x, args: [1] }\n    - { name: b }\n  old: 1\n');
    const patch = yaml(
      'spec:\n  old: null\n  containers:\n    - { name: a, args: [2, 3] }\n    - { name: c }\n',
      'p.yaml',
    );
    const made = merge('', base, patch);
    const list = items(at(made, 'spec', 'containers'));
    expect(list.map((one) => text(at(one, 'name')))).toEqual(['a', 'b', 'c']);
    expect(text(at(list[0], 'image'))).toBe('x');
    expect(items(at(list[0], 'args')).map((one) => [one.path, text(one)])).toEqual([
      ['p.yaml', '2'],
      ['p.yaml', '3'],
    ]);
    expect(at(made, 'spec', 'old')).toBeUndefined();
  });

  test('$patch: delete takes an item away', () => {
    const made = merge(
      '',
      yaml('env:\n  - { name: A }\n  - { name: B }\n'),
      yaml('env:\n  - { name: A, $patch: delete }\n'),
    );
    expect(items(at(made, 'env')).map((one) => text(at(one, 'name')))).toEqual(['B']);
  });
});

describe('JSON patch', () => {
  const root = yaml('spec:\n  list: [1, 2]\n  a/b: x\n');
  test.each([
    ['{ op: replace, path: /spec/list/1, value: 3 }', ['1', '3']],
    ['{ op: add, path: /spec/list/-, value: 3 }', ['1', '2', '3']],
    ['{ op: remove, path: /spec/list/0 }', ['2']],
  ])('%s', (operation, expected) => {
    const made = operate(root, yaml(operation));
    expect(items(at(made, 'spec', 'list')).map((one) => text(one))).toEqual(expected);
  });

  test('escapes, and paths that lead nowhere', () => {
    expect(text(at(operate(root, yaml('{ op: replace, path: /spec/a~1b, value: y }')), 'spec', 'a/b'))).toBe('y');
    expect(operate(root, yaml('{ op: replace, path: /spec/none, value: y }'))).toBeUndefined();
    expect(operate(root, yaml('{ op: add, path: /none/deep, value: y }'))).toBeUndefined();
  });
});
