import { existsSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Options, put, run, snapshot, temporary, text, treeOf, verdicts } from '../apply/scaffold.js';

const NEXT: Options = { run: { version: '2.0.0' } };
const TREE = treeOf({ 'k8s/f': 'a\nnew\nb\n', g: 'g2\n' });
const CANDIDATE = '.saasfactory/conflicts/k8s/f';

/** A folder after an upgrade to 2.0.0 that left one conflict. */
function clashed(options: Options = NEXT): string {
  const folder = temporary();
  run(folder, treeOf({ 'k8s/f': 'a\nold\nb\n', g: 'g\n' }));
  put(folder, { 'k8s/f': 'a\nmine\nb\n' });
  run(folder, TREE, options);
  return folder;
}

describe('open conflicts', () => {
  test.each<[string, Options]>([
    ['version', { run: { version: '3.0.0' } }],
    ['answers', { run: { version: '2.0.0', answers: { port: 1 } } }],
    [
      'facts',
      {
        run: {
          version: '2.0.0',
          facts: { fingerprint: 'g', outside: [], detection: { facts: { port: { value: 1 } } } },
        },
      },
    ],
  ])('a run with changed %s is refused and says how to finish', (_what, options) => {
    const folder = clashed();
    const before = snapshot(folder);
    expect(() => run(folder, TREE, options)).toThrow(
      'k8s/f has an open conflict: saasfactory resolve k8s/f --yours | --new | --edited | --tool. Nothing was written.',
    );
    expect(snapshot(folder)).toEqual(before);
  });

  test('source edits that change no fact do not count as changed facts', () => {
    const folder = clashed();
    const facts = { fingerprint: 'other', outside: [], detection: { facts: { port: { value: 8080, line: 9 } } } };
    expect(run(folder, TREE, { run: { version: '2.0.0', facts } })).toMatchObject({ held: true, wrote: false });
  });

  test('deleting the candidate settles it: the base advances and the edit is an edit', () => {
    const folder = clashed();
    put(folder, { 'k8s/f': 'a\nboth\nb\n' });
    unlinkSync(join(folder, CANDIDATE));
    expect(verdicts(run(folder, TREE, NEXT).actions)).toEqual({ 'k8s/f': 'keep edited', g: 'unchanged' });
    expect(text(folder, '.saasfactory/base/k8s-f.txt')).toBe('a\nnew\nb\n');
    expect(existsSync(join(folder, '.saasfactory/pending'))).toBe(false);
    expect(existsSync(join(folder, '.saasfactory/conflicts'))).toBe(false);
    const next = treeOf({ 'k8s/f': 'a\nnew\nb\nc\n', g: 'g2\n' });
    expect(verdicts(run(folder, next, { run: { version: '3.0.0' } }).actions)).toMatchObject({ 'k8s/f': 'merge' });
    expect(text(folder, 'k8s/f')).toBe('a\nboth\nb\nc\n');
  });

  test('settled and upgraded at once: the base is the render that clashed', () => {
    const folder = clashed();
    unlinkSync(join(folder, CANDIDATE));
    const next = treeOf({ 'k8s/f': 'a\nnew\nb\nc\n', g: 'g2\n' });
    expect(verdicts(run(folder, next, { run: { version: '3.0.0' } }).actions)).toMatchObject({ 'k8s/f': 'merge' });
    expect(text(folder, 'k8s/f')).toBe('a\nmine\nb\nc\n');
  });

  test('deleting the file and its candidate settles it too: it stays deleted', () => {
    const folder = clashed();
    unlinkSync(join(folder, 'k8s/f'));
    unlinkSync(join(folder, CANDIDATE));
    expect(verdicts(run(folder, TREE, NEXT).actions)).toEqual({ 'k8s/f': 'keep deleted', g: 'unchanged' });
    expect(existsSync(join(folder, 'k8s/f'))).toBe(false);
    expect(run(folder, TREE, NEXT).wrote).toBe(false);
  });

  test('taking the new file over settles it', () => {
    const folder = clashed();
    put(folder, { 'k8s/f': 'a\nnew\nb\n' });
    expect(verdicts(run(folder, TREE, NEXT).actions)).toEqual({ 'k8s/f': 'unchanged', g: 'unchanged' });
    expect(existsSync(join(folder, CANDIDATE))).toBe(false);
  });

  test('a fresh clone has no candidates and the conflict is still open', () => {
    const folder = clashed();
    rmSync(join(folder, '.saasfactory/conflicts'), { recursive: true });
    expect(() => run(folder, TREE, { run: { version: '3.0.0' } })).toThrow(/open conflict/);
    expect(run(folder, TREE, NEXT).held).toBe(true);
    expect(text(folder, CANDIDATE)).toBe('a\nnew\nb\n');
    expect(run(folder, TREE, NEXT).wrote).toBe(false);
  });

  test.each<['yours' | 'new', string]>([
    ['yours', 'a\nmine\nb\n'],
    ['new', 'a\nnew\nb\n'],
  ])('--conflict %s settles at once and later, also with another version', (conflict, expected) => {
    const first = clashed({ ...NEXT, conflict });
    expect(text(first, 'k8s/f')).toBe(expected);
    expect(existsSync(join(first, '.saasfactory/conflicts'))).toBe(false);
    const later = clashed();
    expect(run(later, TREE, { run: { version: '3.0.0' }, conflict }).held).toBe(false);
    expect(text(later, 'k8s/f')).toBe(expected);
    expect(existsSync(join(later, '.saasfactory/conflicts'))).toBe(false);
    expect(run(later, TREE, { run: { version: '3.0.0' } }).wrote).toBe(false);
  });

  test('--conflict markers writes the three sides; the conflict is open until they and the candidate are gone', () => {
    const folder = clashed({ ...NEXT, conflict: 'markers' });
    expect(text(folder, 'k8s/f')).toBe('a\n<<<<<<< yours\nmine\n||||||| base\nold\n=======\nnew\n>>>>>>> new\nb\n');
    expect(run(folder, TREE, { ...NEXT, conflict: 'markers' })).toMatchObject({ held: true, wrote: false });
    unlinkSync(join(folder, CANDIDATE));
    expect(run(folder, TREE, NEXT).held).toBe(true);
    put(folder, { 'k8s/f': 'a\nboth\nb\n' });
    unlinkSync(join(folder, CANDIDATE));
    expect(verdicts(run(folder, TREE, NEXT).actions)).toEqual({ 'k8s/f': 'keep edited', g: 'unchanged' });
  });
});
