import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PACKAGE_ROOT } from '../../core/package-root.js';
import { temporary } from '../apply/scaffold.js';

interface Preset {
  readonly customManagers: readonly [
    { readonly managerFilePatterns: readonly [string]; readonly matchStrings: readonly [string] },
  ];
  readonly packageRules: readonly [{ readonly postUpgradeTasks: { readonly commands: readonly [string] } }];
}
const preset = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'renovate/upgrade.json'), 'utf8')) as Preset;
const [manager] = preset.customManagers;
const MAIN = join(PACKAGE_ROOT, 'dist/cli/main.js');
const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };

describe('the Renovate preset', () => {
  test('finds manifests of scaffolds at any depth and no other file', () => {
    const pattern = new RegExp(manager.managerFilePatterns[0].slice(1, -1));
    for (const path of ['.saasfactory/manifest.json', 'services/orders/.saasfactory/manifest.json'])
      expect(path).toMatch(pattern);
    for (const path of ['manifest.json', 'x.saasfactory/manifest.json', '.saasfactory/base/manifest.json'])
      expect(path).not.toMatch(pattern);
  });

  test('reads the version of a real manifest, and its command runs on the folder of the scaffold', () => {
    const root = temporary();
    const folder = join(root, 'services/orders');
    mkdirSync(join(root, '.git'), { recursive: true });
    cpSync(join(PACKAGE_ROOT, 'test/golden/apps/backend'), folder, { recursive: true });
    const command = preset.packageRules[0].postUpgradeTasks.commands[0]
      .replace('{{{packageFileDir}}}', 'services/orders/.saasfactory')
      .split(' ');
    expect(command.slice(0, 3)).toEqual(['npx', '--yes', 'generator-saasfactory@{{{newVersion}}}']);
    mkdirSync(join(folder, '.saasfactory'));
    const { status } = spawnSync(process.execPath, [MAIN, ...command.slice(3)], { cwd: root });
    expect(status).toBe(0);
    const manifest = readFileSync(join(folder, '.saasfactory/manifest.json'), 'utf8');
    expect(new RegExp(manager.matchStrings[0]).exec(manifest)?.groups?.currentValue).toBe(version);
    rmSync(root, { recursive: true });
  });
});
