import { describe, expect, it } from '@jest/globals';
import { readWords } from '../../cli/words.js';
import { wordsOf } from '../../generators/words.js';

describe('wordsOf', () => {
  it('gives the words that the command would have had', () => {
    const options = {
      pythonVersion: '3.1',
      'python-version': '3.10',
      compose: 'false',
      yes: true,
      restore: ['a', 'b'],
      'skip-install': false,
      skipCache: true,
      _: ['.'],
      namespace: 'saasfactory:container',
      color: false,
    };
    const read = readWords(wordsOf(options, ['services/api']));
    expect(Object.fromEntries(read.flags)).toEqual({ 'python-version': '3.10', compose: 'false' });
    expect([...read.switches].sort()).toEqual(['no-color', 'yes']);
    expect(read.values.get('restore')).toEqual(['a', 'b']);
    expect(read.folders).toEqual(['services/api']);
  });

  it('lets an unknown flag be refused as the command refuses it', () => {
    expect(() => readWords(wordsOf({ platfrom: 'gke' }, []))).toThrow(
      '--platfrom: unknown option; did you mean --platform?',
    );
    expect(() => readWords(wordsOf({ terraform: false }, []))).toThrow('--no-terraform: unknown option');
  });
});
