import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/commands.js';
import { PACKAGE_ROOT } from '../../core/package-root.js';
import { optionsTable, outputsTable, withTables } from '../../scripts/readme-tables.js';

describe('README.md', () => {
  const readme = readFileSync(join(PACKAGE_ROOT, 'README.md'), 'utf8');

  it('has the tables of the code; npm run readme makes them', () => {
    expect(withTables(readme)).toBe(readme);
    expect(optionsTable().split('\n').length).toBeGreaterThan(20);
    expect(outputsTable()).toContain('`Dockerfile` | always');
  });

  it('names every command with its summary', () => {
    const missing = COMMANDS.filter(
      ({ name, summary }) => !new RegExp(`saasfactory ${name}\\b.*${summary.slice(0, 20)}`).test(readme),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has both commands of the set-up in its first screen', () => {
    const first = readme.split('\n').slice(0, 24).join('\n');
    expect(first).toContain('npm ci && npm run try');
    expect(first).toContain('npm ci && npm test');
  });
});
