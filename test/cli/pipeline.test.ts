import { describe, expect, it } from '@jest/globals';
import type { Detection } from '../../core/detect/detection.js';
import type { Fact } from '../../core/detect/facts.js';
import type { Model } from '../../core/model/model.js';
import type { Parts, Planned, Scaffold } from '../../core/parts.js';
import { prepare, type Request } from '../../core/pipeline.js';
import { storeDetection } from '../../core/stored-facts.js';

function fact<T>(value: T): Fact<T> {
  return { value, confidence: 'certain', evidence: [{ file: 'a.py', line: 1, rule: 'r', text: 't' }], others: [] };
}
const DETECTION: Detection = {
  facts: { service: fact('backend'), app: fact('a:b') },
  candidates: { app: ['a:b'] },
  remarks: [],
  trace: [],
};
const REQUEST: Request = {
  folder: 'orders',
  shown: 'orders',
  flags: {},
  file: {},
  again: false,
  conflict: 'keep',
  restore: [],
  adopt: false,
  full: false,
  writes: true,
  generator: '1.0.0',
};
const NOTHING: Planned = { actions: [], conflicts: [], drift: [], apply: async () => undefined };
const FIRST: Scaffold = {
  generator: undefined,
  answers: {},
  facts: undefined,
  paths: [],
  platform: undefined,
  sides: () => ({ base: new Map(), yours: new Map() }),
  hasAnswers: () => false,
  isSame: () => false,
  untouched: () => undefined,
  written: () => new Map(),
  lastRender: () => undefined,
  plan: async () => NOTHING,
};

/** Steps that note their names and do next to nothing. */
function fakes(scaffold: Scaffold, more: Partial<Parts> = {}): { parts: Parts; steps: string[] } {
  const steps: string[] = [];
  const step = <T>(name: string, value: T): T => {
    steps.push(name);
    return value;
  };
  const folder = {
    name: 'orders',
    path: '.',
    list: () => [],
    listAt: () => [],
    named: () => [],
    read: () => undefined,
    skipped: [],
  };
  const parts: Parts = {
    openScaffold: async () => step('state', scaffold),
    openFolder: async () => ({ folder, outside: () => [], fingerprint: async () => 'same', aiDocs: () => false }),
    detect: async () => step('detect', DETECTION),
    buildModel: async () => step('model', { notes: ['n'], service: { name: 'orders' } } as unknown as Model),
    render: async () => step('render', new Map()),
    move: async () => step('move', { texts: new Map(), settled: new Set(), findings: [] }),
    verifyFiles: async () => step('verify', []),
    ...more,
  };
  return { parts, steps };
}
const BEFORE: Scaffold = {
  ...FIRST,
  generator: '1.0.0',
  facts: { fingerprint: 'same', outside: [], detection: storeDetection(DETECTION) },
  hasAnswers: () => true,
  isSame: () => true,
  lastRender: () => new Map(),
};

describe('prepare', () => {
  it('goes through every step once on a first run', async () => {
    const { parts, steps } = fakes(FIRST);
    const { outcome } = await prepare(REQUEST, parts);
    expect(steps).toEqual(['state', 'detect', 'model', 'render', 'verify']);
    expect(outcome).toMatchObject({ exit: 0, applied: false, answers: { name: 'orders', app: 'a:b' } });
    expect(outcome.findings.map(({ message }) => message)).toEqual(['n']);
  });

  it('detects, renders and judges nothing when nothing changed', async () => {
    const { parts, steps } = fakes({ ...BEFORE, untouched: () => NOTHING });
    await prepare(REQUEST, parts);
    expect(steps).toEqual(['state']);
  });

  it('renders nothing for a mere edit, and everything for the JSON report', async () => {
    const edited = fakes(BEFORE);
    await prepare(REQUEST, edited.parts);
    expect(edited.steps).toEqual(['state', 'model']);
    const full = fakes({ ...BEFORE, untouched: () => NOTHING });
    await prepare({ ...REQUEST, full: true }, full.parts);
    expect(full.steps).toEqual(['state', 'model', 'render', 'verify']);
  });

  it.each([
    ['the hash differs', { fingerprint: 'other', outside: [], detection: storeDetection(DETECTION) }],
    ['they were tampered with', { fingerprint: 'same', outside: [], detection: { facts: { port: 'x' } } }],
  ])('reads the folder again where stored facts are there but %s', async (_why, facts) => {
    const { parts, steps } = fakes({ ...BEFORE, facts });
    await prepare(REQUEST, parts);
    expect(steps).toContain('detect');
  });

  it('asks on a first run, and on a later one with --ask only', async () => {
    let asked = 0;
    const interview: Request['interview'] = async (given) => {
      asked += 1;
      return { stored: given.stored, prompts: { port: 9000 } };
    };
    const first = await prepare({ ...REQUEST, interview }, fakes(FIRST).parts);
    expect([asked, first.outcome.answers.port, first.outcome.origins.port?.source]).toEqual([1, 9000, 'prompt']);
    await prepare({ ...REQUEST, interview }, fakes(BEFORE).parts);
    expect(asked).toBe(1);
    await prepare({ ...REQUEST, interview, again: true }, fakes(BEFORE).parts);
    expect(asked).toBe(2);
  });

  it('writes nothing that our own rules refuse', async () => {
    const error = { rule: 'port-agrees', severity: 'error', path: 'Dockerfile', line: 3, message: 'm' } as const;
    const { parts } = fakes(FIRST, { verifyFiles: async () => [error] });
    await expect(prepare(REQUEST, parts)).rejects.toThrow(/^Dockerfile:3: m \(port-agrees\).*nothing was written/);
  });

  it('ends with 3 where conflicts are open', async () => {
    const conflict = { path: 'a', at: 'b', base: '', yours: '', new: '', candidate: 'c' };
    const { parts } = fakes({ ...BEFORE, plan: async () => ({ ...NOTHING, conflicts: [conflict] }) });
    expect((await prepare(REQUEST, parts)).outcome.exit).toBe(3);
  });
});
