import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Model } from '../../core/model/model.js';
import { waitRunning } from '../../core/try/container.js';
import type { Engine } from '../../core/try/engine.js';
import { tryService } from '../../core/try/try.js';

/** What the engine prints, the code it ends with, and the seconds that it takes. */
interface Answer {
  readonly out?: string;
  readonly code?: number;
  readonly wait?: number;
}
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Stands for a container engine: a script that notes each call and answers by how it begins. A shell starts fast. */
const fake = (folder: string, answers: Record<string, Answer>): string =>
  [
    '#!/bin/sh',
    `printf '%s\\n' "$*" >>${quoted(join(folder, 'calls'))}`,
    'case "$*" in',
    ...Object.entries(answers).map(
      ([begin, { out = '', code = 0, wait = 0 }]) =>
        `${quoted(begin)}*) ${wait > 0 ? `sleep ${wait}; ` : ''}printf '%s' ${quoted(out)}; exit ${code} ;;`,
    ),
    'esac',
    '',
  ].join('\n');

const model = {
  service: { name: 'orders' },
  image: { platform: 'linux/amd64', context: '.', workdir: '/app' },
  build: { stack: 'python', secrets: [] },
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
  probes: { startSeconds: 1, cloudRun: { startup: { period: 1, failures: 1, timeout: 1 } }, kubernetes: {} },
} as unknown as Model;

let folder = '';
let server: Server;
let status = 200;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'try-'));
  writeFileSync(join(folder, 'own.py'), 'x\n');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  status = 200;
  server = createServer((_, answer) => answer.writeHead(status).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function attempt(answers: Record<string, Answer>, keep = false, changed: object = {}, more: NodeJS.ProcessEnv = {}) {
  const port = (server.address() as AddressInfo).port;
  const usual = {
    'image inspect --format {{.Config.User}}': { out: '65532:65532\n' },
    port: { out: `127.0.0.1:${port}\n` },
    inspect: { out: 'false 0 false\n' },
  };
  // The test's own answers come first: the first that fits is taken.
  const engine = join(folder, 'engine');
  writeFileSync(engine, fake(folder, { ...answers, ...without(usual, answers) }), { mode: 0o755 });
  const env = { ...process.env, ...more, DOCKER: engine };
  return tryService({ folder, model: { ...model, ...changed } as Model, facts: {}, env, keep });
}
const without = (usual: Record<string, Answer>, own: object): Record<string, Answer> =>
  Object.fromEntries(Object.entries(usual).filter(([key]) => !(key in own)));
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

  const JOB = { work: { command: ['python', 'close.py'], single: true, job: { seconds: 3600, retries: 0 } } };

  test('runs a job to its end, on no port', async () => {
    const report = await attempt({}, false, JOB);
    expect(report).toMatchObject({ verdict: 'runs', exit: 0 });
    expect(report.steps.map(({ name }) => name)).toEqual(['building', 'beside it', 'running']);
    expect(report.steps.at(-1)?.detail).toMatch(/^as 65532, read-only, no capabilities, exit 0 after/);
    expect(calls().find((call) => call.startsWith('run '))).not.toMatch(/--publish|PORT=/);
  });

  test.each([
    [
      'false 3 false',
      '{"severity":"ERROR","message":"no input"}',
      /^it ended with code 3 after .*: no input$/,
      /API_KEY/,
    ],
    ['false 1 false', "KeyError: 'a'", /^it ended with code 1 after .*KeyError/, /API_KEY/],
    ['false 137 true', '', /^it needs more than 512 MiB/, /--tier/],
  ])('tells how a job ended: %s', async (state, log, message, hint) => {
    const report = await attempt({ inspect: { out: state }, logs: { out: log } }, false, JOB);
    expect(report).toMatchObject({ verdict: 'failed', exit: 2 });
    expect([report.failure?.message, report.failure?.hint]).toEqual([
      expect.stringMatching(message),
      expect.stringMatching(hint),
    ]);
  });

  test('hands over credentials where another index is asked and this machine has some', async () => {
    const netrc = join(folder, 'netrc');
    const asked = { build: { secrets: [{ id: 'netrc', variable: 'NETRC', file: '~/.netrc' }] } };
    await attempt({}, false, asked, { NETRC: netrc });
    expect(calls().filter((call) => call.includes('--secret'))).toEqual([]);
    writeFileSync(netrc, '');
    await attempt({}, false, asked, { NETRC: netrc });
    expect(calls().filter((call) => call.includes(`--secret id=netrc,src=${netrc}`))).toHaveLength(1);
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
    const log = 'Traceback (most recent call last):\n  File "/app/own.py", line 3, in f\n    x\nValueError: no\n';
    const report = await attempt({ logs: { out: log } });
    expect(report.failure?.message).toBe('own.py:3 raises ValueError: no');
  });

  test('no engine ends with 1 and a way out', async () => {
    await expect(attempt({ info: { code: 1 } })).rejects.toMatchObject({ exit: 1, code: 'no-engine' });
  });

  test('a folder without a scaffold is refused', async () => {
    rmSync(join(folder, 'Dockerfile'));
    await expect(attempt({})).rejects.toMatchObject({ exit: 1, code: 'no-scaffold' });
  });

  test('Ctrl-C removes what was made, before anything else may end the process', async () => {
    const order: string[] = [];
    const other = (): void => void order.push('another listener');
    process.on('SIGINT', other);
    try {
      const ended = attempt({ build: { wait: 20 } }).catch((error: unknown) => error);
      while (!existsSync(join(folder, 'calls')) || !calls().some((call) => call.startsWith('build'))) await sleep(20);
      process.emit('SIGINT');
      expect(await ended).toMatchObject({ exit: 130 });
      expect(calls().at(-1)).toMatch(/^image rm/);
      expect(order).toEqual([]);
      expect(process.listeners('SIGINT')).toContain(other);
    } finally {
      process.off('SIGINT', other);
    }
  });

  const variables = [{ name: 'DATABASE_URL', value: 'postgresql://orders@database:5432/orders' }];
  const data = { engine: 'postgres', kind: 'external', local: { image: 'postgres:17', port: 5432, variables } };

  test('a database runs beside it under the name that the variables use, in the image that compose.yaml names', async () => {
    writeFileSync(join(folder, 'compose.yaml'), 'services:\n  database:\n    image: postgres:18\n');
    const report = await attempt({}, false, { data });
    expect(report.steps[1]?.detail).toContain('PostgreSQL (postgres:18)');
    const [database = '', service = ''] = calls().filter((call) => call.startsWith('run '));
    expect(database).toMatch(
      /--network-alias database .*POSTGRES_HOST_AUTH_METHOD=trust --env LANG=C\.UTF-8 postgres:18$/,
    );
    expect(service).toContain('--env DATABASE_URL=postgresql://orders@database:5432/orders');
    expect(/--network (\S+)/.exec(service)?.[1]).toBe(/--network (\S+)/.exec(database)?.[1]);
  });

  const migrate = { tool: 'alembic', workdir: '/app', seconds: 600, command: ['alembic', 'upgrade', 'head'] } as const;

  test('migrations run in the built image before the service starts, with its variables', async () => {
    const report = await attempt({}, false, { data, migrate });
    expect(report.steps[1]?.detail).toContain('migrations applied');
    const [, migration = '', service = ''] = calls().filter((call) => call.startsWith('run '));
    expect(migration).toMatch(
      /--read-only .*--env DATABASE_URL=\S+ .*--workdir \/app --entrypoint alembic \S+ upgrade head$/,
    );
    expect(service).toContain('--detach');
  });

  test('migrations that fail are the failure, and the service is not started', async () => {
    const broken = { code: 1, out: 'Traceback\nValueError: no such revision\n' };
    const report = await attempt({ 'run --name saasfactory-try': broken }, false, { data, migrate });
    expect(report).toMatchObject({ verdict: 'failed', exit: 2 });
    expect(report.failure?.message).toBe('the migrations fail: alembic upgrade head: ValueError: no such revision');
    expect(report.steps.map(({ name }) => name)).not.toContain('starting');
  });

  test('without the side image only liveness is tried, and it does not say runs', async () => {
    const report = await attempt(
      { 'run --detach --name saasfactory-try': { code: 125, out: 'pull access denied' } },
      false,
      {
        data: { engine: 'mysql', kind: 'external' },
      },
    );
    expect(report.verdict).not.toBe('runs');
    const alive = await attempt({}, false, { data: { engine: 'mysql', kind: 'external' } });
    expect(alive).toMatchObject({
      verdict: 'live',
      exit: 0,
      notes: ['readiness was not tried: no image of mysql is known'],
    });
    expect(alive.steps.find(({ name }) => name === 'starting')?.detail).toContain('at /live');
  });

  test('a model at a dummy address gets nothing ready: only liveness is tried', async () => {
    const asking = (name: string): object => ({
      runtime: { checks: [{ name: 'model', kind: 'http', variables: [name] }] },
    });
    const alive = await attempt({}, false, asking('API_KEY'));
    expect(alive).toMatchObject({
      verdict: 'live',
      notes: ['readiness was not tried: no model answers at API_KEY; set it or use --env-file'],
    });
    // An address that the code can do without is not asked.
    expect(await attempt({}, false, asking('OPENAI_BASE_URL'))).toMatchObject({ verdict: 'runs' });
  });

  test('a worker that nobody can ask is asked nothing; one that ends has failed', async () => {
    const silent = { probes: { startSeconds: 30, cloudRun: {}, kubernetes: {} } };
    const report = await attempt({ inspect: { out: 'false 3 false\n' } }, false, silent);
    expect(report).toMatchObject({ verdict: 'failed', exit: 2 });
    expect(report.steps.at(-1)).toMatchObject({ name: 'starting', ok: false });
    const started = { id: 'x', port: 1, url: '' };
    const engine = (running: boolean) =>
      ({ run: async () => ({ code: 0, out: `${running} 0 false`, all: '' }) }) as unknown as Engine;
    expect(await waitRunning(engine(true), started, 0.3)).toMatchObject({ ok: true });
    expect(await waitRunning(engine(false), started, 0.3)).toMatchObject({ ok: false, status: 0 });
  });

  test('an image that runs as root fails', async () => {
    const report = await attempt({ 'image inspect --format {{.Config.User}}': { out: '\n' } });
    expect(report.failure).toMatchObject({ message: 'the image runs as root', file: 'Dockerfile' });
  });
});
