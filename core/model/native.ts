import type { Dependency } from '../detect/fact-values.js';
import { NATIVE, type Native } from './wheels.js';

/** Columns of the table of wheels. */
export const PYTHONS = ['3.10', '3.11', '3.12', '3.13', '3.14'];

const numbers = (version: string): readonly number[] =>
  (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '0').split('.').map(Number);

/** At least as new, by the numbers of both versions. */
function reaches(version: string, floor: string): boolean {
  const [have, want] = [numbers(version), numbers(floor)];
  for (let i = 0; i < Math.max(have.length, want.length); i += 1) {
    const [a, b] = [have[i] ?? 0, want[i] ?? 0];
    if (a !== b) return a > b;
  }
  return true;
}

/** Whether the index offers a wheel of this version for that Python; without a version the newest is meant. */
function hasWheel(native: Native, version: string | undefined, python: string): boolean {
  const column = native.wheels?.split('|')[Math.max(0, PYTHONS.indexOf(python))]?.trim();
  if (column === undefined || column === '-') return false;
  if (version === undefined) return true;
  const floors = column.split(' ');
  const major = numbers(version)[0];
  const own = floors.find((floor) => numbers(floor)[0] === major);
  return reaches(version, own ?? floors.at(-1) ?? column);
}

const known = (name: string): Native | undefined => (Object.hasOwn(NATIVE, name) ? NATIVE[name] : undefined);

/** The dependencies that an install for that Python has to compile, with their rows. */
function compiled(
  dependencies: readonly Dependency[],
  python: string,
): readonly { readonly dependency: Dependency; readonly native: Native }[] {
  return dependencies.flatMap((dependency) => {
    const native = known(dependency.name);
    return native === undefined || hasWheel(native, dependency.version, python) ? [] : [{ dependency, native }];
  });
}

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));

/** Debian packages of the build stage and of the final stage for what has to be compiled; both empty where nothing has. */
export function nativePackages(
  dependencies: readonly Dependency[],
  python: string,
): { readonly build: readonly string[]; readonly run: readonly string[] } {
  const rows = compiled(dependencies, python).filter(({ native }) => native.only !== true);
  if (rows.length === 0) return { build: [], run: [] };
  return {
    build: sorted([
      ...['g++', 'gcc', 'libc6-dev'],
      ...rows.flatMap(({ native }) => [...(native.build ?? []), ...(native.rust ? ['cargo', 'rustc'] : [])]),
    ]),
    run: sorted(rows.flatMap(({ native }) => native.run ?? [])),
  };
}

/**
 * The Python to take where the repository names none: the given one, or the newest before it for which every pinned
 * package has a wheel. A version older than a Python seldom compiles for it either (C interfaces were taken away), so
 * an earlier Python is the safer choice than a compiler. `because` names the packages that decided.
 */
export function pythonFor(
  dependencies: readonly Dependency[],
  preferred: string,
): { readonly python: string; readonly because: readonly string[] } {
  const lacking = (python: string): readonly Dependency[] =>
    compiled(dependencies, python)
      // What never has a wheel says nothing about the Python.
      .filter(({ dependency, native }) => PYTHONS.some((other) => hasWheel(native, dependency.version, other)))
      .map(({ dependency }) => dependency);
  const because = lacking(preferred);
  const python = PYTHONS.slice(0, PYTHONS.indexOf(preferred) + 1)
    .reverse()
    .find((one) => lacking(one).length === 0);
  if (because.length === 0 || python === undefined) return { python: preferred, because: [] };
  return { python, because: because.map(({ name, version }) => `${name} ${version ?? ''}`.trim()) };
}
