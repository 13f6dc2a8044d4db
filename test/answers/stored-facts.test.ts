import { describe, expect, it } from '@jest/globals';
import type { Detection } from '../../core/detect/detection.js';
import type { Fact } from '../../core/detect/facts.js';
import { restoreDetection, storeDetection } from '../../core/stored-facts.js';

function fact<T>(value: T): Fact<T> {
  return { value, confidence: 'likely', evidence: [{ file: 'a.py', line: 1, rule: 'r', text: 't' }], others: [] };
}
const DETECTION: Detection = {
  facts: {
    service: fact('backend'),
    app: fact('a:b'),
    port: fact(8000),
    locked: fact(true),
    install: fact({ files: ['uv.lock'], lock: 'uv.lock' }),
    dependencies: fact([{ name: 'fastapi', version: '1.0' }]),
    variables: fact([{ name: 'A', required: true, secret: false, file: 'a.py', line: 2 }]),
  },
  candidates: { app: ['a:b'] },
  remarks: [{ rule: 'r', file: 'a.py', line: 1, message: 'm' }],
  trace: [],
};
const stored = (): Record<string, unknown> => JSON.parse(JSON.stringify(storeDetection(DETECTION)));

describe('stored facts', () => {
  it('come back as they were', () => {
    expect(restoreDetection(stored())).toEqual(DETECTION);
    expect(JSON.stringify(storeDetection(restoreDetection(stored()) as Detection))).toBe(JSON.stringify(stored()));
  });

  it('leave runners-up and trace out', () => {
    const app: Fact<string> = { ...fact('a:b'), others: [{ value: 'c:d', evidence: [], reason: 'a test' }] };
    expect(JSON.stringify(storeDetection({ ...DETECTION, facts: { app } }))).not.toContain('c:d');
  });

  it.each([
    ['a port as text', { port: { ...fact(8000), value: '8000; rm' } }],
    ['packages that are no list', { systemPackages: { ...fact('x'), value: 'curl' } }],
    ['an unknown service', { service: { ...fact('x'), value: 'root' } }],
    ['a fact without evidence', { app: { value: 'a:b', confidence: 'certain' } }],
    ['an unknown confidence', { app: { ...fact('a:b'), confidence: 'sure' } }],
    ['a variable without its place', { variables: { ...fact([]), value: [{ name: 'A' }] } }],
    ['a name of the prototype', { constructor: fact(1) }],
  ])('with %s are found out again', (_what, facts) => {
    expect(restoreDetection({ ...stored(), facts })).toBeUndefined();
  });

  it.each([[null], [[]], ['x'], [{}], [{ ...stored(), remarks: 'x' }], [{ ...stored(), candidates: [] }]])(
    'are refused as %j',
    (raw) => {
      expect(restoreDetection(raw)).toBeUndefined();
    },
  );
});
