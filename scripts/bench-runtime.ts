import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placeApp, saasfactory } from './golden-cases.js';

// npm run bench:runtime: requests a second of a FastAPI route that returns {}, with deploy/runtime around it and without.
// One uvicorn worker, access log off on both sides, metrics on. PYTHON names an interpreter with fastapi, uvicorn and
// prometheus-client. Runs alternate, and the order within a pair does too: what else the machine does falls on both.
// Beside the rate stands the processor time of a request, which a busy machine disturbs less (Linux only).
const PYTHON = process.env.PYTHON ?? 'python3';
const PAIRS = Number(process.env.PAIRS ?? 10);
const SECONDS = Number(process.env.SECONDS ?? 3);
const CONNECTIONS = 16;
const PORT = Number(process.env.PORT ?? 18743);
const AIM = 5;

const APP =
  'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def root() -> dict:\n    return {}\n';
const PLAIN = `import uvicorn; uvicorn.run('main:app', host='127.0.0.1', port=${PORT}, access_log=False, log_level='warning')`;

/** A service folder with the scaffold in it. */
async function place(): Promise<string> {
  const source = mkdtempSync(join(tmpdir(), 'bench-runtime-'));
  writeFileSync(join(source, 'main.py'), APP);
  writeFileSync(join(source, 'requirements.txt'), 'fastapi==0.115.12\nuvicorn==0.34.2\nprometheus-client==0.22.1\n');
  const folder = placeApp(source, 'bench');
  rmSync(source, { recursive: true, force: true });
  await saasfactory(['container', '--yes', '--quiet', '--service', 'backend', '--app', 'main:app'], folder);
  return folder;
}

interface Measured {
  /** Answers a second. */
  readonly rate: number;
  /** Processor time of an answer in clock ticks; NaN where the system does not tell. */
  readonly ticks: number;
}

/** Clock ticks that a process has used, its own and the kernel's for it. */
function ticksOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Answers of status 200 within `SECONDS`, over connections that are kept open and never wait for each other. */
async function load(pid: number): Promise<Measured> {
  const request = Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${PORT}\r\n\r\n`);
  let answers = 0;
  let failed: Error | undefined;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(PORT, '127.0.0.1', () => socket.write(request));
    let text = '';
    // Head and body may come in pieces; the next answer is asked for only after a whole one.
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
      if (!text.endsWith('\r\n\r\n{}')) return;
      if (!text.startsWith('HTTP/1.1 200')) failed = new Error(text);
      answers += 1;
      text = '';
      socket.write(request);
    });
    socket.on('error', (error) => {
      failed = error;
    });
    return socket;
  });
  await sleep(500);
  const [before, used] = [answers, ticksOf(pid)];
  const began = performance.now();
  await sleep(SECONDS * 1000);
  const rate = (answers - before) / ((performance.now() - began) / 1000);
  const ticks = (ticksOf(pid) - used) / (answers - before);
  for (const socket of sockets) socket.destroy();
  if (failed !== undefined || rate === 0) throw failed ?? new Error('no answer came');
  return { rate, ticks };
}

async function measured(folder: string, wrapped: boolean): Promise<Measured> {
  const words = wrapped ? ['deploy/runtime/serve.py'] : ['-c', PLAIN];
  const server = spawn(PYTHON, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(PORT), LOG_LEVEL: 'WARNING', PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    for (let tries = 0; ; tries += 1) {
      const isUp = await fetch(`http://127.0.0.1:${PORT}/`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isUp) break;
      if (tries > 300 || server.exitCode !== null) throw new Error(`${words[0]} does not answer on port ${PORT}`);
      await sleep(100);
    }
    return await load(server.pid ?? 0);
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
};

const folder = await place();
try {
  const rates: number[] = [];
  const times: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = await measured(folder, pair % 2 === 1);
    const second = await measured(folder, pair % 2 === 0);
    const [plain, wrapped] = pair % 2 === 1 ? [second, first] : [first, second];
    rates.push(wrapped.rate / plain.rate);
    times.push(wrapped.ticks / plain.ticks);
    console.log(
      `${pair + 1}: ${plain.rate.toFixed(0)} requests/s plain, ${wrapped.rate.toFixed(0)} wrapped, ${(wrapped.rate / plain.rate).toFixed(3)}; processor time ${(wrapped.ticks / plain.ticks).toFixed(3)}`,
    );
  }
  const cost = (1 - median(rates)) * 100;
  console.log(
    `median of ${PAIRS}: the wrapper costs ${cost.toFixed(1)} % of requests per second (aim: under ${AIM} %)`,
  );
  console.log(`a request takes ${((median(times) - 1) * 100).toFixed(1)} % more processor time`);
} finally {
  rmSync(join(folder, '..'), { recursive: true, force: true });
}
