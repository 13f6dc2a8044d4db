import { expect, test } from '@jest/globals';
import { detect } from '../../../core/detect/detect.js';
import { memoryFolder } from '../memory-folder.js';
import { found } from './found.js';

async function worker(files: Readonly<Record<string, string>>) {
  return (await found(files)).facts.worker?.value.command.join(' ');
}

test.each([
  ['celery', { 'tasks.py': 'from celery import Celery\napp = Celery("x")\n' }, 'celery -A tasks:app worker'],
  ['arq', { 'w.py': 'from arq import cron\nclass WorkerSettings:\n    functions = []\n' }, 'arq w.WorkerSettings'],
  ['dramatiq', { 'w.py': 'import dramatiq\n@dramatiq.actor\ndef f(): pass\n' }, 'dramatiq w'],
  ['rq', { 'w.py': 'from rq import Worker\nWorker(["q"]).work()\n' }, 'python w.py'],
  [
    'livekit',
    {
      'src/agent.py':
        'from livekit.agents import AgentServer, cli\nserver = AgentServer()\nif __name__ == "__main__":\n    cli.run_app(server)\n',
    },
    'python src/agent.py start',
  ],
  ['schedule', { 'w.py': 'import schedule\nwhile True:\n    schedule.run_pending()\n' }, 'python w.py'],
  [
    'a loop',
    {
      'w.py':
        'import time\ndef main():\n    while True:\n        time.sleep(1)\nif __name__ == "__main__":\n    main()\n',
    },
    'python w.py',
  ],
])('%s', async (_, files, command) => {
  expect(await worker(files)).toBe(command);
});

test.each([
  [
    'a loop that ends',
    'import time\nif __name__ == "__main__":\n    while True:\n        time.sleep(1)\n        break\n',
  ],
  ['a loop that nobody starts', 'import time\ndef main():\n    while True:\n        time.sleep(1)\n'],
  ['a dialogue', 'import time\nif __name__ == "__main__":\n    while True:\n        input()\n        time.sleep(1)\n'],
  ['a class of another library', 'class WorkerSettings:\n    functions = []\n'],
  ['a command line of its own', 'import cli\nif __name__ == "__main__":\n    cli.run_app("livekit.agents")\n'],
  ['a string', 's = "from celery import Celery; app = Celery()"\n'],
])('none for %s', async (_, source) => {
  expect(await worker({ 'w.py': source })).toBeUndefined();
});

test('a folder with a worker alone is a backend; with a web framework the app is asked for', async () => {
  const source = 'import os\nfrom celery import Celery\napp = Celery("x", broker=os.environ["BROKER_URL"])\n';
  const files = { 'jobs/tasks.py': source, 'requirements.txt': 'celery==5.4.0\n' };
  const { facts } = await detect(memoryFolder(files));
  expect(facts.service).toMatchObject({ value: 'backend', evidence: [{ file: 'jobs/tasks.py', line: 3 }] });
  expect([facts.env?.value, facts.app, facts.importRoots?.value]).toEqual([['BROKER_URL'], undefined, ['.']]);
  const web = await detect(memoryFolder({ ...files, 'requirements.txt': 'celery==5.4.0\nfastapi==0.115.0\n' }));
  expect(web.refusal).toContain('no app was found');
});

const LOOP = 'import time\nif __name__ == "__main__":\n    while True:\n        time.sleep(1)\n';

test.each([
  ['a Dockerfile', { Dockerfile: 'FROM python:3.12\nCMD ["python", "-u", "jobs/poll.py"]\n' }],
  ['a Procfile, as a module', { Procfile: 'worker: python -m jobs.poll\n' }],
])('a loop is a service where %s starts it', async (_, files) => {
  expect((await detect(memoryFolder({ 'jobs/poll.py': LOOP, ...files }))).facts.service?.value).toBe('backend');
  expect((await detect(memoryFolder({ 'jobs/other.py': LOOP, ...files }))).facts.service).toBeUndefined();
});

test('a loop that nothing starts is refused with its place', async () => {
  const { facts, refusal } = await detect(memoryFolder({ 'poll.py': LOOP }));
  expect(facts.service).toBeUndefined();
  expect(refusal).toContain('poll.py:3 is a program that runs for ever (python poll.py) that no Dockerfile');
});

test.each([
  ['celery -A jobs.tasks worker', 'jobs/tasks.py'],
  ['arq jobs.worker.Settings', 'jobs/worker.py'],
  ['dramatiq jobs', 'src/jobs.py'],
])('the module that %s names is read where it lies', async (command, path) => {
  const source = 'import os\nNAME = os.environ["NAME_OF_IT"]\n';
  const other = source.replace('NAME_OF_IT', 'ANOTHER');
  const files = { [path]: source, 'tools/other.py': other, Procfile: `worker: ${command}\n` };
  const { facts } = await detect(memoryFolder(files));
  expect(facts.worker?.value.command.join(' ')).toBe(command);
  expect(facts.variables?.value.map(({ name, file }) => [name, file])).toEqual([['NAME_OF_IT', path]]);
});
