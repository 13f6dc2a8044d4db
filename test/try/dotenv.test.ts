import { expect, test } from '@jest/globals';
import { parseEnvFile } from '../../core/try/dotenv.js';

test('names, quotes, comments and CRLF', () => {
  const text = '# a comment\r\nA=1\r\nexport B="two words" # why\nC=\'#3\'\n\nD = x # y\nURL=http://a/b#c\n';
  expect([...parseEnvFile(text, '.env')]).toEqual([
    ['A', '1'],
    ['B', 'two words'],
    ['C', '#3'],
    ['D', 'x'],
    ['URL', 'http://a/b#c'],
  ]);
});

test('a line that is neither is refused with its number', () => {
  expect(() => parseEnvFile('A=1\nnot a variable\n', 'my.env')).toThrow('my.env:2: not NAME=value');
});
