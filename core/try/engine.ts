import { spawn } from 'node:child_process';
import { EXIT, Failure } from '../errors.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  /** Standard output and standard error as they came. */
  readonly all: string;
}

/** A container engine that answers, driven through its command. */
export interface Engine {
  readonly command: string;
  /** Operating system and processor of its server, `linux/amd64`; empty when it does not say. */
  readonly platform: string;
  /** Never throws on a failing command; throws Failure 130 when `signal` is aborted and the command is not `always`. */
  run(args: readonly string[], more?: RunOptions): Promise<Ran>;
}

export interface RunOptions {
  /** Each line as it comes, for a spinner. */
  readonly line?: (text: string) => void;
  /** Runs in spite of an interruption: cleaning up. */
  readonly always?: boolean;
}

/** Output beyond this is dropped from its middle: a build may print without end. */
const KEEP = 2_000_000;

export const interrupted = (): Failure => new Failure('interrupted', { code: 'interrupted', exit: EXIT.interrupted });

/** Runs a command to its end; code 127 when it cannot be started. */
export function execute(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
  line?: (text: string) => void,
): Promise<Ran> {
  return new Promise((resolve) => {
    // A group of its own: Ctrl-C reaches this process alone, which then ends and removes what it started, in order.
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let out = '';
    let all = '';
    let rest = '';
    const stop = (): void => {
      // The whole group: docker builds in a process of its plugin's.
      if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGTERM');
      else process.kill(-child.pid, 'SIGTERM');
    };
    signal?.addEventListener('abort', stop, { once: true });
    const take = (text: string): void => {
      all += text;
      if (all.length > KEEP) all = `${all.slice(0, KEEP / 4)}\n[…]\n${all.slice(-KEEP / 2)}`;
      if (line === undefined) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) line(each);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    const end = (code: number): void => {
      signal?.removeEventListener('abort', stop);
      resolve({ code, out, all });
    };
    child.on('error', () => end(127));
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * The engine in $DOCKER, else docker, else podman: the first whose server answers. $DOCKER may hold words, `sudo docker`.
 * Throws Failure (exit 1) when none does.
 */
export async function findEngine(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Engine> {
  const asked = env.DOCKER?.trim();
  const commands = asked ? [asked] : ['docker', 'podman'];
  for (const command of commands) {
    const [program = command, ...first] = command.split(/\s+/);
    const answer = await execute(program, [...first, 'info', '--format', '{{json .}}'], env, signal);
    if (signal?.aborted) throw interrupted();
    if (answer.code !== 0) continue;
    return {
      command,
      platform: platformOf(answer.out),
      run: async (args, more = {}) => {
        const ran = await execute(program, [...first, ...args], env, more.always ? undefined : signal, more.line);
        if (signal?.aborted && !more.always) throw interrupted();
        return ran;
      },
    };
  }
  throw new Failure(
    asked
      ? `$DOCKER (${asked}): no container engine answers there`
      : 'no container engine answers: neither docker nor podman',
    { code: 'no-engine', hint: 'start one, or name its command: DOCKER=podman saasfactory try' },
  );
}

const PROCESSORS: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** Docker and podman name the server's processor in different places. */
function platformOf(info: string): string {
  try {
    const data = JSON.parse(info) as { Architecture?: string; OSType?: string; host?: { arch?: string; os?: string } };
    const processor = data.Architecture ?? data.host?.arch;
    if (processor === undefined) return '';
    return `${data.OSType ?? data.host?.os ?? 'linux'}/${PROCESSORS[processor] ?? processor}`;
  } catch {
    return '';
  }
}
