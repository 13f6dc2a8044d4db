import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/commands.js';
import { commandHelp, overview, wrap } from '../../cli/help.js';
import { OPTIONS } from '../../core/options.js';

describe('help', () => {
  const texts = [overview(), ...COMMANDS.map(commandHelp)];

  it('fits 80 columns', () => {
    const long = texts.flatMap((text) => text.split('\n').filter((line) => line.length > 80));
    expect(long).toEqual([]);
  });

  it('lists every command, every option and every control that a command takes', () => {
    for (const { name } of COMMANDS) expect(overview()).toContain(`\n  ${name}`);
    for (const command of COMMANDS) {
      const text = commandHelp(command);
      for (const { name, kind } of OPTIONS) {
        expect(text.includes(kind === 'switch' ? `--[no-]${name}` : `--${name} `)).toBe(command.options);
      }
      for (const control of command.controls) expect(text).toContain(`--${control}`);
    }
  });

  it('breaks at spaces only', () => {
    expect(wrap('aa bb cc', 5, '')).toEqual(['aa bb', 'cc']);
    expect(wrap('aaaaaaaa', 3, '')).toEqual(['aaaaaaaa']);
  });
});
