import { existsSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MergeKind } from '../../core/output.js';
import { type Part, put, run, snapshot, temporary, text, treeOf } from '../apply/scaffold.js';

const lines = fc.array(fc.constantFrom('a: 1', 'b: 2', 'b: 3', 'c: 4', 'd: 5', '# note', ''), { maxLength: 8 });
const content = fc
  .tuple(lines, fc.constantFrom('\n', '\r\n'))
  .map(([all, end]) => all.map((line) => line + end).join(''));
const kind = fc.constantFrom<MergeKind>('lines', 'yaml', 'markdown');
const render = fc.option(
  lines.map((all) => all.map((line) => `${line}\n`).join('')),
  { freq: 5 },
);
const edit = fc.oneof(content, fc.constant('delete' as const), fc.constant('none' as const));

function treeWith(source: string | null, merge: MergeKind, path: string) {
  const part: Part = { text: source ?? '', merge, path };
  return treeOf({ ...(source === null ? {} : { f: part }), other: 'x\n' });
}

test('after any upgrade over any edit: no line of the user is lost silently, and running again changes nothing', () => {
  fc.assert(
    fc.property(render, edit, render, kind, fc.boolean(), (first, user, second, merge, moves) => {
      const folder = temporary();
      try {
        run(folder, treeWith(first, merge, 'f'));
        if (user === 'delete' && existsSync(join(folder, 'f'))) unlinkSync(join(folder, 'f'));
        const mine = user === 'delete' || user === 'none' ? undefined : user;
        if (mine !== undefined) put(folder, { f: mine });
        const path = moves ? 'deploy/f' : 'f';
        const tree = treeWith(second, merge, path);
        const { actions } = run(folder, tree, { run: { version: '2.0.0' } });
        const action = actions.find((one) => one.id === 'f');
        if (mine !== undefined && action?.action !== 'conflict') {
          const left = ['f', path].filter((one) => existsSync(join(folder, one))).map((one) => text(folder, one));
          const old = (first ?? '').split('\n');
          for (const line of mine.split(/\r?\n/))
            if (!old.includes(line) && first !== null) expect(left.join('\n')).toContain(line);
        }
        const before = snapshot(folder);
        expect(run(folder, tree, { run: { version: '2.0.0' } }).wrote).toBe(false);
        expect(snapshot(folder)).toEqual(before);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: Number(process.env.LAW_RUNS ?? 200) },
  );
});

test('v1 to v3 is v1 to v2 to v3 where nothing clashes', () => {
  const base = ['a: 1', 'b: 1', 'c: 1', 'd: 1', 'e: 1'];
  const set = (key: number, value: number) => (all: readonly string[]) =>
    all.map((line, at) => (at === key ? line.replace(/\d+$/, `${value}`) : line));
  fc.assert(
    fc.property(fc.nat(4), fc.nat(4), fc.nat(4), (user, second, third) => {
      fc.pre(user !== second && user !== third);
      const v2 = set(second, 2)(base);
      const v3 = set(third, 3)(v2);
      const outcome = (steps: readonly (readonly string[])[]): string => {
        const folder = temporary();
        run(folder, treeOf({ f: { text: `${base.join('\n')}\n`, merge: 'yaml' } }));
        put(folder, { f: `${set(user, 9)(base).join('\n')}\n` });
        for (const [at, step] of steps.entries()) {
          run(folder, treeOf({ f: { text: `${step.join('\n')}\n`, merge: 'yaml' } }), {
            run: { version: `2.0.${at}` },
          });
        }
        const result = text(folder, 'f') + text(folder, '.saasfactory/base/f.txt');
        rmSync(folder, { recursive: true });
        return result;
      };
      expect(outcome([v2, v3])).toBe(outcome([v3]));
    }),
    { numRuns: 40 },
  );
});
