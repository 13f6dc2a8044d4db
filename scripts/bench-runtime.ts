import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placeApp, saasfactory } from './golden-cases.js';

// npm run bench:runtime: requests a second of a FastAPI route that returns {}, with deploy/runtime around it and without.
// One uvicorn worker, access log off on both sides, metrics on. PYTHON names an interpreter with fastapi, uvicorn and
// prometheus-client. Runs alternate, and the order within a pair does too: what else the machine does falls on both.
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

/** Answers of status 200 within `SECONDS`, over connections that are kept open and never wait for each other. */
async function load(): Promise<number> {
  const request = Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${PORT}\r\n\r\n`);
  let answers = 0;
  let failed: Error | undefined;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(PORT, '127.0.0.1', () => socket.write(request));
    // Each answer is small enough to come in one piece, and the next is asked for only then.
    socket.on('data', (data) => {
      if (data.subarray(9, 12).toString() !== '200') failed = new Error(data.toString());
      answers += 1;
      socket.write(request);
    });
    socket.on('error', (error) => {
      failed = error;
    });
    return socket;
  });
  await sleep(500);
  const before = answers;
  const began = performance.now();
  await sleep(SECONDS * 1000);
  const rate = (answers - before) / ((performance.now() - began) / 1000);
  for (const socket of sockets) socket.destroy();
  if (failed !== undefined || rate === 0) throw failed ?? new Error('no answer came');
  return rate;
}

async function measured(folder: string, wrapped: boolean): Promise<number> {
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
    return await load();
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
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = await measured(folder, pair % 2 === 1);
    const second = await measured(folder, pair % 2 === 0);
    const [plain, wrapped] = pair % 2 === 1 ? [second, first] : [first, second];
    ratios.push(wrapped / plain);
    console.log(
      `${pair + 1}: ${plain.toFixed(0)} requests/s plain, ${wrapped.toFixed(0)} wrapped, ${(wrapped / plain).toFixed(3)}`,
    );
  }
  const cost = (1 - median(ratios)) * 100;
  console.log(
    `median of ${PAIRS}: the wrapper costs ${cost.toFixed(1)} % of requests per second (aim: under ${AIM} %)`,
  );
} finally {
  rmSync(join(folder, '..'), { recursive: true, force: true });
}
