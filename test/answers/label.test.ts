import { describe, expect, it } from '@jest/globals';
import { LONGEST_NAME, label } from '../../core/label.js';

describe('label', () => {
  it.each([
    ['orders', 'orders'],
    ['@acme/Orders_API', 'orders-api'],
    ['my  service!!', 'my-service'],
    ['2048-game', 'app-2048-game'],
    ['Café Größe', 'cafe-gro-e'],
    ['---', 'app'],
    ['', 'app'],
    ['日本', 'app'],
    ['trailing-', 'trailing'],
  ])('%s becomes %s', (from, to) => {
    expect(label(from)).toBe(to);
  });

  it('cuts to the limit without an end hyphen', () => {
    expect(label(`${'a'.repeat(LONGEST_NAME - 1)}-tail`)).toBe('a'.repeat(LONGEST_NAME - 1));
    expect(label(`9${'b'.repeat(100)}`)).toHaveLength(LONGEST_NAME);
  });
});
