import { composeServices, healthTest } from '../compose-view.js';
import type { Remark, Rule } from '../rule.js';
import { at, type Entry, items, type Node, number, text } from '../yaml-node.js';
import { seconds } from './dockerfile-flags.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** Times that no check of any service takes. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  interval: [0.5, 21_600],
  timeout: [0.2, 120],
  start_period: [0, 900],
  start_interval: [0.2, 60],
};

function* checks(service: Entry): Generator<Remark> {
  const check = at(service.value, 'healthcheck');
  const length = (name: string): number | undefined => seconds(text(at(check, name)) ?? '');
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const node = at(check, name);
    const value = text(node);
    if (node === undefined || value === undefined || value.includes('$')) continue;
    const taken = seconds(value);
    if (taken === undefined)
      yield { ...place(node), message: `${name} ${value} is no time`, fix: 'write a unit: 30s', severity: 'error' };
    else if (taken < least || taken > most)
      yield { ...place(node), message: `${name} ${value}: was another unit meant?` };
    else if (name === 'timeout' && taken > 20 * (length('interval') ?? 30))
      yield { ...place(node), message: `timeout ${value}: a check that hangs holds up many others` };
  }
  const retries = at(check, 'retries');
  const failing = (length('interval') ?? 30) * (number(retries) ?? 3);
  if (retries !== undefined && failing > 300)
    yield { ...place(retries), message: `retries ${text(retries)}: a failure is seen after ${failing} s` };
  const [form, program] = items(at(check, 'test'));
  const word = text(form) === 'CMD' ? (text(program) ?? '') : '';
  if (program !== undefined && word.startsWith('-'))
    yield { ...place(program), message: `${word} is an option, and CMD begins with a program`, severity: 'error' };
  const test = healthTest(service.value);
  for (const node of [
    ...items(at(check, 'test')),
    ...(at(check, 'test')?.type === 'scalar' ? [at(check, 'test')] : []),
  ]) {
    const host = /(?:^|\/\/|\s)(\d{1,3}(?:\.\d{1,3}){3})(?:[:/\s]|$)/.exec(text(node) ?? '')?.[1];
    if (node !== undefined && test !== undefined && host !== undefined && !/^(127\.|0\.0\.0\.0$)/.test(host))
      yield { ...place(node), message: `the check asks ${host}, not its own container`, fix: 'ask 127.0.0.1' };
  }
}

/** Checks of the services of a compose file. */
export const COMPOSE_CHECK_RULES: readonly Rule[] = [
  {
    id: 'compose-checks',
    severity: 'warning',
    about: 'checks ask their own container, in time',
    source: 'Compose specification, healthcheck',
    *check(view) {
      for (const file of view.compose) for (const one of composeServices(file)) yield* checks(one);
    },
  },
];
