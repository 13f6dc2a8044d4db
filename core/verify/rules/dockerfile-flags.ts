import { nearest } from '../../nearest.js';
import { type DockerfileView, lineOf, type Step } from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';
import { mounts } from './dockerfile-mounts.js';

/** Flags of each instruction: the Dockerfile reference, docker/dockerfile:1 (stable). */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  FROM: ['platform'],
  RUN: ['mount', 'network', 'security', 'device'],
  COPY: ['from', 'chown', 'chmod', 'link', 'parents', 'exclude'],
  ADD: ['keep-git-dir', 'checksum', 'chown', 'chmod', 'link', 'exclude', 'unpack'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
};
const MOUNT =
  'type source src from target dst destination id sharing mode uid gid ro readonly rw readwrite required size env';
const OPTIONS = MOUNT.split(' ');
const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];

/** The flags before the first word that is none: in RUN, what follows is a command with flags of its own. */
export function flags(step: Step): readonly { readonly name: string; readonly value: string; readonly line: number }[] {
  const found = [];
  for (const word of step.text.split(/\s+/)) {
    const match = /^--([\w-]+)(?:=(.*))?$/.exec(word);
    if (match?.[1] === undefined) break;
    found.push({ name: match[1], value: match[2] ?? '', line: lineOf(step, word) });
  }
  return found;
}

function* mount(value: string, path: string, line: number): Generator<Remark> {
  const options = value.split(',').map((one) => one.split('=') as [string, string | undefined]);
  for (const [name] of options) {
    const meant = OPTIONS.includes(name) ? undefined : nearest(name, OPTIONS);
    if (!OPTIONS.includes(name) && !name.includes('$'))
      yield { path, line, message: `--mount: ${name} is no option of it`, ...(meant ? { fix: `write ${meant}` } : {}) };
  }
  const of = (...names: readonly string[]): string | undefined => options.find(([name]) => names.includes(name))?.[1];
  const type = of('type');
  if (type !== undefined && !TYPES.includes(type) && !type.includes('$'))
    yield { path, line, message: `--mount: there is no type ${type}`, fix: `write ${nearest(type, TYPES) ?? 'bind'}` };
  const [source, target] = [of('source', 'src'), of('target', 'dst', 'destination')];
  // A file that is mounted under nearly its own name was meant to have its own name.
  const [from, to] = [source, target].map((one) => one?.slice(one.lastIndexOf('/') + 1) ?? '');
  if (type === 'bind' && from && to && from !== to && nearest(to, [from]) !== undefined)
    yield { path, line, message: `--mount: ${source} is mounted as ${to}`, severity: 'warning', fix: `write ${from}` };
}

function* known(file: DockerfileView, step: Step): Generator<Remark> {
  const { path } = file;
  const names = FLAGS[step.keyword] ?? [];
  for (const { name, value, line } of flags(step)) {
    if (!names.includes(name)) {
      const meant = nearest(name, names);
      const message = `${step.keyword} has no flag --${name}${meant === undefined ? '' : `, nearest is --${meant}`}`;
      yield { path, line, message, fix: meant === undefined ? 'remove it' : `write --${meant}` };
    } else if (name === 'mount') yield* mount(value, path, line);
    else if (name === 'chmod' && /^\d/.test(value) && !/^0?[0-7]{3,4}$/.test(value))
      yield { path, line, message: `--chmod=${value} is no octal mode`, fix: 'write 755 or 644' };
  }
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Go's time.ParseDuration, as far as anybody writes it here; undefined without a unit. */
export function seconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, one) => sum + Number(one[1]) * (SECONDS[one[2] ?? ''] ?? 0),
    0,
  );
}

/** What a health check of any service may take: less is a unit that was mistaken, and so is more. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  interval: [1, 600],
  timeout: [0.5, 120],
  'start-period': [1, 900],
  'start-interval': [0.5, 60],
};

function* times(file: DockerfileView, step: Step): Generator<Remark> {
  const { path } = file;
  const found = new Map(flags(step).map((one) => [one.name, one]));
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const one = found.get(name);
    if (one === undefined || one.value.includes('$')) continue;
    const value = seconds(one.value);
    // Zero means the default, 30 s, and no start period.
    if (value === undefined && one.value !== '0')
      yield {
        path,
        line: one.line,
        message: `--${name}=${one.value} is no time`,
        fix: 'write a unit: 30s',
        severity: 'error',
      };
    else if (value !== undefined && value !== 0 && (value < least || value > most))
      yield { path, line: one.line, message: `--${name}=${one.value}: was another unit meant?` };
  }
  const [interval, timeout] = ['interval', 'timeout'].map((name) => seconds(found.get(name)?.value ?? ''));
  const late = found.get('timeout');
  if (late !== undefined && timeout !== undefined && timeout > (interval ?? 30))
    yield { path, line: late.line, message: `--timeout=${late.value} is longer than the time between two checks` };
  const waits = Number(/\btimeout=(\d+(?:\.\d+)?)\b(?!\w)/.exec(step.text.replace(/(^|\s)--\S+/g, ''))?.[1]);
  if (waits >= (timeout ?? 30))
    yield {
      path,
      line: lineOf(step, `timeout=${waits}`),
      message: `the check waits ${waits} s, and is ended after ${late?.value ?? '30s'}`,
    };
  const retries = found.get('retries');
  const failing = (interval ?? 30) * Number(retries?.value);
  if (retries !== undefined && failing > 300)
    yield { path, line: retries.line, message: `--retries=${retries.value}: a failure is seen after ${failing} s` };
  if (retries !== undefined && !/^\d+$/.test(retries.value))
    yield { path, line: retries.line, message: `--retries=${retries.value} is no count`, severity: 'error' };
}

const SIGNAL = /^(SIG)?(HUP|INT|QUIT|ABRT|KILL|USR1|USR2|PIPE|ALRM|TERM|WINCH|RTMIN(\+\d+)?|RTMAX(-\d+)?)$|^\d+$|\$/;

/** Flags, times and signals of instructions. */
export const DOCKERFILE_FLAG_RULES: readonly Rule[] = [
  {
    id: 'dockerfile-flags',
    severity: 'error',
    about: 'flags, mounts and signals are known to the builder',
    source: 'Dockerfile reference',
    *check(view) {
      for (const file of view.dockerfiles)
        for (const step of file.steps) {
          if (step.keyword in FLAGS) yield* known(file, step);
          if (step.keyword === 'RUN') yield* mounts(view, file, step);
          if (step.keyword === 'STOPSIGNAL' && !SIGNAL.test(step.text))
            yield {
              path: file.path,
              line: step.line,
              message: `there is no signal ${step.text}`,
              fix: 'write SIGTERM',
            };
        }
    },
  },
  {
    id: 'dockerfile-healthcheck-times',
    severity: 'warning',
    about: 'a health check asks in time and again',
    source: 'Dockerfile reference, HEALTHCHECK',
    *check(view) {
      for (const file of view.dockerfiles)
        for (const step of file.steps) if (step.keyword === 'HEALTHCHECK') yield* times(file, step);
    },
  },
];
