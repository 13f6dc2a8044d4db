import { describe, expect, it } from '@jest/globals';
import { readWords } from '../../cli/words.js';

describe('readWords', () => {
  it('sorts folders, flags and controls', () => {
    const read = readWords([
      'container',
      'a',
      '--port',
      '8093',
      'b',
      '--yes',
      '--no-compose',
      '--restore=x',
      '--restore',
      'y',
    ]);
    expect(read.command?.name).toBe('container');
    expect(read.folders).toEqual(['a', 'b']);
    expect([...read.flags]).toEqual([
      ['port', '8093'],
      ['compose', 'off'],
    ]);
    expect([...read.switches]).toEqual(['yes']);
    expect(read.values.get('restore')).toEqual(['x', 'y']);
  });

  it('takes a switch in each of its spellings', () => {
    const flag = (word: string): unknown => readWords(['container', word]).flags.get('task');
    expect(['--task', '--no-task', '--task=off', '--task=on'].map(flag)).toEqual(['on', 'off', 'off', 'on']);
  });

  it('knows --help and --version everywhere, and short names', () => {
    expect(readWords(['check', '--help']).help).toBe(true);
    expect(readWords(['-h']).help).toBe(true);
    expect(readWords(['--version']).version).toBe(true);
    expect(readWords(['container', '-y']).switches.has('yes')).toBe(true);
  });

  it.each([
    [['containr'], 'containr: unknown command; did you mean container?'],
    [['xyzzy'], 'xyzzy: unknown command; see: saasfactory --help'],
    [['container', '--platfrom', 'gke'], '--platfrom: unknown option; did you mean --platform?'],
    [['container', '--terraform'], '--terraform: unknown option'],

    [['check', '--adopt'], '--adopt: unknown option'],
    [['detect', '--require', 'guess'], '--require guess: certain, likely.'],
    [['verify', '--port', '8080'], '--port: unknown option'],
    [['detect', '--yes'], '--yes: unknown option'],
    [['container', '--no-port'], '--no-port: unknown option'],
    [['container', '--port'], '--port: needs a value.'],
    [['container', '--port', '--yes'], '--port: needs a value.'],
    [['container', '--yes=no'], '--yes: takes no value.'],
    [['container', '--conflict', 'mine'], '--conflict mine: keep, markers, yours, new.'],
    [['detect', 'a', 'b'], 'b: detect takes one folder.'],
    [['schema', 'a'], 'a: schema takes no folder.'],
    [['container', '-x'], '-x: unknown option'],
  ])('refuses %j', (argv, message) => {
    expect(() => readWords(argv)).toThrow(message);
  });

  it('takes what follows -- as folders', () => {
    expect(readWords(['container', '--', '--odd']).folders).toEqual(['--odd']);
  });
});
