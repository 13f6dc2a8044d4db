import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './e2e-image.js';
import type { Route } from './e2e-service.js';

const WAIT = 60;

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

/** Seconds until an address answers 200; throws when the container ends before, or after a minute. */
export async function healthy(id: string, url: string): Promise<number> {
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
export async function ownCheck(id: string): Promise<number> {
  const read = await docker('inspect', '--format', '{{json .Config.Healthcheck}}', id);
  const test = (JSON.parse(read.out) as { Test?: string[] } | null)?.Test ?? [];
  if (test[0] === 'CMD') return (await docker('exec', id, ...test.slice(1))).code;
  if (test[0] === 'CMD-SHELL') return (await docker('exec', id, '/bin/sh', '-c', test[1] ?? '')).code;
  throw new Error('the image has no HEALTHCHECK');
}

/** `200 /orders/quote`; throws when the answer is another than the row says. */
export async function ask(url: string, route: Route): Promise<string> {
  const answer = await fetchText(url + route.path, route.body);
  if (answer.status !== route.status || !answer.text.includes(route.holds)) {
    throw new Error(
      `${route.path} answers ${answer.status}, expected ${route.status} with ${route.holds}: ${answer.text.slice(0, 300)}`,
    );
  }
  return `${answer.status} ${route.path.split('?')[0]}`;
}
