import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Route, Service } from './e2e-services.js';
import { saasfactory } from './golden-cases.js';
import { command, type Ended, tool } from './shared.js';

/** What was seen of one service; the first thing that went wrong, in `problem`, ends it. */
export interface Proof {
  readonly build?: string;
  readonly boot?: string;
  readonly health?: string;
  readonly route?: string;
  readonly user?: string;
  readonly size?: string;
  readonly seconds?: string;
  readonly stop?: string;
  readonly tried?: string;
  readonly problem?: string;
}

interface Entry {
  readonly answers: Readonly<Record<string, unknown>>;
}

const WAIT = 60;
const GRACE = 10;
const docker = (...args: string[]): Promise<Ended> => command(['docker', ...args]);

/** Generates with --yes alone, builds, runs strictly, asks, stops. Uses nothing of the generator but its command. */
export async function prove(service: Service, folder: string): Promise<Proof> {
  const seen: { -readonly [key in keyof Proof]: Proof[key] } = {};
  const id = `saasfactory-e2e-${randomBytes(4).toString('hex')}`;
  const image = `${id}:local`;
  const must = (ran: Ended, what: string): Ended => {
    if (ran.code !== 0) throw new Error(`${what}\n${ran.all.trim().split('\n').slice(-25).join('\n')}`);
    return ran;
  };
  try {
    const report = JSON.parse(await saasfactory(['container', '--yes', '--json'], folder)) as { services: Entry[] };
    const answers = report.services[0]?.answers ?? {};
    const base = tool('engine/base');
    // What it cannot make, the build names.
    if (base !== undefined) await command([base, '--from', join(folder, 'Dockerfile')]);

    const begin = performance.now();
    const context = resolve(folder, String(answers.context ?? '.'));
    const file = join(folder, 'Dockerfile');
    must(
      await docker('build', '--platform', 'linux/amd64', '--file', file, '--tag', image, context),
      'the build fails',
    );
    seen.build = `${Math.round((performance.now() - begin) / 1000)} s`;
    seen.size = await overBase(image, file);
    seen.user = (await docker('image', 'inspect', '--format', '{{.Config.User}}', image)).out.trim();
    if (!/^[1-9]\d*(?::\d+)?$/.test(seen.user))
      throw new Error(`the image's user is ${seen.user || 'root'}, not a number above 0`);

    const port = Number(answers.port) + 1000;
    const variables = Object.entries(service.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    must(
      await docker(
        ...['run', '--detach', '--name', id, '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
        ...['--tmpfs', '/tmp', '--env', `PORT=${port}`, '--publish', `127.0.0.1::${port}`, ...variables, image],
      ),
      'the container does not start',
    );
    seen.boot = 'ok';
    const address = (await docker('port', id, `${port}/tcp`)).out.split('\n')[0]?.trim();
    const url = `http://${address}`;
    const healthPath = String(answers['health-path']);
    seen.seconds = (await healthy(id, url + healthPath)).toFixed(1);
    const check = await ownCheck(id);
    if (check !== 0) throw new Error(`the image's own HEALTHCHECK ends with ${check}`);
    seen.health = `200 ${healthPath}`;
    const asked: string[] = [];
    for (const route of service.routes) asked.push(await ask(url, route));
    seen.route = asked[0] ?? '';

    const stopping = performance.now();
    must(await docker('stop', '--time', String(GRACE), id), 'docker stop');
    const code = (await docker('inspect', '--format', '{{.State.ExitCode}}', id)).out.trim();
    const took = ((performance.now() - stopping) / 1000).toFixed(1);
    if (code !== '0') throw new Error(`ended with ${code} after ${took} s, not 0 within ${GRACE} s`);
    seen.stop = `0 after ${took} s`;
    if (service.name === 'backend') seen.tried = await compareTry(folder);
  } catch (error) {
    const log = (await docker('logs', '--tail', '30', id)).all.trim();
    seen.problem = `${error instanceof Error ? error.message : error}${log === '' || /No such container/.test(log) ? '' : `\n-- its log\n${log}`}`;
  } finally {
    await docker('rm', '--force', '--volumes', id);
    await docker('image', 'rm', '--force', image);
  }
  return seen;
}

/** `saasfactory try` over the same folder must come to the same verdict. */
async function compareTry(folder: string): Promise<string> {
  const report = JSON.parse(await saasfactory(['try', '--json'], folder)) as {
    services?: { exit: number; steps: { name: string; ok: boolean }[] }[];
  };
  const entry = report.services?.[0];
  if (entry?.exit !== 0 || entry.steps.some((step) => !step.ok)) throw new Error(`try: ${JSON.stringify(entry)}`);
  return `runs, ${entry.steps.length} steps`;
}

async function overBase(image: string, dockerfile: string): Promise<string> {
  const froms = [...readFileSync(dockerfile, 'utf8').matchAll(/^FROM\s+(?:--\S+\s+)*(\S+)/gm)].map(
    (match) => match[1] ?? '',
  );
  const size = async (name: string): Promise<number> =>
    Number((await docker('image', 'inspect', '--format', '{{.Size}}', name)).out.trim() || Number.NaN);
  const over = (await size(image)) - (await size(froms.at(-1) ?? ''));
  return Number.isFinite(over) ? `${(over / 1e6).toFixed(1)} MB` : 'unknown';
}

function fetchText(url: string, body?: unknown): Promise<{ status: number; text: string }> {
  return new Promise((done) => {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const options = {
      method: sent === undefined ? 'GET' : 'POST',
      agent: false,
      timeout: 10_000,
      headers: { 'Content-Type': 'application/json' },
    } as const;
    let status = 0;
    let text = '';
    const asked = request(url, options, (answer) => {
      status = answer.statusCode ?? 0;
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    });
    asked
      .on('timeout', () => asked.destroy())
      .on('error', () => undefined)
      .on('close', () => done({ status, text }));
    asked.end(sent);
  });
}

async function healthy(id: string, url: string): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const { status } = await fetchText(url);
    const seconds = (performance.now() - begin) / 1000;
    if (status === 200) return seconds;
    if (seconds > WAIT) throw new Error(`not healthy after ${WAIT} s: ${url} answers ${status}`);
    if ((await docker('inspect', '--format', '{{.State.Running}}', id)).out.trim() !== 'true')
      throw new Error('it ended before it was healthy');
    await sleep(100);
  }
}

/** Exit code of the image's HEALTHCHECK, run inside as the engine would. */
async function ownCheck(id: string): Promise<number> {
  const read = await docker('inspect', '--format', '{{json .Config.Healthcheck}}', id);
  const test = (JSON.parse(read.out) as { Test?: string[] } | null)?.Test ?? [];
  if (test[0] === 'CMD') return (await docker('exec', id, ...test.slice(1))).code;
  if (test[0] === 'CMD-SHELL') return (await docker('exec', id, '/bin/sh', '-c', test[1] ?? '')).code;
  throw new Error('the image has no HEALTHCHECK');
}

async function ask(url: string, route: Route): Promise<string> {
  const answer = await fetchText(url + route.path, route.body);
  if (answer.status !== route.status || !answer.text.includes(route.holds)) {
    throw new Error(
      `${route.path} answers ${answer.status}, expected ${route.status} with ${route.holds}: ${answer.text.slice(0, 300)}`,
    );
  }
  return `${answer.status} ${route.path.split('?')[0]}`;
}
