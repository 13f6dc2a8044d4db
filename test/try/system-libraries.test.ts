import { expect, test } from '@jest/globals';
import { developmentPackages, libraryPackage } from '../../core/try/system-libraries.js';

test('what a compilation lacks names its Debian packages, each once and in order', () => {
  expect(developmentPackages('psycopg2', 'pg_config')).toEqual(['gcc', 'libc6-dev', 'libpq-dev']);
  expect(developmentPackages('Python_Snappy', "command 'gcc' failed")).toContain('libsnappy-dev');
  expect(developmentPackages('anything', '')).toEqual(['gcc', 'libc6-dev']);
});

test('a shared library names its package, an unknown one none', () => {
  expect(libraryPackage('libsndfile.so.1')).toBe('libsndfile1');
  expect(libraryPackage('libnone.so.1')).toBeUndefined();
});
