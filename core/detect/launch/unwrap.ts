import { baseOf } from './paths.js';
import { SERVERS } from './server-table.js';

/** Programs that start the rest of the line; the number of words of their own, or how to know the end of them. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  poetry: /^run$/,
  uv: /^run$/,
  pipenv: /^run$/,
  pdm: /^run$/,
  hatch: /^run$/,
  rye: /^run$/,
  'newrelic-admin': /^run-program$/,
  'opentelemetry-instrument': /^$/,
  'ddtrace-run': /^$/,
  tini: /^$/,
  'dumb-init': /^$/,
  catatonit: /^$/,
  exec: /^$/,
  env: /^$/,
  nohup: /^$/,
  doppler: /^run$/,
  infisical: /^run$/,
  honcho: /^run$/,
  gosu: /^[\w:-]+$/,
  'su-exec': /^[\w:-]+$/,
  setpriv: /^$/,
  time: /^$/,
  command: /^$/,
};
/** Options of wrappers that take a value. */
const WRAPPER_VALUES = /^(?:--(?:extra|group|package|with|env-file|python|project|directory|from|index)|-p|-C)$/;

/** Words after wrappers (`poetry run`, `tini --`, `env A=b`) are taken off. */
export function unwrap(words: readonly string[]): readonly string[] {
  let rest = [...words];
  for (let i = 0; i < 8 && rest[0] !== undefined; i += 1) {
    const head = baseOf(rest[0]);
    const argument = WRAPPERS[head];
    if (/^[A-Za-z_]\w*=/.test(rest[0])) {
      rest = rest.slice(1);
      continue;
    }
    // `./wait-for-it.sh db:5432 -- uvicorn …`: whatever its name, what follows the dashes is what runs.
    const dashes = rest.indexOf('--');
    if (!argument) {
      if (dashes > 0 && dashes < rest.length - 1 && !(head in SERVERS)) rest = rest.slice(dashes + 1);
      else break;
      continue;
    }
    rest = rest.slice(1);
    let took = argument.source === '^$';
    while (rest[0] !== undefined) {
      const word = rest[0];
      if (word === '--') {
        rest = rest.slice(1);
        break;
      }
      if (word.startsWith('-')) rest = rest.slice(WRAPPER_VALUES.test(word) ? 2 : 1);
      else if (/^[A-Za-z_]\w*=/.test(word)) rest = rest.slice(1);
      else if (!took && argument.test(word)) {
        took = true;
        rest = rest.slice(1);
      } else break;
    }
    if (!took) return words;
  }
  return rest;
}
