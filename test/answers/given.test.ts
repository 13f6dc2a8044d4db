import { describe, expect, it } from '@jest/globals';
import { readAnswersFile, readFlags, readStored } from '../../core/given.js';

describe('readFlags', () => {
  it('gives each value its type', () => {
    const flags = new Map<string, unknown>([
      ['port', '8093'],
      ['python-version', '3.10'],
      ['teams', 'devops,ops'],
      ['compose', 'off'],
    ]);
    expect(readFlags(flags)).toEqual({
      port: 8093,
      'python-version': '3.10',
      teams: ['devops', 'ops'],
      compose: false,
    });
  });

  it('refuses with option, value and what is allowed', () => {
    expect(() => readFlags(new Map([['port', '80']]))).toThrow(
      '--port 80: a port from 1024 to 65535 (the container runs without root).',
    );
    expect(() => readFlags(new Map([['platform', 'aws']]))).toThrow('--platform aws: cloud-run, gke, hybrid.');
  });
});

describe('readStored', () => {
  it('names the file that is at fault', () => {
    expect(() => readStored({ port: 80 })).toThrow(/^\.yo-rc\.json: port 80: a port/);
    expect(() => readStored({ platfrom: 'gke' })).toThrow(
      '.yo-rc.json: platfrom: unknown option; did you mean platform?',
    );
    expect(() => readStored({ 'python-version': 3.1 })).toThrow(/python-version 3\.1/);
  });
});

describe('readAnswersFile', () => {
  it('keeps what a YAML number would lose', async () => {
    const text =
      'python-version: 3.10\nport: 8093\ntask: off\nenvironments: [staging, production]\nteams: devops,ops\n';
    expect(await readAnswersFile(text, 'a.yaml')).toEqual({
      'python-version': '3.10',
      port: 8093,
      task: false,
      environments: ['staging', 'production'],
      teams: ['devops', 'ops'],
    });
  });

  it('reads JSON, numbers and booleans included', async () => {
    expect(await readAnswersFile('{ "port": 8093, "compose": false, "python-version": 3.10 }', 'a.json')).toEqual({
      port: 8093,
      compose: false,
      'python-version': '3.10',
    });
  });

  it('takes an empty file as no answers', async () => {
    expect(await readAnswersFile('', 'a.yaml')).toEqual({});
  });

  it.each([
    ['port: 80', 'a.yaml: port 80: a port from 1024'],
    ['- a', 'a.yaml: an answers file is a map'],
    ['port: 8080\nport: 8081', 'a.yaml:2: not YAML or JSON'],
    ['port: {a: 1}', 'a.yaml: port {"a":"1"}: a port'],
    ['{', 'a.yaml:1: not YAML or JSON'],
    ['terraform: on', 'a.yaml: terraform: unknown option'],
    ['a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: [*d,*d,*d]', 'a.yaml: too many aliases'],
  ])('refuses %j', async (text, start) => {
    await expect(readAnswersFile(text, 'a.yaml')).rejects.toThrow(start);
  });
});
