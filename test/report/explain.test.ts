import { describe, expect, test } from '@jest/globals';
import { detect } from '../../core/detect/detect.js';
import { isOfFamily, rulesTried } from '../../core/detect/rules.js';
import { detectionLines, unmetLines } from '../../core/report-detect.js';
import { explainDocument, explainLines, readFactName } from '../../core/report-explain.js';
import { memoryFolder } from '../detect/memory-folder.js';

const APP =
  'import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\nif __name__ == "__main__":\n    uvicorn.run(app, port=8093)\n';

describe('readFactName', () => {
  test('takes short and long names and refuses others with the nearest', () => {
    expect(readFactName('health')).toBe('healthPath');
    expect(readFactName('healthPath')).toBe('healthPath');
    expect(readFactName('packages')).toBe('packageManager');
    expect(() => readFactName('prot')).toThrow('--explain prot: no such fact; did you mean port?');
  });
});

describe('every fact', () => {
  test('can be asked for, and each rule that fired for one is in the table of rules', async () => {
    const detection = await detect(
      memoryFolder({
        'main.py': `${APP}import os\nos.makedirs("logs")\n@app.get("/health")\ndef h(): return os.environ["DATABASE_URL"]\n`,
        'work.py': 'import time\nwhile True:\n    time.sleep(1)\n',
        'requirements.txt': 'fastapi\nuvicorn\npsycopg2-binary\n',
        'alembic.ini': '[alembic]\nscript_location = migrations\n',
        'migrations/env.py': '',
      }),
    );
    for (const name of Object.keys(detection.facts)) {
      const fact = readFactName(name);
      const lines = explainLines(detection, fact, name);
      expect(lines[0]).not.toMatch(/object Object|none$/);
      for (const { rule } of detection.facts[fact]?.evidence ?? [])
        expect([name, rule, rulesTried(fact, 'python').some((family) => isOfFamily(rule, family))]).toEqual([
          name,
          rule,
          true,
        ]);
    }
    expect(Object.keys(detection.facts)).toEqual(expect.arrayContaining(['writes', 'install', 'variables', 'locked']));
  });

  test('that was not found names rules that were silent', async () => {
    const detection = await detect(memoryFolder({ 'main.py': APP }));
    for (const name of ['writes', 'worker', 'pool', 'tenancy', 'pgvector', 'migrations'] as const)
      expect(explainLines(detection, name, name)[1]).toMatch(/^ {2}silent {4}[a-z]/);
  });
});

describe('explainLines', () => {
  const files = {
    'main.py': APP,
    'requirements.txt': 'fastapi\nuvicorn\n',
    Dockerfile: 'FROM python:3.12\nEXPOSE 8000\n',
  };

  test('what fired stands first, then what lost with its reason, then what was silent', async () => {
    const lines = explainLines(await detect(memoryFolder(files)), 'port', 'port');
    expect(lines[0]).toBe('port = 8000');
    expect(lines[1]).toMatch(/^ {2}fired {5}dockerfile-expose +Dockerfile:2 +EXPOSE 8000$/);
    expect(lines[2]).toMatch(
      /^ {2}outranked \S+ +main\.py:7 +uvicorn\.run\(app, port=8093\): outranked by Dockerfile:2$/,
    );
    expect(lines.join('\n')).toMatch(/silent {4}.*\bprocfile\b/s);
    for (const line of lines.slice(-3)) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('a fact that was not found is none, and every rule is silent', async () => {
    const lines = explainLines(await detect(memoryFolder({ 'main.py': APP })), 'healthPath', 'health');
    expect(lines[0]).toBe('health = none');
    expect(lines.slice(1).every((line) => /^ {2}silent|^ {12}/.test(line))).toBe(true);
  });

  test('each rule speaks once: none both fired and was silent', async () => {
    const detection = await detect(memoryFolder(files));
    const { rules } = explainDocument(detection, 'port') as { rules: { rule: string; outcome: string }[] };
    const fired = rules.filter(({ outcome }) => outcome !== 'silent').map(({ rule }) => rule);
    expect(fired).toContain('dockerfile-expose');
    for (const { rule, outcome } of rules) if (outcome === 'silent') expect(fired).not.toContain(rule);
  });

  test('the table names runners-up of other facts than the app with their reason', async () => {
    const text = detectionLines(await detect(memoryFolder(files))).join('\n');
    expect(text).toMatch(/not taken {2}main\.py:7 port 8093 \(outranked by Dockerfile:2\)/);
  });
});

describe('unmetLines', () => {
  test('names what is less sure than asked, and nothing else', async () => {
    const guess = { 'main.py': 'from fastapi import FastAPI\napp = FastAPI()\n', Procfile: 'web: uvicorn main:app\n' };
    const detection = await detect(memoryFolder(guess));
    expect(detection.facts.port?.confidence).toBe('likely');
    expect(unmetLines(detection, 'certain')).toContain('port 8000 is likely, not certain (Procfile:1)');
    expect(unmetLines(detection, 'likely').filter((line) => line.startsWith('port'))).toEqual([]);
  });
});

test('runners-up that are no plain text are written as the table writes them', async () => {
  const worker = (name: string): string =>
    `from celery import Celery\n${name} = Celery("x")\n@${name}.task\ndef t(): pass\n`;
  const files = {
    'main.py': APP,
    'a.py': worker('one'),
    'b.py': worker('two'),
    'requirements.txt': 'celery\nfastapi\n',
  };
  const detection = await detect(memoryFolder(files));
  expect(detection.facts.worker?.others.length).toBeGreaterThan(0);
  const lines = detectionLines(detection).join('\n');
  expect(lines).toMatch(/not taken {2}b\.py:2 worker celery -A b/);
  expect(lines).not.toContain('[object');
});
