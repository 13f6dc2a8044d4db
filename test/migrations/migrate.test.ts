import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apply } from '../../core/apply.js';
import { openDisk } from '../../core/disk.js';

import { MIGRATIONS, type Migration } from '../../core/migrations/answers.js';
import { migrate } from '../../core/migrations/migrate.js';
import { findOption } from '../../core/options.js';
import { openPlace } from '../../core/place.js';
import { planRun } from '../../core/plan/run.js';
import { compareVersions } from '../../core/state/version.js';
import { readState, type State } from '../../core/state.js';
import { put, RUN, run, temporary, text, treeOf } from '../apply/scaffold.js';

const STATE: State = {
  given: { platfrom: 'run', old: 'x', port: 8080 },
  manifest: {
    generator: '1.0.0',
    answers: { platfrom: 'run', old: 'x', port: 8080 },
    outputs: new Map([['hpa', { path: 'hpa.yaml', mode: 0o644, sha256: 'a'.repeat(64), merge: 'yaml' }]]),
  },
  bases: new Map([['hpa', 'a: 1\n']]),
  pending: new Map(),
};
const STEPS: readonly Migration[] = [
  { version: '1.2.0', about: 'spelt in full', values: { platform: { run: 'cloud-run' } }, outputs: { hpa: 'k8s-hpa' } },
  { version: '1.1.0', about: 'spelt right', renamed: { platfrom: 'platform', old: null } },
  { version: '1.0.0', about: 'in it already', renamed: { port: 'wrong' } },
];

describe('migrations', () => {
  test('go forward by version: names, values and ids; what the state has already is left out', () => {
    const { given, manifest, bases } = migrate(STATE, STEPS);
    expect(given).toEqual({ platform: 'cloud-run', port: 8080 });
    expect(manifest?.answers).toEqual({ platform: 'cloud-run', port: 8080 });
    expect([...(manifest?.outputs.keys() ?? []), ...bases.keys()]).toEqual(['k8s-hpa', 'k8s-hpa']);
    expect(manifest?.outputs.get('k8s-hpa')?.path).toBe('hpa.yaml');
  });

  test('a renamed id takes base and edits along on disk', () => {
    const folder = temporary();
    run(folder, treeOf({ 'a.yaml': { text: 'a: 1\nb: 1\n', merge: 'yaml' } }));
    put(folder, { 'a.yaml': 'a: 9\nb: 1\n' });
    const place = openPlace(folder);
    const renames = [{ version: '1.1.0', about: 'x', outputs: { 'a-yaml': 'better' } }];
    const state = migrate(readState(place, '2.0.0'), renames);
    const tree = treeOf({ better: { text: 'a: 1\nb: 2\n', merge: 'yaml', path: 'a.yaml' } });
    const input = { tree, state, disk: openDisk(place), conflict: 'keep' } as const;
    const { actions, next } = planRun(input, { ...RUN, version: '2.0.0' });
    apply(place, actions, next);
    expect(text(folder, 'a.yaml')).toBe('a: 9\nb: 2\n');
    expect(readdirSync(join(folder, '.saasfactory/base'))).toEqual(['better.txt']);
    rmSync(folder, { recursive: true });
  });

  test('a name that a person gave anew wins over the old one', () => {
    const both = { ...STATE, given: { platfrom: 'run', platform: 'gke' } };
    expect(migrate(both, STEPS).given).toEqual({ platform: 'gke' });
  });

  test('state without a scaffold and state of this version are taken as they are', () => {
    const { manifest: _manifest, ...none } = STATE;
    expect(migrate(none, STEPS)).toBe(none);
    expect(migrate(STATE, STEPS.slice(2))).toBe(STATE);
  });

  test('those of this package end in options that exist, each version after the one before', () => {
    const names = MIGRATIONS.flatMap(({ renamed = {}, values = {} }) => [
      ...Object.values(renamed),
      ...Object.keys(values),
    ]);
    expect(names.filter((name) => name !== null && findOption(name) === undefined)).toEqual([]);
    const versions = MIGRATIONS.map(({ version }) => version);
    expect([...versions].sort(compareVersions)).toEqual(versions);
  });
});
