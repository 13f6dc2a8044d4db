import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeDockerfile } from '../../core/merge/dockerfile.js';
import { mergeText } from '../../core/merge/merge.js';
import { parses } from '../../core/merge/parses.js';

const BASE = [
  'FROM python:3.12-slim AS build',
  'WORKDIR /app',
  'ENV A=1 \\',
  '    B=2',
  '# packages',
  'RUN apt-get update \\',
  '    && apt-get install -y \\',
  '      curl \\',
  '      libpq5 \\',
  '    && rm -rf /var/lib/apt/lists/*',
  'COPY . .',
  '',
  'FROM python:3.12-slim',
  'COPY --from=build /app /app',
  'USER 65532',
  'CMD ["python", "-m", "app"]',
];
const INSERTS = [
  'ENV X=1',
  'RUN make',
  '# a note',
  'COPY x /x',
  'EXPOSE 8080',
  '      git \\',
  'ARG Z',
  '',
  'FROM scratch AS extra',
];

interface Edit {
  readonly at: number;
  readonly what: 'insert' | 'change' | 'remove';
  readonly word: number;
}
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ at: fc.nat(15), what: fc.constantFrom('insert', 'change', 'remove'), word: fc.nat(INSERTS.length - 1) }),
  { minLength: 1, maxLength: 3 },
);

function edited(list: readonly Edit[], mark: string): string {
  const lines = [...BASE];
  for (const { at, what, word } of list) {
    if (what === 'insert') lines.splice(at, 0, `${INSERTS[word]}`.replace(/(X|make|note|git|Z|extra)/, `$1${mark}`));
    else if (what === 'remove') lines.splice(at, 1);
    else lines[at] = (lines[at] ?? '').replace(/(slim|app|curl|=1|65532|update)/, `$1${mark}`);
  }
  return `${lines.join('\n')}\n`;
}

describe('mergeDockerfile', () => {
  test('loses no line of yours, brings every line of new, and parses where both did', () => {
    let structural = 0;
    fc.assert(
      fc.property(edits, edits, (left, right) => {
        const sides = { base: `${BASE.join('\n')}\n`, yours: edited(left, 'm'), next: edited(right, 't') };
        if (!parses('dockerfile', sides.yours) || !parses('dockerfile', sides.next)) return;
        if (mergeDockerfile('dockerfile', sides, 'new') !== undefined) structural += 1;
        const { text, clashes } = mergeText('dockerfile', sides, 'new');
        expect(parses('dockerfile', text)).toBe(true);
        if (clashes.length > 0) return;
        const plain = (source: string): string[] => source.split('\n').map((line) => line.replace(/\s*\\$/, '').trim());
        const [out, old] = [plain(text).join('\n'), new Set(plain(sides.base))];
        for (const side of [sides.yours, sides.next]) {
          for (const line of plain(side)) {
            // A comment of the template goes with the instruction that you removed.
            if (side === sides.next && line.startsWith('#')) continue;
            // A line that both sides changed in different words is made of both.
            if (!old.has(line)) for (const word of line.split(/\s+/)) expect(out).toContain(word);
          }
        }
      }),
      { numRuns: Number(process.env.MERGE_RUNS ?? 200) },
    );
    expect(structural).toBeGreaterThan(50);
  });

  test.each([
    [
      'another escape character',
      '# escape=`\nFROM a\nRUN x\n',
      '# escape=`\nFROM a\nRUN y\n',
      '# escape=`\nFROM b\nRUN x\n',
    ],
    ['no stage', 'ARG A\n', 'ARG A=1\n', 'ARG B\n'],
  ])('leaves to the next merger: %s', (_name, base, yours, next) => {
    expect(mergeDockerfile('dockerfile', { base, yours, next }, 'new')).toBeUndefined();
  });
});

describe('instructions put in beside ones that were changed', () => {
  const base = 'FROM a\nUSER 1\nEXPOSE 8080\nCMD ["x"]\n';
  const yours = 'FROM a\nUSER 1\n# ours\nEXPOSE 8080\nENV OWN=1\nCMD ["x"]\n';
  const next = base.replace('8080', '9090');

  test('both are there, whoever put them in', () => {
    const text = yours.replace('8080', '9090');
    expect(mergeText('dockerfile', { base, yours, next }, 'new')).toEqual({ text, clashes: [] });
    expect(mergeText('dockerfile', { base, yours: next, next: yours }, 'new')).toEqual({ text, clashes: [] });
  });

  test('another instruction in its place is no change of it', () => {
    const sides = { base, yours, next: base.replace('EXPOSE 8080', 'VOLUME /data') };
    expect(mergeText('dockerfile', sides, 'new').clashes).toHaveLength(1);
  });
});

test('a clash names the variable and shows its lines alone', () => {
  const file = (port: string): string => `FROM a\nENV A=1 \\\n    PORT=${port} \\\n    B=2\n`;
  const { clashes } = mergeText('dockerfile', { base: file('1'), yours: file('2'), next: file('3') }, 'new');
  expect(clashes).toEqual([{ at: 'stage 1: ENV PORT', base: 'PORT=1 \\', yours: 'PORT=2 \\', new: 'PORT=3 \\' }]);
});
