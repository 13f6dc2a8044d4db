import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from './shared.js';

/** What a headless browser saw of one page. */
export interface Page {
  readonly text: string;
  /** Errors of the console, exceptions, and requests to the page's own origin that failed. */
  readonly errors: readonly string[];
  /** Refusals by the Content-Security-Policy. */
  readonly violations: readonly string[];
  /** Requests to other origins that found nobody here: not the image's fault. */
  readonly offline: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
];

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** Path of Chromium; Debian's package is installed where it is absent and this is root. Undefined where there is none. */
export async function findBrowser(): Promise<string | undefined> {
  const find = (): string | undefined => onPath('chromium') ?? onPath('google-chrome');
  const found = find();
  if (found !== undefined || process.getuid?.() !== 0 || onPath('apt-get') === undefined) return found;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', 'chromium'];
  if ((await command(install)).code !== 0) {
    await command(['apt-get', 'update']);
    await command(install);
  }
  return find();
}

/** The DevTools protocol over the pipe that Chromium opens on descriptors 3 and 4: messages of JSON, each ended by a zero byte. */
class Tools {
  private last = 0;
  private rest = '';
  private readonly waiting = new Map<number, (message: Message) => void>();
  readonly events: Message[] = [];

  constructor(private readonly child: ChildProcess) {
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const parts = (this.rest + text).split('\0');
      this.rest = parts.pop() ?? '';
      for (const part of parts) {
        const message = JSON.parse(part) as Message;
        if (message.id === undefined) this.events.push(message);
        else this.waiting.get(message.id)?.(message);
      }
    });
  }

  send(method: string, params: Record<string, unknown> = {}, sessionId?: string): Promise<Record<string, unknown>> {
    this.last += 1;
    const id = this.last;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`the browser does not answer ${method}`)), 20_000);
      this.waiting.set(id, (message) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        if (message.error === undefined) done(message.result ?? {});
        else fail(new Error(`${method}: ${message.error.message}`));
      });
      (this.child.stdio[3] as Writable).write(
        `${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      );
    });
  }
}

/** Removes the profile. The browser's children outlive it for a moment and write on; what stays is no fault of the page. */
async function discard(profile: string): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    try {
      rmSync(profile, { recursive: true, force: true });
      return;
    } catch {
      await sleep(250);
    }
  }
}

/** Opens a page, waits until it is loaded and shows a text (or 8 s are over), and tells what went wrong in it. */
export async function openPage(browser: string, url: string, holds: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'saasfactory-page-'));
  const child = spawn(browser, [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()).on('error', () => done()));
  child.stdio[3]?.on('error', () => undefined);
  try {
    const tools = new Tools(child);
    const { targetId } = await tools.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = (await tools.send('Target.attachToTarget', { targetId, flatten: true })) as {
      sessionId: string;
    };
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tools.send(`${domain}.enable`, {}, sessionId);
    await tools.send('Page.navigate', { url }, sessionId);
    let text = '';
    for (let turn = 0; turn < 40; turn += 1) {
      await sleep(200);
      const { result } = (await tools.send(
        'Runtime.evaluate',
        {
          expression: 'document.readyState + "\\n" + (document.body ? document.body.innerText : "")',
          returnByValue: true,
        },
        sessionId,
      )) as { result: { value: string } };
      const [state, ...lines] = String(result.value).split('\n');
      text = lines.join('\n').trim();
      if (state === 'complete' && text !== '' && text.includes(holds)) break;
    }
    // What loads late fails late.
    await sleep(500);
    // Left as a user leaves it: what a page sends at its end is sent.
    await tools.send('Page.navigate', { url: 'about:blank' }, sessionId);
    await sleep(1000);
    return { text, ...told(tools.events, new URL(url).origin) };
  } finally {
    child.kill('SIGKILL');
    await ended;
    await discard(profile);
  }
}

interface LogEntry {
  readonly source: string;
  readonly level: string;
  readonly text: string;
  readonly url?: string;
}

const POLICY = /Content Security Policy|Content-Security-Policy/;

/** Sorts what the browser reported. */
function told(events: readonly Message[], origin: string): Omit<Page, 'text'> {
  const errors: string[] = [];
  const violations: string[] = [];
  let offline = 0;
  for (const { method, params } of events) {
    if (method === 'Runtime.exceptionThrown') {
      const details = params?.exceptionDetails as { text: string; exception?: { description?: string } };
      errors.push((details.exception?.description ?? details.text).split('\n')[0] ?? '');
    } else if (method === 'Runtime.consoleAPICalled' && params?.type === 'error') {
      const args = params.args as readonly { value?: unknown; description?: string }[];
      errors.push(
        args
          .map((each) => String(each.value ?? each.description ?? ''))
          .join(' ')
          .slice(0, 300),
      );
    } else if (method === 'Log.entryAdded') {
      const { source, level, text, url } = (params?.entry ?? {}) as LogEntry;
      if (POLICY.test(text)) violations.push(text);
      else if (level !== 'error') continue;
      else if (source === 'network' && url !== undefined && !url.startsWith(origin)) offline += 1;
      // Asked for by the browser itself where the page names no icon.
      else if (source === 'network' && url === `${origin}/favicon.ico`) continue;
      else errors.push(`${text}${url === undefined ? '' : ` (${url.replace(origin, '')})`}`);
    }
  }
  return { errors, violations, offline };
}
