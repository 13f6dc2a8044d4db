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
  ['a string', 's = "from celery import Celery; app = Celery()"\n'],
])('none for %s', async (_, source) => {
  expect(await worker({ 'w.py': source })).toBeUndefined();
});

test('a folder with a worker alone is refused by its name; with a web framework the app is asked for', async () => {
  const files = { 'tasks.py': 'from celery import Celery\napp = Celery("x")\n', 'requirements.txt': 'celery==5.4.0\n' };
  const { refusal, facts } = await detect(memoryFolder(files));
  expect(refusal).toContain('tasks.py:2 is a celery worker (celery -A tasks:app worker)');
  expect([facts.service, facts.worker?.value.library]).toEqual([undefined, 'celery']);
  const web = await detect(memoryFolder({ ...files, 'requirements.txt': 'celery==5.4.0\nfastapi==0.115.0\n' }));
  expect(web.refusal).toContain('no app was found');
});
