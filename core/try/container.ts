import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '../model/model.js';
import type { Engine } from './engine.js';
import type { Room } from './room.js';

export interface Started {
  readonly id: string;
  /** The port inside the container, another than the default. */
  readonly port: number;
  readonly url: string;
}

/** A port that no default is: one that the service ignores shows at once. */
export function otherPort(port: number): number {
  return port + 10000 <= 65535 ? port + 10000 : port - 10000;
}

/** Flags of a container that is run as strictly as the platforms run it. */
export function hardening(model: Model): readonly string[] {
  const writable = model.process.writable.flatMap(({ path, megabytes }) => [
    '--tmpfs',
    `${path}:rw,size=${megabytes}m,mode=1777`,
  ]);
  return [
    ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', ...writable],
    ...['--memory', `${model.resources.memoryMiB}m`],
  ];
}

/** Starts the image; the text of the failure when the engine cannot. */
export async function start(
  engine: Engine,
  room: Room,
  image: string,
  model: Model,
  values: ReadonlyMap<string, string>,
): Promise<Started | string> {
  const id = `${room.name}-service`;
  const port = otherPort(model.http.port);
  room.add('container', id);
  const ran = await engine.run([
    ...['run', '--detach', '--name', id, '--network', room.name, '--platform', model.image.platform],
    ...hardening(model),
    ...['--publish', `127.0.0.1::${port}`, '--env', `PORT=${port}`],
    ...[...values].flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    image,
  ]);
  if (ran.code !== 0) return ran.all;
  const address = (await engine.run(['port', id, `${port}/tcp`])).out.split('\n')[0]?.trim() ?? '';
  return { id, port, url: `http://${address === '' ? `127.0.0.1:${port}` : address}` };
}

export interface State {
  readonly running: boolean;
  readonly code: number;
  readonly outOfMemory: boolean;
}

export async function stateOf(engine: Engine, id: string): Promise<State> {
  const format = '{{.State.Running}} {{.State.ExitCode}} {{.State.OOMKilled}}';
  const [running, code, memory] = (await engine.run(['inspect', '--format', format, id])).out.trim().split(' ');
  return { running: running === 'true', code: Number(code), outOfMemory: memory === 'true' };
}

/** Bytes of an answer's body that are kept. */
const BODY = 4096;

/**
 * Status of a GET, 0 when nothing answers, and the beginning of what it says. Plain HTTP: `fetch` would take a proxy's
 * word and keeps connections open.
 */
export function ask(url: string, seconds: number): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve) => {
    let status = 0;
    let body = '';
    const request = get(url, { agent: false, timeout: seconds * 1000 }, (answer) => {
      status = answer.statusCode ?? 0;
      answer.setEncoding('utf8').on('data', (text: string) => {
        body = (body + text).slice(0, BODY);
      });
      answer.on('error', () => undefined);
    });
    request.on('timeout', () => request.destroy()).on('error', () => undefined);
    request.on('close', () => resolve({ status, body }));
  });
}

export type Health =
  | { readonly ok: true; readonly seconds: number }
  | { readonly ok: false; readonly seconds: number; readonly status: number; readonly state: State };

/**
 * Waits until a path answers 200 to 399, the container ends, or `seconds` are over. Without a path, as where no route is
 * known, any answer will do.
 */
export async function waitHealthy(
  engine: Engine,
  started: Started,
  path: string | undefined,
  seconds: number,
): Promise<Health> {
  const begin = performance.now();
  const past = (): number => (performance.now() - begin) / 1000;
  let status = 0;
  for (let turn = 0; past() < seconds; turn += 1) {
    ({ status } = await ask(started.url + (path ?? '/'), 3));
    if (path === undefined ? status > 0 : status >= 200 && status < 400) return { ok: true, seconds: past() };
    if (turn % 4 === 3) {
      const state = await stateOf(engine, started.id);
      if (!state.running) return { ok: false, seconds: past(), status: 0, state };
    }
    await sleep(100);
  }
  return { ok: false, seconds: past(), status, state: await stateOf(engine, started.id) };
}

/** Waits `seconds` for a container that answers nothing: it is well while it runs. */
export async function waitRunning(engine: Engine, { id }: Started, seconds: number): Promise<Health> {
  const begin = performance.now();
  const past = (): number => (performance.now() - begin) / 1000;
  for (; past() < seconds; await sleep(250)) {
    const state = await stateOf(engine, id);
    if (!state.running) return { ok: false, seconds: past(), status: 0, state };
  }
  return { ok: true, seconds: past() };
}

export interface Listener {
  readonly port: number;
  /** Reachable from inside the container alone. */
  readonly loopback: boolean;
}

/** What listens inside, from the kernel's tables; empty when they cannot be read there (an image without cat). */
export async function listeners(engine: Engine, id: string): Promise<readonly Listener[]> {
  const read = await engine.run(['exec', id, 'cat', '/proc/net/tcp', '/proc/net/tcp6']);
  return read.out.split('\n').flatMap((line) => {
    // sl, local address, remote address, state: 0A is LISTEN. 127.0.0.11 is the engine's own name server.
    const match = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /.exec(line);
    if (match?.[1] === undefined || match[1] === '0B00007F') return [];
    const loopback = match[1] === '0100007F' || match[1] === '00000000000000000000000001000000';
    return [{ port: Number.parseInt(match[2] ?? '0', 16), loopback }];
  });
}

/** SIGTERM, as both platforms send it whatever the image says; then SIGKILL after the grace. */
export async function stop(
  engine: Engine,
  id: string,
  grace: number,
): Promise<{ seconds: number; code: number; killed: boolean }> {
  const begin = performance.now();
  const past = (): number => (performance.now() - begin) / 1000;
  await engine.run(['kill', '--signal', 'SIGTERM', id]);
  for (; past() < grace; await sleep(50)) {
    const state = await stateOf(engine, id);
    if (!state.running) return { seconds: past(), code: state.code, killed: false };
  }
  await engine.run(['kill', '--signal', 'SIGKILL', id]);
  return { seconds: past(), code: 137, killed: true };
}
