import { describe, expect, it } from '@jest/globals';
import type { PackageManager, ServiceKind } from '../../core/detect/facts.js';
import type { Option, Situation } from '../../core/option.js';
import { type Answers, findOption, OPTIONS } from '../../core/options.js';
import { readValue } from '../../core/value.js';
import { fact } from '../model/example.js';

/** The answers as the rest of the program reads them: renaming or retyping one must not pass unseen. */
interface Expected {
  readonly service: ServiceKind;
  readonly platform: 'cloud-run' | 'gke' | 'hybrid';
  readonly name: string;
  readonly port: number;
  readonly app?: string;
  readonly process: 'web' | 'worker' | 'job';
  readonly command?: string;
  readonly schedule?: string;
  readonly 'time-zone'?: string;
  readonly context: string;
  readonly 'python-version': string;
  readonly 'node-version': string;
  readonly 'package-manager': PackageManager;
  readonly base: 'slim' | 'distroless';
  readonly architecture: 'amd64' | 'arm64';
  readonly 'base-registry'?: string;
  readonly 'health-path': string;
  readonly 'ready-path': string;
  readonly 'metrics-path': string;
  readonly database: 'none' | 'cloud-sql-postgres' | 'external';
  readonly rollout: 'rolling' | 'canary' | 'blue-green';
  readonly tier: 'starter' | 'pro' | 'growth';
  readonly exposure: 'public' | 'internal';
  readonly environments: readonly string[];
  readonly project: string;
  readonly region: string;
  readonly network: string;
  readonly repository: string;
  readonly compose: boolean;
  readonly task: boolean;
  readonly 'upgrade-workflow': boolean;
  readonly 'web-vitals': boolean;
  readonly packages: 'all' | 'imported';
  readonly 'ca-bundle': boolean;
  readonly teams: readonly ('devops' | 'backend' | 'frontend' | 'ops')[];
  readonly timeline: number;
}
type Flat<T> = { [K in keyof T]: T[K] };
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
// Compiles only while the derived type is exactly the expected one.
const SAME: Same<Flat<Answers>, Flat<Expected>> = true;

const TABLE: readonly Option[] = OPTIONS;
const nowhere: Situation = { facts: {}, folder: 'orders', service: 'backend', name: 'orders' };

function accepted(name: string, raw: unknown): boolean {
  const option = findOption(name);
  if (!option) throw new Error(`no option ${name}`);
  return 'value' in readValue(option, raw);
}

describe('the option table', () => {
  it('gives the answers their type', () => {
    expect(SAME).toBe(true);
  });

  it('names each option once, in words that a flag can have', () => {
    const names = TABLE.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name) || name.startsWith('no-'))).toEqual([]);
  });

  it('has no option and no value of a later issue', () => {
    expect(['ci', 'terraform', 'monitoring'].filter((name) => findOption(name))).toEqual([]);
    expect(accepted('service', 'infrastructure')).toBe(false);
  });

  it.each(TABLE.map((option) => [option.name, option] as const))('%s allows its own default', (_name, option) => {
    const proposal = option.propose(nowhere);
    expect(proposal === undefined).toBe(option.optional === true || option.name === 'service');
    if (proposal) expect(readValue(option, proposal.value)).toEqual({ value: proposal.value });
  });

  it.each([
    ['port', ['1024', '65535', 8080], ['1023', '65536', '0', '-1', '8080.5', '8e3', '', true]],
    ['name', ['a', 'a-b2', 'a'.repeat(49)], ['A', '1a', 'a-', '-a', 'a_b', 'a'.repeat(50), '', 'a\n']],
    [
      'app',
      ['main:app', 'a.b:create_app()', 'a:b.c'],
      ['main', 'main:', 'main:app(x)', 'a-b:c', 'main:app\n', "m:a';"],
    ],
    ['context', ['.', '..', '../..'], ['/', 'src', '../src', '..\\..', '', '~']],
    ['python-version', ['3.9', '3.10', '3.14'], ['3', '3.8', '3.10.1', 3.1, '3.100']],
    ['node-version', ['18', '24'], ['24.1', 'lts', '9', 24]],
    ['base-registry', ['mirror.example', 'localhost:5000', 'a.b/c/d_e'], ['https://a', 'a b', 'a/', 'a//b', 'A']],
    [
      'health-path',
      ['/', '/health', '/a/b/'],
      ['health', '//a', '/a b', '/_ah/x', '/eventlog', '/{id}', '/a?b', '/a;b'],
    ],
    ['environments', ['a,b', ['dev']], ['', 'a,', 'a,a', 'A', 'a'.repeat(21), [1]]],
    [
      'project',
      ['my-project-1', 'a=my-project,b=my-other-1', 'example.com:my-project'],
      ['x', 'My-Project', 'a=', 'a b'],
    ],
    ['region', ['europe-west1'], ['europe', 'EU-1', 'europe-west']],
    ['teams', ['devops,ops', ['backend']], ['qa', '', 'devops,devops']],
    ['timeline', ['1', 52], ['0', '53', 'x', '1.5']],
    ['compose', ['on', 'off', true, 'false'], ['maybe', '', 1]],
    ['database', ['none', 'external'], ['postgres', 'None']],
  ] as const)('%s takes and refuses values', (name, good, bad) => {
    expect(good.filter((value) => !accepted(name, value))).toEqual([]);
    expect(bad.filter((value) => accepted(name, value))).toEqual([]);
  });

  it('proposes no Python that its makers have given up', () => {
    const option = findOption('python-version');
    const proposed = (value: string) =>
      option?.propose({ facts: { pythonVersion: fact(value, 'Dockerfile') }, answers: {} } as unknown as Situation);
    expect(proposed('3.11')).toMatchObject({ value: '3.11' });
    expect(proposed('3.9')).toEqual({
      value: '3.10',
      note: 'Python 3.10, not 3.9 (Dockerfile:1), which gets no security fixes any more',
    });
  });

  it('judges the longest hostile values without delay', () => {
    const begun = performance.now();
    expect(accepted('health-path', `/${'a'.repeat(198)}!`)).toBe(false);
    expect(accepted('base-registry', 'a-'.repeat(100))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(100);
  });
});
