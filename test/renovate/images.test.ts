import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PACKAGE_ROOT } from '../../core/package-root.js';
import { goldenCases } from '../../scripts/golden-cases.js';

interface Preset {
  readonly extends: readonly string[];
  readonly packageRules: readonly { readonly matchPackageNames?: readonly [string]; readonly enabled?: boolean }[];
}
const preset = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'renovate/images.json'), 'utf8')) as Preset;

test('the preset pins digests, and raises no image whose version is an answer', () => {
  expect(preset.extends).toContain('docker:pinDigests');
  const rule = preset.packageRules.find(({ matchPackageNames }) => matchPackageNames !== undefined);
  expect(rule?.enabled).toBe(false);
  const pattern = new RegExp(rule?.matchPackageNames?.[0].slice(1, -1) ?? '');
  const bases = goldenCases().flatMap(({ expected }) =>
    [...readFileSync(join(expected, 'Dockerfile'), 'utf8').matchAll(/^FROM ([^:\s]+):/gm)].map(([, name = '']) => name),
  );
  expect(new Set(bases.filter((name) => pattern.test(name)))).toEqual(new Set(['node', 'python']));
  expect(new Set(bases.filter((name) => !pattern.test(name)))).toEqual(new Set(['nginxinc/nginx-unprivileged']));
  expect('mirror.example.com/library/python').toMatch(pattern);
});
