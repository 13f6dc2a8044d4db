import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Model } from '../../core/model/model.js';
import { tryService } from '../../core/try/try.js';

/** Stands for a container engine: notes each call and answers as the test says, by the call's first word. */
const FAKE = `
import { appendFileSync, readFileSync } from 'node:fs';
const args = process.argv.slice(3);
appendFileSync(process.argv[2] + '/calls', args.join(' ') + '\\n');
const answers = JSON.parse(readFileSync(process.argv[2] + '/answers.json', 'utf8'));
const key = Object.keys(answers).find((each) => args.join(' ').startsWith(each));
const { out = '', code = 0 } = answers[key] ?? {};
process.stdout.write(out);
process.exitCode = code;
`;

const model = {
  service: { name: 'orders' },
  image: { platform: 'linux/amd64', context: '.', workdir: '/app' },
  build: { stack: 'python' },
  process: { writable: [{ path: '/tmp', megabytes: 64, why: '' }] },
  http: {
    port: 8093,
    live: { path: '/live' },
    ready: { path: '/ready' },
    metrics: { path: '/metrics' },
    smoke: '/live',
  },
  environment: [],
  secrets: [{ name: 'API_KEY', secret: 'x', required: true, evidence: '' }],
  resources: { memoryMiB: 512 },
  drain: { cloudRunSeconds: 1 },
  probes: { startup: { period: 1, failures: 1, timeout: 1 } },
} as unknown as Model;

let folder = '';
let server: Server;
let status = 200;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'try-'));
  writeFileSync(join(folder, 'fake.mjs'), FAKE);
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  status = 200;
  server = createServer((_, answer) => answer.writeHead(status).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function attempt(answers: Record<string, { out?: string; code?: number }>, keep = false) {
  const port = (server.address() as AddressInfo).port;
  const usual = {
    'image inspect --format {{.Config.User}}': { out: '65532:65532\n' },
    port: { out: `127.0.0.1:${port}\n` },
    inspect: { out: 'false 0 false\n' },
  };
  writeFileSync(join(folder, 'answers.json'), JSON.stringify({ ...answers, ...usual }));
  const env = { ...process.env, DOCKER: `${process.execPath} ${join(folder, 'fake.mjs')} ${folder}` };
  return tryService({ folder, model, facts: {}, env, keep });
}
const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

describe('try', () => {
  test('runs hardened, on another port, with dummies, and removes everything', async () => {
    const report = await attempt({});
    expect(report).toMatchObject({ verdict: 'runs', exit: 0 });
    expect(report.steps.map(({ name }) => name)).toEqual([
      'building',
      'beside it',
      'starting',
      'answering',
      'stopping',
    ]);
    expect(report.steps[1]?.detail).toBe('API_KEY is a dummy value');
    const run = calls().find((call) => call.startsWith('run ')) ?? '';
    for (const flag of [
      '--read-only',
      '--cap-drop ALL',
      '--security-opt no-new-privileges',
      '--env PORT=18093',
      '--tmpfs /tmp:',
    ]) {
      expect(run).toContain(flag);
    }
    expect(run).not.toContain('--user');
    expect(calls().some((call) => /^build --platform linux\/amd64 /.test(call))).toBe(true);
    expect(
      calls()
        .slice(-3)
        .map((call) => call.split(' ').slice(0, 2).join(' ')),
    ).toEqual(['rm --force', 'network rm', 'image rm']);
  });

  test('keep leaves everything and names it', async () => {
    const report = await attempt({}, true);
    expect(report.kept?.container).toMatch(/^saasfactory-try-[0-9a-f]{8}-service$/);
    expect(calls().some((call) => call.startsWith('rm '))).toBe(false);
  });

  test('a failing build ends it with 2, and what was made is removed', async () => {
    const report = await attempt({ build: { out: 'no space left on device', code: 1 } });
    expect(report).toMatchObject({ verdict: 'failed', exit: 2, failure: { message: 'the engine has no space left' } });
    expect(report.steps).toHaveLength(1);
    expect(calls().at(-1)).toMatch(/^image rm/);
  });

  test('an unhealthy service is explained from its log', async () => {
    status = 500;
    const log = 'Traceback (most recent call last):\n  File "/app/fake.mjs", line 3, in f\n    x\nValueError: no\n';
    const report = await attempt({ logs: { out: log } });
    expect(report.failure?.message).toBe('fake.mjs:3 raises ValueError: no');
  });

  test('no engine ends with 1 and a way out', async () => {
    await expect(attempt({ info: { code: 1 } })).rejects.toMatchObject({ exit: 1, code: 'no-engine' });
  });

  test('a folder without a scaffold is refused', async () => {
    rmSync(join(folder, 'Dockerfile'));
    await expect(attempt({})).rejects.toMatchObject({ exit: 1, code: 'no-scaffold' });
  });
});
