import { describe, expect, test } from '@jest/globals';
import { detect } from '../../../core/detect/detect.js';
import { memoryFolder } from '../memory-folder.js';

const SCRIPT = 'import os\nif __name__ == "__main__":\n    print(os.environ["SOURCE_URL"])\n';
const read = async (files: Readonly<Record<string, string>>) => (await detect(memoryFolder(files))).facts;
const cron = (command: string, more = '', kind = 'CronJob'): string =>
  [
    'apiVersion: batch/v1',
    `kind: ${kind}`,
    'metadata: { name: nightly }',
    'spec:',
    `  schedule: "15 3 * * mon-fri"${more}`,
    '  jobTemplate: { spec: { template: { spec: { containers: [',
    `    { name: app, image: shop/etl, ${command} } ] } } } }`,
    '',
  ].join('\n');

describe('a platform’s own job', () => {
  test('is certain, with its schedule, and a service of its own', async () => {
    const facts = await read({
      'etl.py': SCRIPT,
      'k8s/nightly.yaml': cron('command: [python, /app/etl.py, --all]', '\n  timeZone: Europe/Berlin'),
    });
    expect(facts.job).toMatchObject({
      value: { command: ['python', 'etl.py', '--all'], schedule: '15 3 * * MON-FRI', timeZone: 'Europe/Berlin' },
      confidence: 'certain',
      evidence: [
        { file: 'k8s/nightly.yaml', rule: 'cron-job' },
        { file: 'k8s/nightly.yaml', line: 5 },
      ],
    });
    expect([facts.service?.value, facts.env?.value]).toEqual(['backend', ['SOURCE_URL']]);
  });

  test('takes the image’s own command where it names none', async () => {
    const files = {
      'etl.py': SCRIPT,
      Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "-u", "etl.py"]\n',
    };
    const facts = await read({ ...files, 'k8s/nightly.yaml': cron('env: []') });
    expect(facts.job).toMatchObject({
      value: { command: ['python', 'etl.py'], schedule: '15 3 * * MON-FRI' },
      confidence: 'certain',
    });
  });

  test('of Cloud Run has no schedule', async () => {
    const job =
      'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata: { name: etl }\nspec: { template: { spec: { template: { spec: { containers: [ { image: shop/etl, command: [python], args: [-m, etl.main] } ] } } } } }\n';
    const facts = await read({ 'etl/__init__.py': '', 'etl/main.py': SCRIPT, 'run/job.yaml': job });
    expect(facts.job?.value).toEqual({ command: ['python', '-m', 'etl.main'] });
  });

  test.each([
    ['a migration', cron('command: [python, migrate.py]')],
    ['a script that is not there', cron('command: [python, other.py]')],
    ['a program that is no script', cron('command: [pg_dump, shop]')],
    ['the image of a database', cron('command: [python, etl.py]').replace('shop/etl', 'postgres:15')],
    ['a Deployment', cron('command: [python, etl.py]', '', 'Deployment')],
  ])('is not %s', async (_, text) => {
    const facts = await read({ 'etl.py': SCRIPT, 'migrate.py': SCRIPT, 'k8s/nightly.yaml': text });
    expect([facts.job, facts.service]).toEqual([undefined, undefined]);
  });

  test('that is suspended has no clock', async () => {
    const facts = await read({
      'etl.py': SCRIPT,
      'k8s/nightly.yaml': cron('command: [python, etl.py]', '\n  suspend: true'),
    });
    expect(facts.job?.value).toEqual({ command: ['python', 'etl.py'] });
  });
});

describe('a plain script that something starts', () => {
  const started = (source: string, more: Readonly<Record<string, string>> = {}) =>
    read({ 'etl.py': source, Procfile: 'nightly: python etl.py\n', ...more });

  test.each([
    ['a script', SCRIPT],
    ['pages until the last', `${SCRIPT}\nwhile True:\n    if not page():\n        break\n`],
    ['a queue of its own until it is empty', `${SCRIPT}\ntodo = [1]\nwhile todo:\n    todo.pop()\n`],
    ['a cursor that it moves', `${SCRIPT}\nnext = 1\nwhile next:\n    next = ask(next)\n`],
  ])('is likely a job: %s', async (_, source) => {
    const facts = await started(source);
    expect(facts.job).toMatchObject({ value: { command: ['python', 'etl.py'] }, confidence: 'likely' });
    expect(facts.service?.value).toBe('backend');
  });

  test.each([
    ['a flag that nothing ends', `${SCRIPT}\nrunning = True\nwhile running:\n    step()\n`],
    ['an event', `${SCRIPT}\nwhile not stop.is_set():\n    step()\n`],
    ['an endless loop', `${SCRIPT}\nwhile True:\n    step()\n`],
    ['a consumer', `import pika\n${SCRIPT}`],
    ['a bot', `import discord\n${SCRIPT}`],
    ['a server', `${SCRIPT}\nserver.serve_forever()\n`],
    ['what stays in a module that it imports', `import stays\n${SCRIPT}`],
  ])('is not what may stay: %s', async (_, source) => {
    const facts = await started(source, { 'stays.py': 'def main(bus):\n    bus.start_consuming()\n' });
    expect([facts.job, facts.service]).toEqual([undefined, undefined]);
  });

  test.each([
    ['web', 'web: python etl.py\n'],
    ['release', 'release: python etl.py\n'],
  ])('of the entry %s is not taken', async (_, Procfile) => {
    const { job, service } = await read({ 'etl.py': SCRIPT, 'other.py': SCRIPT, Procfile });
    expect([job, service]).toEqual([undefined, undefined]);
  });

  test('is the app’s own where there is one', async () => {
    const app = 'from fastapi import FastAPI\napp = FastAPI()\n';
    const facts = await started(SCRIPT, { 'main.py': app });
    expect([facts.app?.value, facts.job]).toEqual(['main:app', undefined]);
    const both = await started(SCRIPT, { 'main.py': app, 'k8s/nightly.yaml': cron('command: [python, etl.py]') });
    expect([both.app?.value, both.job?.confidence]).toEqual(['main:app', 'certain']);
  });

  test('is no job where it works a queue', async () => {
    const facts = await started('from rq import Worker\nWorker(["q"]).work()\n');
    expect([facts.worker?.value.library, facts.job]).toEqual(['rq', undefined]);
  });
});

test('a script that nothing starts makes no service, and is read for who names it', async () => {
  const files = { 'etl.py': SCRIPT };
  const { facts, refusal } = await detect(memoryFolder(files));
  expect([facts.service, facts.job?.confidence, facts.env?.value]).toEqual([undefined, 'guess', ['SOURCE_URL']]);
  expect(refusal).toContain('no app was found in 1 Python file');
  const two = await read({ ...files, 'load.py': SCRIPT });
  expect([two.job, two.env]).toEqual([undefined, undefined]);
});
