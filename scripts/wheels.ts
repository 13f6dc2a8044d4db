import { PYTHONS } from '../core/model/native.js';
import { NATIVE } from '../core/model/wheels.js';
import { closing, command, table } from './shared.js';

/**
 * Holds rows of core/model/wheels.ts against the index, a named package at a time: node dist/scripts/wheels.js NAME…
 * pip is asked for a version that cannot be, wheels alone, for each Python; its refusal lists those that could. A floor
 * below the first wheel fails (that image would compile without a compiler), one above it is said and passes.
 */
const PLATFORMS = [
  'manylinux1',
  'manylinux2010',
  'manylinux2014',
  'manylinux_2_17',
  'manylinux_2_28',
  'manylinux_2_34',
];

/** Versions with a wheel for that Python on x86_64 Linux, oldest first; undefined where the index did not answer. */
async function offered(name: string, python: string): Promise<readonly string[] | undefined> {
  const { all } = await command([
    ...['pip', 'download', '--no-deps', '--disable-pip-version-check', '--only-binary', ':all:', '--python-version'],
    ...[python, ...PLATFORMS.flatMap((one) => ['--platform', `${one}_x86_64`]), `${name}===impossible`],
  ]);
  const listed = /\(from versions: ([^)]*)\)/.exec(all)?.[1];
  if (listed === undefined) return undefined;
  return listed === 'none' ? [] : listed.split(', ').filter((version) => /^\d+(?:\.\d+)*(?:\.post\d+)?$/.test(version));
}

const names = process.argv.slice(2);
const rows: string[][] = [['package', 'python', 'table', 'index', '']];
let failed = 0;
let notRun = 0;
for (const name of names) {
  const columns = NATIVE[name]?.wheels?.split('|').map((column) => column.trim().split(' '));
  for (const [at, python] of PYTHONS.entries()) {
    const versions = await offered(name, python);
    const floors = columns?.[at] ?? ['-'];
    if (versions === undefined) {
      notRun += 1;
      rows.push([name, python, floors.join(' '), '', 'not run']);
      continue;
    }
    for (const floor of floors) {
      // Of two floors each stands for its own major.
      const rivals =
        floors.length === 1 ? versions : versions.filter((one) => one.split('.')[0] === floor.split('.')[0]);
      const first = rivals[0] ?? '-';
      const low = floor !== '-' && !versions.includes(floor);
      if (low) failed += 1;
      rows.push([name, python, floor, first, low ? 'FAILED: no wheel' : floor === first ? 'ok' : 'ok, not the first']);
    }
  }
}
console.log(table(rows));
closing(rows.length - 1 - failed - notRun, failed, notRun);
