import { describe, expect, test } from '@jest/globals';
import { nativePackages, pythonFor } from '../../core/model/native.js';
import { NATIVE } from '../../core/model/wheels.js';

describe('compilers', () => {
  test('are absent where a wheel is there, and for the newest version of what has wheels', () => {
    expect(nativePackages([{ name: 'multidict', version: '6.0.5' }, { name: 'lxml' }], '3.12')).toEqual({
      build: [],
      run: [],
    });
  });

  test('are there for a version older than the first wheel, with its libraries in both stages', () => {
    const { build, run } = nativePackages([{ name: 'lxml', version: '4.9.2' }], '3.12');
    expect(build).toEqual(['g++', 'gcc', 'libc6-dev', 'libxml2-dev', 'libxslt1-dev']);
    expect(run).toEqual(['libxml2', 'libxslt1.1']);
  });

  test('are there for what never ships wheels', () => {
    expect(nativePackages([{ name: 'psycopg2' }], '3.12').build).toContain('libpq-dev');
  });

  test('cannot help a package without source', () => {
    expect(nativePackages([{ name: 'torch', version: '1.13.0' }], '3.12').build).toEqual([]);
  });

  test('bring Rust where the source is Rust', () => {
    expect(nativePackages([{ name: 'orjson', version: '3.6.0' }], '3.12').build).toContain('cargo');
  });
});

describe('the Python that nobody named', () => {
  test('is the preferred one where all pins have wheels, or where nothing has a version', () => {
    expect(pythonFor([{ name: 'numpy', version: '1.26.4' }, { name: 'aiohttp' }], '3.12')).toEqual({
      python: '3.12',
      because: [],
    });
  });

  test('goes back to the newest that has them all, and says why', () => {
    const pins = [
      { name: 'multidict', version: '6.0.4' },
      { name: 'psycopg2', version: '2.9.5' },
    ];
    expect(pythonFor(pins, '3.12')).toEqual({ python: '3.11', because: ['multidict 6.0.4'] });
  });

  test('judges each line of releases by its own first wheel', () => {
    expect(pythonFor([{ name: 'pydantic', version: '1.10.14' }], '3.12').python).toBe('3.12');
    expect(pythonFor([{ name: 'pydantic', version: '2.3.0' }], '3.12').python).toBe('3.11');
  });

  test('stays where no Python has all wheels', () => {
    expect(pythonFor([{ name: 'cchardet', version: '2.1.7' }], '3.12').python).toBe('3.12');
  });
});

test('every row names a first version for each of five Pythons, or none', () => {
  for (const [name, { wheels }] of Object.entries(NATIVE)) {
    const columns = wheels?.split(' | ') ?? ['-', '-', '-', '-', '-'];
    expect([name, columns.length]).toEqual([name, 5]);
    for (const column of columns) expect(column).toMatch(/^(?:-|\d+(?:\.\d+)+(?: \d+(?:\.\d+)+)?)$/);
  }
});
