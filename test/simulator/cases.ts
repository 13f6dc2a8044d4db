import type { Values } from '../../core/answers.js';
import { ENGINE } from '../../core/engine.js';
import { regions } from '../../core/merge/hunks.js';
import type { MergeKind, Tree } from '../../core/output.js';
import { prepare } from '../../core/pipeline.js';
import { EDITS, type Edit } from './edits.js';
import type { Case } from './judge.js';

export interface Simulated extends Case {
  readonly id: string;
  readonly edit: string;
  readonly change: string;
}

/** Changes that the generator makes on its own: another answer, or new templates. */
export const CHANGES: Readonly<Record<string, Values>> = {
  port: { port: 9090 },
  region: { region: 'europe-west4' },
  name: { name: 'billing' },
  tier: { tier: 'growth' },
  platform: { platform: 'cloud-run' },
  environments: { environments: ['development', 'qa', 'production'] },
  'database on': { database: 'external' },
  'a file moved': { rollout: 'canary' },
  'Python version': { 'python-version': '3.13' },
};

/** Answers with which every kind of file is there. */
export const WHOLE: Values = { platform: 'hybrid', name: 'orders', 'upgrade-workflow': true };

/** What the generator renders for a folder with these answers; writes nothing. */
export async function rendered(folder: string, flags: Values): Promise<Tree> {
  const request = {
    folder,
    shown: folder,
    file: {},
    again: false,
    conflict: 'keep',
    restore: [],
    adopt: false,
    generator: '1.0.0',
  } as const;
  return (await prepare({ ...request, flags, full: false, writes: false }, ENGINE)).tree;
}

/** As a later version would change a file: a number here, a line there, a comment dropped. */
export function newTemplates(tree: Tree): Tree {
  return new Map(
    [...tree].map(([id, one]) => {
      const text = one.text
        .replace(/(timeoutSeconds|periodSeconds|minReadySeconds): (\d)$/gm, '$1: 1$2')
        .replace(/^( +)imagePullPolicy: Always$/gm, '$1imagePullPolicy: IfNotPresent\n$1tty: false')
        .replace('slim-trixie', 'slim-forky')
        .replace(/^STOPSIGNAL .*\n/m, '')
        .replace(/^(\*\*\/\.idea)$/m, '$1\n**/.zed')
        .replace(/keepalive_timeout \d+s/, 'keepalive_timeout 650s')
        .replace(/^(- \[ \] [A-Z].*)$/m, '$1\n- [ ] Check the new step.')
        .replace(/^GRACE = .*$/m, 'GRACE = 12')
        .replace(/^( +)add_header X-Content.*$/m, '$&\n$1add_header Permissions-Policy "camera=()" always;')
        .replace(/^( +)timeout-minutes: 15$/m, '$1timeout-minutes: 20\n$1continue-on-error: false');
      return [id, { ...one, text }];
    }),
  );
}

/** Every edit at up to `most` places of each file that a change touches, spread over the file. */
export function* casesOf(change: string, before: Tree, after: Tree, most: number): Generator<Simulated> {
  for (const [id, { text: base, merge: kind }] of before) {
    const next = after.get(id)?.text;
    if (next === undefined || next === base) continue;
    for (const edit of EDITS) {
      if (!edit.kinds.includes(kind)) continue;
      const lines = base.split('\n');
      const places = lines.flatMap((line, at) => {
        const unique = lines.indexOf(line) === lines.lastIndexOf(line) && line.trim() !== '';
        return unique && edit.make(lines, at, kind) !== undefined ? [at] : [];
      });
      const step = Math.max(1, Math.ceil(places.length / most));
      for (const at of places.filter((_, index) => index % step === 0)) {
        const yours = edit.make(lines, at, kind)?.join('\n') ?? base;
        const right = inNew(lines, next.split('\n'), at, edit, kind);
        yield { id, edit: edit.name, change, kind, base, yours, next, right };
      }
    }
  }
}

/** The edit made in the new file, at the line that the place of the edit became; undefined where it is none any more. */
function inNew(
  base: readonly string[],
  next: readonly string[],
  at: number,
  edit: Edit,
  kind: MergeKind,
): string | undefined {
  const region = regions(base, next, base).find((one) => one.base[0] <= at && at < one.base[1]);
  if (region === undefined || region.changed !== 'neither') return undefined;
  const there = region.yours[0] + at - region.base[0];
  // Equal lines of two blocks are not the same place.
  if (kind === 'yaml' && around(base, at) !== around(next, there)) return undefined;
  return edit.make(next, there, kind)?.join('\n');
}

/** The keys of the blocks around a line, the innermost first. */
function around(lines: readonly string[], at: number): string {
  const indentOf = (line: string): number => line.search(/\S/);
  let indent = indentOf(lines[at] ?? '');
  const keys: string[] = [];
  for (let index = at - 1; index >= 0 && indent > 0; index -= 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    keys.push(line.replace(/:.*/, '').trim());
  }
  return keys.join(' < ');
}
