import { describe, expect, it } from '@jest/globals';
import { type Given, resolve, resolvePartly } from '../../core/answers.js';
import type { Detection } from '../../core/detect/detection.js';
import type { Fact, Facts } from '../../core/detect/facts.js';

function fact<T>(value: T, file = 'main.py', line = 3): Fact<T> {
  return { value, confidence: 'certain', evidence: [{ file, line, rule: 'test', text: '' }], others: [] };
}

function detection(facts: Facts, refusal?: string): Detection {
  return { facts, candidates: { app: [] }, remarks: [], trace: [], ...(refusal === undefined ? {} : { refusal }) };
}

const NOTHING: Given = { flags: {}, file: {}, stored: {}, prompts: {} };
const BACKEND = detection({ service: fact('backend'), app: fact('main:app') });

describe('resolve', () => {
  it('takes the first of flag, file, stored, prompt, detected and default', () => {
    const facts = detection({ ...BACKEND.facts, port: fact(8000, 'settings.py', 9) });
    const layers: readonly (readonly [Partial<Given>, number, string])[] = [
      [{ flags: { port: 8001 }, file: { port: 8002 }, stored: { port: 8003 } }, 8001, 'flag'],
      [{ file: { port: 8002 }, stored: { port: 8003 }, prompts: { port: 8004 } }, 8002, 'file'],
      [{ stored: { port: 8003 }, prompts: { port: 8004 } }, 8003, 'stored'],
      [{ prompts: { port: 8004 } }, 8004, 'prompt'],
      [{}, 8000, 'detected'],
    ];
    for (const [given, port, source] of layers) {
      const { answers, origins } = resolve({ ...NOTHING, ...given }, facts, 'orders');
      expect([answers.port, origins.port?.source]).toEqual([port, source]);
    }
    expect(resolve(NOTHING, facts, 'x').origins.port?.evidence?.file).toBe('settings.py');
    expect(resolve(NOTHING, BACKEND, 'x').origins.port).toEqual({ source: 'default' });
  });

  it('stores only what a person gave', () => {
    const given: Given = {
      flags: { port: 9000 },
      file: {},
      stored: { tier: 'pro' },
      prompts: { region: 'europe-west1' },
    };
    expect(resolve(given, BACKEND, 'x').store).toEqual({ port: 9000, tier: 'pro', region: 'europe-west1' });
    expect(resolve(NOTHING, BACKEND, 'x').store).toEqual({});
  });

  it('derives defaults from other answers', () => {
    const back = resolve({ ...NOTHING, flags: { name: 'billing' } }, BACKEND, 'x').answers;
    expect([back.repository, back.exposure]).toEqual(['billing', 'internal']);
    expect(back.teams).toContain('backend');
    const site = detection({ service: fact('frontend'), name: fact('@acme/Web UI') });
    const front = resolve(NOTHING, site, 'x').answers;
    expect([front.name, front.exposure, front['package-manager']]).toEqual(['web-ui', 'public', 'npm']);
    expect(front.teams).toContain('frontend');
  });

  it.each([
    ['postgres', 'cloud-sql-postgres'],
    ['mysql', 'external'],
    ['mongodb', 'external'],
  ] as const)('answers database %s with %s', (engine, answer) => {
    const found = detection({ ...BACKEND.facts, database: fact(engine) });
    expect(resolve(NOTHING, found, 'x').answers.database).toBe(answer);
  });

  it('serves on 8080 where the detected port needs root', () => {
    const { answers, origins } = resolve(NOTHING, detection({ ...BACKEND.facts, port: fact(80) }), 'x');
    expect([answers.port, origins.port?.source]).toEqual([8080, 'default']);
  });

  it('tells of a fact that its option does not allow, and takes the default', () => {
    const odd = detection({ ...BACKEND.facts, healthPath: fact('/h/{id}', 'a.py', 7) });
    const { answers, notes } = resolve(NOTHING, odd, 'x');
    expect(answers['health-path']).toBe('/health/live');
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^health-path \/h\/\{id\} \(a\.py:7\) was not taken/);
  });

  it('refuses a folder without a service in the words of detection', () => {
    expect(() => resolve(NOTHING, detection({}, 'pyproject.toml names no web framework'), 'x')).toThrow(
      'no service here: pyproject.toml names no web framework.',
    );
  });

  it('refuses a backend without an app, and takes one that is given', () => {
    expect(() => resolve({ ...NOTHING, flags: { service: 'backend' } }, detection({}), 'x')).toThrow(/no app/);
    const remarks = [{ rule: 'app-not-importable', file: 'main.py', line: 7, message: 'starts a server of its own' }];
    const hidden: Detection = { ...detection({ service: fact('backend') }), remarks };
    expect(() => resolve(NOTHING, hidden, 'x')).toThrow('main.py:7 starts a server of its own.');
    const given = { ...NOTHING, flags: { service: 'backend', app: 'a.b:c' } } as const;
    expect(resolve(given, detection({}), 'x').answers.app).toBe('a.b:c');
  });

  it('refuses answers that contradict each other', () => {
    const site = { ...NOTHING, flags: { service: 'frontend', 'package-manager': 'pip' } } as const;
    expect(() => resolve(site, detection({}), 'x')).toThrow(/package-manager pip/);
    const one = { ...NOTHING, flags: { project: 'development=my-project-1' } };
    expect(() => resolve(one, BACKEND, 'x')).toThrow(/--project development=my-project-1: one project for each of/);
    const command = { ...NOTHING, flags: { command: 'celery -A jobs worker' } };
    expect(() => resolve(command, BACKEND, 'x')).toThrow(/--command: it starts a worker or a job, and this is neither/);
    const all = { ...NOTHING, flags: { environments: ['a', 'b'], project: 'a=my-project,b=my-other' } };
    expect(resolve(all, BACKEND, 'x').answers.project).toBe('a=my-project,b=my-other');
  });
});

describe('a job', () => {
  const given = (flags: object) => ({ ...NOTHING, flags }) as typeof NOTHING;
  const named = { process: 'job', command: 'python close.py' };

  it('makes a backend of a folder that is no service, and of that alone which is named', () => {
    const { answers } = resolve(given(named), detection({}, 'nothing here'), 'x');
    expect([answers.service, answers.process, answers.schedule, answers['time-zone']]).toEqual([
      'backend',
      'job',
      'none',
      'Etc/UTC',
    ]);
    expect(() => resolve(given({ command: 'python close.py' }), detection({}, 'nothing here'), 'x')).toThrow(
      /no service/,
    );
  });

  it('takes its command and clock from what was found', () => {
    const job = fact({ command: ['python', 'a.py'], schedule: '0 1 * * *', timeZone: 'Europe/Berlin' }, 'cron.yaml', 3);
    const found = { ...BACKEND.facts, app: undefined, job } as unknown as Facts;
    const { answers, origins } = resolve(NOTHING, detection(found), 'x');
    expect([answers.process, answers.command, answers.schedule, answers['time-zone']]).toEqual([
      'job',
      'python a.py',
      '0 1 * * *',
      'Europe/Berlin',
    ]);
    expect(origins.schedule?.evidence?.file).toBe('cron.yaml');
    const guess = { ...job, confidence: 'guess' as const };
    expect(() => resolve(NOTHING, detection({ ...found, job: guess }), 'x')).toThrow(/no app/);
  });

  it.each([
    [{ schedule: '0 1 * * *' }, /--schedule: only a job has one/],
    [{ 'time-zone': 'Europe/Berlin' }, /--time-zone: only a job has one/],
    [{ ...named, schedule: '0 0 * * FRI-MON' }, /FRI-MON ends before it begins/],
    [{ ...named, 'time-zone': 'Europe/Berln' }, /the tz database has no such name/],
  ])('refuses %j', (flags, message) => {
    expect(() => resolve(given(flags), BACKEND, 'x')).toThrow(message);
  });
});

describe('resolvePartly', () => {
  it('leaves out what is missing', () => {
    const { values, situation } = resolvePartly(NOTHING, detection({}), 'My Folder');
    expect(values.service).toBeUndefined();
    expect(situation.name).toBe('my-folder');
  });
});
