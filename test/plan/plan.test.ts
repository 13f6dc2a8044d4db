import { existsSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { changesSomething } from '../../core/plan.js';
import {
  chmodSync,
  type Options,
  type Part,
  planOnly,
  put,
  run,
  snapshot,
  temporary,
  text,
  treeOf,
  verdicts,
} from '../apply/scaffold.js';

const NEXT: Options = { run: { version: '2.0.0' } };
const BASE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';

/** A folder with a scaffold of one file, the user's version of it, and the outcome of the next render over it. */
function upgrade(base: Part, yours: string | Uint8Array | undefined, next: Part | undefined, options: Options = NEXT) {
  const folder = temporary();
  run(folder, treeOf({ f: base }));
  if (yours === undefined) unlinkSync(join(folder, 'f'));
  else put(folder, { f: yours });
  const tree = treeOf(next === undefined ? {} : { f: next });
  const result = run(folder, tree, options);
  return { folder, tree, result, actions: verdicts(result.actions) };
}

/** Behaviour 2: whatever the outcome was, running again changes nothing. */
function expectNoOp(folder: string, tree: ReturnType<typeof treeOf>): void {
  const before = snapshot(folder);
  expect(run(folder, tree, NEXT).wrote).toBe(false);
  expect(snapshot(folder)).toEqual(before);
}

describe('planActions, the behaviours of an upgrade', () => {
  test('1 same version, same answers, no edits: nothing is written', () => {
    const { result, folder, tree } = upgrade(BASE, BASE, BASE, {});
    expect(result.wrote).toBe(false);
    expect(changesSomething(result.actions)).toBe(false);
    expect(run(folder, tree).wrote).toBe(false);
  });

  test('3 an untouched file takes the new render', () => {
    const { folder, actions, tree } = upgrade(BASE, BASE, 'new\n');
    expect(actions).toEqual({ f: 'update' });
    expect(text(folder, 'f')).toBe('new\n');
    expectNoOp(folder, tree);
  });

  test.each([
    ['byte-order mark', '\uFEFFone\ntwo\nthree\nfour\nfive\nsix\nseven\n'],
    ['CRLF and an edit', 'one\r\nTWO\r\nthree\r\nfour\r\nfive\r\nsix\r\nseven\r\n'],
    ['no final newline', 'one\ntwo\nthree\nfour\nfive\nsix\nseven'],
    ['binary', Buffer.from([0, 255, 1])],
  ])('4 an edit over an unchanged template stays byte for byte: %s', (_name, yours) => {
    const { folder, tree } = upgrade(BASE, yours, BASE);
    expect(Buffer.from(text(folder, 'f'))).toEqual(Buffer.from(Buffer.from(yours as Uint8Array).toString('utf8')));
    expectNoOp(folder, tree);
  });

  test('5 disjoint edits are merged', () => {
    const { folder, actions, tree } = upgrade(BASE, BASE.replace('two', 'TWO'), BASE.replace('six', 'SIX'));
    expect(actions).toEqual({ f: 'merge' });
    expect(text(folder, 'f')).toBe('one\nTWO\nthree\nfour\nfive\nSIX\nseven\n');
    expectNoOp(folder, tree);
  });

  test('6 the same edit on both sides is no conflict', () => {
    const { actions, folder, tree } = upgrade(BASE, BASE.replace('two', 'TWO'), BASE.replace('two', 'TWO'));
    expect(actions).toEqual({ f: 'unchanged' });
    expectNoOp(folder, tree);
  });

  test('9, 10 a clash keeps the file, lays the candidate beside it and lets the others through', () => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE, g: 'g1\n' }));
    put(folder, { f: BASE.replace('two', 'YOURS').replace('six', 'mine') });
    const tree = treeOf({ f: BASE.replace('two', 'NEW').replace('four', 'FOUR'), g: 'g2\n' });
    const { actions } = run(folder, tree, NEXT);
    expect(verdicts(actions)).toEqual({ f: 'conflict', g: 'update' });
    expect(actions[0]).toMatchObject({
      conflicts: [{ path: 'f', at: 'line 2', base: 'two', yours: 'YOURS', new: 'NEW' }],
    });
    expect(text(folder, 'f')).toBe(BASE.replace('two', 'YOURS').replace('six', 'mine'));
    expect(text(folder, '.saasfactory/conflicts/f')).toBe('one\nNEW\nthree\nFOUR\nfive\nmine\nseven\n');
    expect(text(folder, 'g')).toBe('g2\n');
    const again = run(folder, tree, NEXT);
    expect({ held: again.held, wrote: again.wrote }).toEqual({ held: true, wrote: false });
    expect(again.actions[0]).toMatchObject({ action: 'conflict', conflicts: [{ at: 'line 2', yours: 'YOURS' }] });
  });

  test('11 what the user deleted stays deleted, silently', () => {
    const { folder, result, tree } = upgrade(BASE, undefined, BASE);
    expect(result.actions).toMatchObject([{ action: 'keep', why: 'deleted', quiet: true }]);
    expect(existsSync(join(folder, 'f'))).toBe(false);
    expectNoOp(folder, tree);
  });

  test('12 deleted and changed in the template: stays deleted, is listed once, comes back by its path', () => {
    const { folder, result, tree } = upgrade(BASE, undefined, 'new\n');
    expect(result.actions).toEqual([{ action: 'keep', id: 'f', path: 'f', about: '', why: 'deleted' }]);
    expect(planOnly(folder, tree, NEXT).actions).toMatchObject([{ quiet: true }]);
    expectNoOp(folder, tree);
    expect(() => run(folder, tree, { ...NEXT, restore: ['g'] })).toThrow(/--restore g: no file of this scaffold/);
    run(folder, tree, { ...NEXT, restore: ['f'] });
    expect(text(folder, 'f')).toBe('new\n');
    expectNoOp(folder, tree);
  });

  test('13 a dropped untouched file is removed', () => {
    const { folder, actions, tree } = upgrade(BASE, BASE, undefined);
    expect(actions).toEqual({ f: 'delete' });
    expect(existsSync(join(folder, 'f'))).toBe(false);
    expectNoOp(folder, tree);
  });

  test('14 a dropped edited file stays and is a conflict that deleting the candidate ends', () => {
    const { folder, actions, tree } = upgrade(BASE, 'edited\n', undefined);
    expect(actions).toEqual({ f: 'conflict' });
    expect(text(folder, 'f')).toBe('edited\n');
    expectNoOp(folder, tree);
    unlinkSync(join(folder, '.saasfactory/conflicts/f'));
    expect(run(folder, tree, NEXT).actions).toEqual([]);
    expect(text(folder, 'f')).toBe('edited\n');
    expect(existsSync(join(folder, '.saasfactory/conflicts'))).toBe(false);
    expectNoOp(folder, tree);
  });

  test('15 a file that the template moves takes the edits along', () => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE }));
    put(folder, { f: BASE.replace('two', 'TWO') });
    const tree = treeOf({ f: { text: BASE.replace('six', 'SIX'), path: 'deploy/f' } });
    expect(run(folder, tree, NEXT).actions).toMatchObject([{ action: 'move', from: 'f', path: 'deploy/f' }]);
    expect(text(folder, 'deploy/f')).toBe('one\nTWO\nthree\nfour\nfive\nSIX\nseven\n');
    expect(existsSync(join(folder, 'f'))).toBe(false);
    expectNoOp(folder, tree);
  });

  test('15 a move to a place that is taken leaves both files and is a conflict', () => {
    const folder = temporary({ 'deploy/f': 'by hand\n' });
    run(folder, treeOf({ f: BASE }));
    const tree = treeOf({ f: { text: BASE, path: 'deploy/f' } });
    expect(verdicts(run(folder, tree, NEXT).actions)).toEqual({ f: 'conflict' });
    expect([text(folder, 'f'), text(folder, 'deploy/f')]).toEqual([BASE, 'by hand\n']);
    expectNoOp(folder, tree);
    unlinkSync(join(folder, '.saasfactory/conflicts/f'));
    run(folder, tree, NEXT);
    expect([text(folder, 'f'), text(folder, 'deploy/f')]).toEqual([BASE, 'by hand\n']);
    expectNoOp(folder, tree);
  });

  test('16 switched off and on again; a file of the user in the new place is never overwritten', () => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE, g: 'g\n' }));
    run(folder, treeOf({ f: BASE }), { run: { answers: { compose: false } } });
    expect(existsSync(join(folder, 'g'))).toBe(false);
    put(folder, { g: 'by hand\n' });
    expect(verdicts(run(folder, treeOf({ f: BASE, g: 'g\n' })).actions)).toEqual({
      f: 'unchanged',
      g: 'keep hand-written',
    });
    expect(text(folder, 'g')).toBe('by hand\n');
  });

  test.each([['missing'], ['damaged']])('21 a %s base: the file stays, the difference is a conflict', (how) => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE, g: 'g\n' }));
    if (how === 'missing') unlinkSync(join(folder, '.saasfactory/base/f.txt'));
    else put(folder, { '.saasfactory/base/f.txt': 'other\n' });
    put(folder, { f: 'mine\n' });
    const tree = treeOf({ f: 'new\n', g: 'g\n' });
    expect(verdicts(run(folder, tree, NEXT).actions)).toEqual({ f: 'conflict', g: 'unchanged' });
    expect(text(folder, 'f')).toBe('mine\n');
    expectNoOp(folder, tree);
  });

  test('21 a lost base is written again when the template did not change', () => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE }));
    unlinkSync(join(folder, '.saasfactory/base/f.txt'));
    put(folder, { f: 'mine\n' });
    expect(verdicts(run(folder, treeOf({ f: BASE })).actions)).toEqual({ f: 'keep edited' });
    expect(text(folder, '.saasfactory/base/f.txt')).toBe(BASE);
  });

  test('22 hand-written files are kept without base and entry; adopting takes them as edits', () => {
    const folder = temporary({ f: 'by hand\n' });
    const tree = treeOf({ f: BASE, g: 'g\n' });
    expect(verdicts(run(folder, tree).actions)).toEqual({ f: 'keep hand-written', g: 'create' });
    expect(existsSync(join(folder, '.saasfactory/base/f.txt'))).toBe(false);
    expect(Object.keys(JSON.parse(text(folder, '.saasfactory/manifest.json')).outputs)).toEqual(['g']);
    expect(verdicts(run(folder, tree, { adopt: true }).actions)).toEqual({ f: 'keep edited', g: 'unchanged' });
    expect(text(folder, 'f')).toBe('by hand\n');
    expect(text(folder, '.saasfactory/base/f.txt')).toBe(BASE);
  });

  test('23 the executable bit: the template change arrives, the user chmod stays, umask noise is ignored', () => {
    const folder = temporary();
    run(folder, treeOf({ a: '1\n', b: '1\n', c: '1\n' }));
    chmodSync(join(folder, 'b'), 0o755);
    chmodSync(join(folder, 'c'), 0o600);
    const tree = treeOf({ a: { text: '1\n', mode: 0o755 }, b: '2\n', c: '2\n' });
    expect(verdicts(run(folder, tree, NEXT).actions)).toEqual({ a: 'update', b: 'update', c: 'update' });
    const modes = ['a', 'b', 'c'].map((path) => statSync(join(folder, path)).mode & 0o777);
    expect([(modes[0] as number) & 0o100, modes[1], modes[2]]).toEqual([0o100, 0o755, 0o600]);
    expectNoOp(folder, tree);
    chmodSync(join(folder, 'c'), 0o640);
    expectNoOp(folder, tree);
  });

  test('24 a CRLF checkout merges without conflict and stays CRLF', () => {
    const crlf = (lf: string): string => lf.replaceAll('\n', '\r\n');
    const untouched = upgrade(BASE, crlf(BASE), 'x\ny\n');
    expect(untouched.actions).toEqual({ f: 'update' });
    expect(text(untouched.folder, 'f')).toBe('x\r\ny\r\n');
    const edited = upgrade(BASE, crlf(BASE.replace('two', 'TWO')), BASE.replace('six', 'SIX\nsix b'));
    expect(text(edited.folder, 'f')).toBe(crlf('one\nTWO\nthree\nfour\nfive\nSIX\nsix b\nseven\n'));
    expectNoOp(edited.folder, edited.tree);
  });

  test('24 mixed line ends: each line keeps its own', () => {
    const { folder } = upgrade(BASE, 'one\r\ntwo\nthree\r\nfour\nfive\nSIX\nseven\n', BASE.replace('two', 'TWO'));
    expect(text(folder, 'f')).toBe('one\r\nTWO\r\nthree\r\nfour\nfive\nSIX\nseven\n');
  });

  test('25 an edited binary stays and the new one lies beside it', () => {
    const { folder, actions } = upgrade(BASE, Buffer.from([0, 1, 2]), 'new\n');
    expect(actions).toEqual({ f: 'conflict' });
    expect(text(folder, 'f')).toBe('\u0000\u0001\u0002');
    expect(text(folder, '.saasfactory/conflicts/f')).toBe('new\n');
  });

  test('27 planning writes nothing at all', () => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE }));
    const before = snapshot(folder);
    const plan = planOnly(folder, treeOf({ f: 'new\n' }), { run: { version: '2.0.0', given: { port: 9000 } } });
    expect(snapshot(folder)).toEqual(before);
    expect(run(folder, treeOf({ f: 'new\n' }), { run: { version: '2.0.0', given: { port: 9000 } } }).actions).toEqual(
      plan.actions,
    );
  });

  test('a path that passes from one id to another keeps its history', () => {
    const folder = temporary();
    run(folder, treeOf({ f: BASE }));
    put(folder, { f: BASE.replace('two', 'TWO') });
    const tree = treeOf({ g: { text: BASE.replace('six', 'SIX'), path: 'f' } });
    expect(run(folder, tree, NEXT).actions).toMatchObject([{ id: 'g', action: 'merge' }]);
    expect(text(folder, 'f')).toBe('one\nTWO\nthree\nfour\nfive\nSIX\nseven\n');
    expectNoOp(folder, tree);
  });
});
