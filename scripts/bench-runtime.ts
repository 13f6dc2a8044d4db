import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placeApp, saasfactory } from './golden-cases.js';

// npm run bench:runtime: requests a second of a FastAPI route that returns {}, with deploy/runtime around it and without.
// One uvicorn worker, access log off on both sides, metrics on. PYTHON names an interpreter with fastapi, uvicorn and
// prometheus-client. In each run both servers are up and asked in turns of SLICE_MS, never at the same time: what else
// the machine does falls on both. A run's ratio is the median over its pairs of turns. Beside the rate stands the processor time of a request (Linux only).
const PYTHON = process.env.PYTHON ?? 'python3';
const PAIRS = Number(process.env.PAIRS ?? 10);
const SECONDS = Number(process.env.SECONDS ?? 3);
const SLICE_MS = 100;
const CONNECTIONS = 16;
const PORT = Number(process.env.PORT ?? 18743);
const AIM = 5;

const APP =
  'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def root() -> dict:\n    return {}\n';
const PLAIN = `import os, uvicorn; uvicorn.run('main:app', host='127.0.0.1', port=int(os.environ['PORT']), access_log=False, log_level='warning')`;

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

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
};

/** Clock ticks that a process has used, its own and the kernel's for it; NaN where the system does not tell. */
function ticksOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** One server, and the connections to it that stay open. */
interface Side {
  readonly server: ChildProcess;
  readonly sockets: readonly Socket[];
  answers: number;
  seconds: number;
  ticks: number;
}

async function start(folder: string, words: readonly string[], port: number): Promise<Side> {
  const server = spawn(PYTHON, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port), LOG_LEVEL: 'WARNING', PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; ; tries += 1) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) break;
    if (tries > 600 || server.exitCode !== null) throw new Error(`${words[0]} does not answer on port ${port}`);
    await sleep(100);
  }
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, '127.0.0.1').setEncoding('latin1'));
  return { server, sockets, answers: 0, seconds: 0, ticks: 0 };
}

/** Asks over every connection, each time after a whole answer of status 200, until the turn is over: answers a second. */
async function turn(side: Side): Promise<number> {
  const before = side.answers;
  const request = Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  const used = ticksOf(side.server.pid ?? 0);
  const began = performance.now();
  await Promise.all(
    side.sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          let text = '';
          socket.removeAllListeners('data').removeAllListeners('error').on('error', reject);
          socket.on('data', (piece: string) => {
            text += piece;
            if (!text.endsWith('\r\n\r\n{}')) return;
            if (!text.startsWith('HTTP/1.1 200')) reject(new Error(text));
            side.answers += 1;
            text = '';
            if (performance.now() - began < SLICE_MS) socket.write(request);
            else resolve();
          });
          socket.write(request);
        }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  side.seconds += seconds;
  side.ticks += ticksOf(side.server.pid ?? 0) - used;
  return (side.answers - before) / seconds;
}

const rate = ({ answers, seconds }: Side): number => answers / seconds;
const cost = ({ answers, ticks }: Side): number => ticks / answers;

/** The wrapped service and the plain one after `SECONDS` each, and the median ratio of their rates. */
async function run(folder: string): Promise<{ plain: Side; wrapped: Side; ratio: number }> {
  const sides: Side[] = [];
  try {
    sides.push(await start(folder, ['-c', PLAIN], PORT));
    sides.push(await start(folder, ['deploy/runtime/serve.py'], PORT + 1));
    const [plain, wrapped] = sides as [Side, Side];
    for (const side of sides) await turn(side);
    for (const side of sides) Object.assign(side, { answers: 0, seconds: 0, ticks: 0 });
    const ratios: number[] = [];
    while (plain.seconds + wrapped.seconds < SECONDS * 2) {
      // Neither is always the first of the two.
      const isFirst = ratios.length % 2 === 0;
      const first = await turn(isFirst ? wrapped : plain);
      const second = await turn(isFirst ? plain : wrapped);
      ratios.push(isFirst ? first / second : second / first);
    }
    return { plain, wrapped, ratio: median(ratios) };
  } finally {
    for (const { server, sockets } of sides) {
      for (const socket of sockets) socket.destroy();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
    }
  }
}

const folder = await place();
try {
  const rates: number[] = [];
  const times: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const { plain, wrapped, ratio } = await run(folder);
    const time = cost(wrapped) / cost(plain);
    rates.push(ratio);
    times.push(time);
    console.log(
      `${pair + 1}: ${rate(plain).toFixed(0)} requests/s plain, ${rate(wrapped).toFixed(0)} wrapped, ${ratio.toFixed(3)}; processor time ${time.toFixed(3)}`,
    );
  }
  const lost = (1 - median(rates)) * 100;
  console.log(
    `median of ${PAIRS}: the wrapper costs ${lost.toFixed(1)} % of requests per second (aim: under ${AIM} %)`,
  );
  console.log(`a request takes ${((median(times) - 1) * 100).toFixed(1)} % more processor time`);
} finally {
  rmSync(join(folder, '..'), { recursive: true, force: true });
}
