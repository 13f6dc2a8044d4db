import { describe, expect, it } from '@jest/globals';
import { nearest } from '../../core/suggest.js';

describe('nearest', () => {
  const known = ['platform', 'port', 'project', 'python-version', 'compose', 'no-compose'];

  it.each([
    ['platfrom', 'platform'],
    ['prot', 'port'],
    ['pyhton-version', 'python-version'],
    ['no-compse', 'no-compose'],
    ['PORT', 'port'],
  ])('%s is %s', (typed, meant) => {
    expect(nearest(typed, known)).toBe(meant);
  });

  it('says nothing about a word that is like none', () => {
    expect(nearest('zzz', known)).toBeUndefined();
    expect(nearest('x'.repeat(5000), known)).toBeUndefined();
  });
});
