import { describe, expect, test } from '@jest/globals';
import { readGiven, writeGiven } from '../../core/state/given.js';

describe('.yo-rc.json', () => {
  test('reads only our key', () => {
    expect(readGiven('{"generator-x":{"a":1},"generator-saasfactory":{"port":8083,"task":false}}')).toEqual({
      port: 8083,
      task: false,
    });
    expect(readGiven('{}')).toEqual({});
    expect(readGiven('\uFEFF{"generator-saasfactory":{"name":"a"}}')).toEqual({ name: 'a' });
  });

  test('half-written: the line and what to do', () => {
    expect(() => readGiven('{\n  "generator-saasfactory": {\n    "port": 1,\n')).toThrow(
      '.yo-rc.json: not JSON at line 4; mend it or delete it to answer again. Nothing was written.',
    );
    expect(() => readGiven('{\n "a": 1,\n "b" 2\n}')).toThrow(/not JSON at line 3;/);
    expect(() => readGiven('')).toThrow(/not JSON at line 1;/);
  });

  test.each([
    ['[]', /not a JSON object/],
    ['{"generator-saasfactory":1}', /"generator-saasfactory" is not an object/],
    ['{"generator-saasfactory":{"port":{}}}', /"port" holds an object, not an answer/],
    ['{"generator-saasfactory":{"port":null}}', /"port" holds null/],
    ['{"generator-saasfactory":{"teams":[1]}}', /"teams" holds a list of other things than text/],
    ['{"generator-saasfactory":{"__proto__":{"x":1}}}', /"__proto__" is no option/],
  ])('refuses %s', (text, message) => {
    expect(() => readGiven(text)).toThrow(message);
  });

  test('writes a new file, keeps the text of equal answers, touches only our key', () => {
    expect(writeGiven(undefined, {})).toBe('{\n  "generator-saasfactory": {}\n}\n');
    const text = '{\n\t"generator-x" : {"a":1},\n\t"generator-saasfactory": {\n\t\t"port": 1,\n\t\t"name": "a"\n\t}\n}';
    expect(writeGiven(text, { name: 'a', port: 1 })).toBe(text);
    expect(writeGiven(text, { name: 'b', tier: 'pro' })).toBe(
      '{\n\t"generator-x" : {"a":1},\n\t"generator-saasfactory": {\n\t\t"name": "b",\n\t\t"tier": "pro"\n\t}\n}',
    );
    expect(JSON.parse(writeGiven('{"generator-x": {"a": [1,  2]}}', { port: 2 }))).toEqual({
      'generator-x': { a: [1, 2] },
      'generator-saasfactory': { port: 2 },
    });
    expect(writeGiven('\uFEFF{"generator-x": [1,  2]}\r\n', { port: 2 })).toMatch(
      /^\uFEFF\{"generator-x": \[1, {2}2\],/,
    );
  });
});
