import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../core/outcome.js';
import type { Action } from '../../core/plan.js';
import { checkLine, count, findingLines, planLines, reason, summary } from '../../core/report.js';
import { conflictLines } from '../../core/report-conflicts.js';
import { outcomeEntry, worst } from '../../core/report-json.js';

const plain = (_colour: string, text: string): string => text;
const created = (path: string, about = ''): Action => {
  return { action: 'create', id: path, path, about, bytes: new Uint8Array(), mode: 0o644 };
};
const CONFLICT = {
  path: 'deploy/k8s/base/hpa.yaml',
  at: 'spec.maxReplicas',
  base: '10',
  yours: '25',
  new: '20',
  candidate: '.saasfactory/conflicts/deploy/k8s/base/hpa.yaml',
};
const OUTCOME: Outcome = {
  folder: 'services/orders',
  exit: 0,
  answers: { name: 'orders', service: 'backend', platform: 'gke' } as Outcome['answers'],
  origins: {},
  detection: { facts: {}, candidates: { app: [] }, remarks: [], trace: [] },
  actions: [created('Dockerfile', 'two stages')],
  conflicts: [],
  outdated: { version: false, answers: false, drift: [] },
  findings: [],
  applied: true,
};

describe('planLines', () => {
  it('lists actions with their remarks, and counts what does not fit', () => {
    const actions = ['a', 'b', 'c', 'd', 'e'].map((path) => created(path));
    expect(planLines([created('Dockerfile', 'two stages')], plain)).toEqual([
      '  create  Dockerfile              two stages',
    ]);
    expect(planLines(actions, plain, 3)).toEqual([
      '  create  a',
      '  create  b',
      '  create  c',
      '  … and 2 more (--dry-run shows all)',
    ]);
    expect(planLines(actions, plain, 4)).toHaveLength(5);
  });

  it('says why a file stays, and nothing of what is unchanged', () => {
    const keep = (why: 'hand-written' | 'edited' | 'deleted', quiet?: true): Action => {
      return { action: 'keep', id: why, path: 'x', about: '', why, ...(quiet ? { quiet } : {}) };
    };
    const lines = planLines([keep('hand-written'), keep('edited'), keep('deleted')], plain);
    expect(lines.map((line) => line.slice(0, 6))).toEqual(['  keep', '  keep', '  kept']);
    expect(lines[2]).toContain('--restore x');
    expect(planLines([keep('deleted', true), { action: 'unchanged', id: 'u', path: 'u', about: '' }], plain)).toEqual(
      [],
    );
  });
});

describe('the other lines', () => {
  it('show the three sides of a conflict and how to finish it', () => {
    const text = conflictLines([CONFLICT], plain).join('\n');
    expect(text).toContain('base 10   yours 25   new 20');
    expect(text).toContain(CONFLICT.candidate);
    expect(text).toContain('saasfactory resolve deploy/k8s/base/hpa.yaml --yours | --new | --edited | --tool');
    expect(conflictLines([{ ...CONFLICT, base: '', yours: `${'x'.repeat(60)}\ny` }], plain).join('\n')).toContain(
      'base (nothing)',
    );
    expect(conflictLines([], plain)).toEqual([]);
  });

  it('name the place of a finding', () => {
    const finding = { rule: 'r', severity: 'warning', path: 'Dockerfile', line: 3, message: 'm', fix: 'f' } as const;
    expect(findingLines([finding], plain)).toEqual(['  warning Dockerfile:3: m: f']);
  });

  it('sum up', () => {
    expect(summary(OUTCOME, false)).toBe('1 file written');
    expect(summary(OUTCOME, true)).toBe('1 file to write');
    const note = { rule: 'r', severity: 'note', path: '.', message: 'm' } as const;
    expect(summary({ ...OUTCOME, actions: [], findings: [note, note] }, false)).toBe('up to date, 2 notes');
    expect(count(2, 'file')).toBe('2 files');
  });

  it('tell version, answers and drift apart', () => {
    const before = { ...OUTCOME, before: '1.2.0', outdated: { version: true, answers: false, drift: [] } };
    expect(reason(before, '1.4.0')).toBe('version 1.2.0 → 1.4.0, your answers unchanged');
    expect(checkLine(before, '1.4.0', 16)).toBe('services/orders   outdated  1.2.0 → 1.4.0, merges cleanly');
    const drifted = { ...OUTCOME, actions: [], outdated: { version: false, answers: false, drift: ['a', 'b'] } };
    expect(checkLine(drifted, '1.4.0', 16)).toBe('services/orders   up to date  (a and 1 more edited by hand, kept)');
    expect(checkLine({ ...before, conflicts: [CONFLICT] }, '1.4.0', 16)).toContain('1 conflict');
  });
});

describe('the JSON report', () => {
  it('has the keys of the contract in their order, without the bytes', () => {
    const entry = outcomeEntry({ ...OUTCOME, conflicts: [CONFLICT] });
    expect(Object.keys(entry)).toEqual([
      'folder',
      'name',
      'service',
      'platform',
      'exit',
      'answers',
      'actions',
      'conflicts',
      'outdated',
      'findings',
    ]);
    expect(entry.actions).toEqual([{ id: 'Dockerfile', path: 'Dockerfile', action: 'create' }]);
    expect(entry.conflicts).toEqual([CONFLICT]);
  });

  it('lets the worst folder decide', () => {
    expect([[0, 2, 3], [2, 0], [3, 1], [0, 130, 1], []].map(worst)).toEqual([3, 2, 1, 130, 0]);
  });
});
