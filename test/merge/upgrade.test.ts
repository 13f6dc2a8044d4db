import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { mergeText } from '../../core/merge/merge.js';
import type { MergeKind } from '../../core/output.js';

const ROOT = fileURLToPath(new URL('../../../test/upgrade', import.meta.url));
const KINDS: readonly MergeKind[] = ['yaml', 'json', 'dockerfile', 'markdown', 'set', 'nginx', 'lines'];

/**
 * test/upgrade/<kind>-<case>/{base,yours,new,expected}: what a merge makes of three files. `expected` takes new where
 * they clash; conflicts.txt then has one line each: `place | base | yours | new`.
 */
describe('golden merges', () => {
  test.each(readdirSync(ROOT).sort())('%s', (name) => {
    const kind = KINDS.find((one) => name.startsWith(`${one}-`));
    if (kind === undefined) throw new Error(`${name} begins with no kind of file`);
    const folder = `${ROOT}/${name}`;
    const files = readdirSync(folder);
    const read = (stem: string): string => {
      const file = files.find((one) => one === stem || one.startsWith(`${stem}.`));
      return readFileSync(`${folder}/${file}`, 'utf8');
    };
    const sides = { base: read('base'), yours: read('yours'), next: read('new') };
    const { text, clashes } = mergeText(kind, sides, 'new');
    const found = clashes.map((one) => [one.at, one.base, one.yours, one.new].join(' | ').replaceAll('\n', '\\n'));
    expect(text).toBe(read('expected'));
    expect(found).toEqual(
      existsSync(`${folder}/conflicts.txt`) ? read('conflicts').replace(/\n$/, '').split('\n') : [],
    );
    if (clashes.length === 0) expect(mergeText(kind, { ...sides, yours: text }, 'new').text).toBe(text);
  });
});
