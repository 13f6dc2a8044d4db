import { describe, expect, it } from '@jest/globals';
import { showValue } from '../../core/value.js';

describe('showValue', () => {
  it('keeps a hostile value from driving the terminal', () => {
    expect(showValue('a\u001b[31mb\r\n')).toBe('a\\u001b[31mb\\r\\n');
    expect(showValue('x'.repeat(100))).toBe(`${'x'.repeat(59)}…`);
  });

  it.each([
    [true, 'on'],
    [false, 'off'],
    ['', "''"],
    [['a', 'b'], 'a,b'],
    [80, '80'],
    [null, 'null'],
    [{ a: 1 }, '{"a":1}'],
  ])('%j is shown as %s', (raw, shown) => {
    expect(showValue(raw)).toBe(shown);
  });
});
