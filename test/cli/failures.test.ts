import { describe, expect, it } from '@jest/globals';
import { exitOf, failureLine } from '../../cli/failures.js';
import { Failure } from '../../core/errors.js';

describe('failureLine', () => {
  const line = (message: string, hint?: string): string =>
    failureLine(new Failure(message, { code: 'x', ...(hint === undefined ? {} : { hint }) }));

  it('is one line with the next step', () => {
    expect(line('no scaffold here', 'saasfactory container')).toBe('no scaffold here. saasfactory container');
    expect(line('no app.', 'name it')).toBe('no app. Name it');
    expect(line('a\nb\r\nc')).toBe('a b c.');
  });

  it('does not say the next step twice', () => {
    expect(line('bad; mend it. Nothing was written.', 'mend it')).toBe('bad; mend it. Nothing was written.');
  });

  it('takes control characters out of what a folder may have put in', () => {
    expect(line('x\u001b[31m y\u0007')).toBe('x y.');
  });

  it('calls anything else a defect, and refuses with 1', () => {
    expect(failureLine(new TypeError('boom'))).toMatch(/^boom \(a defect/);
    expect(exitOf(new TypeError('boom'))).toBe(1);
    expect(exitOf(new Failure('x', { code: 'x', exit: 130 }))).toBe(130);
  });
});
