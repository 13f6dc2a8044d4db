import { nearest } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { probePaths } from './health-paths.js';
import { type Constant, constants, SETTINGS } from './wrapper-constants.js';

/** What the wrapper's other files read and the settings do not have ends the service at its first line. */
function* defined(view: View, all: readonly Constant[]): Generator<Remark> {
  const names = new Set(all.filter((one) => !one.inside).map(({ name }) => name));
  const read = new Set(
    [...view.files].flatMap(([path, source]) =>
      /^deploy\/runtime\/\w+\.py$/.test(path)
        ? [...source.matchAll(/\bsettings\.([A-Z_]+)\b/g)].map((one) => one[1] ?? '')
        : [],
    ),
  );
  for (const name of read) {
    if (names.has(name)) continue;
    const misspelt = nearest(
      name,
      [...names].filter((one) => !read.has(one)),
    );
    const line = all.find((one) => one.name === misspelt)?.line;
    const message = `${misspelt ?? name} is read by nothing: deploy/runtime reads ${name}`;
    if (line !== undefined) yield { path: SETTINGS, line, message, fix: `write ${name}` };
    else yield { path: SETTINGS, message: `${name} is missing: deploy/runtime reads it`, fix: `set ${name}` };
  }
  // What another platform sets instead is set under the name that is read.
  for (const { name, line } of all.filter((one) => one.inside)) {
    const meant = read.has(name) ? undefined : nearest(name, read);
    if (meant !== undefined && names.has(meant))
      yield { path: SETTINGS, line, message: `${name} is read by nothing, nearest is ${meant}`, fix: `write ${meant}` };
  }
}

const where = (all: readonly { url: string; path: string; line: number }[], url: string): string => {
  const one = all.find((each) => each.url === url);
  return one === undefined ? '' : ` in ${one.path}:${one.line}`;
};

/** A path that probes ask and neither the code nor the wrapper has. */
const unserved = (
  path: string,
  claims: readonly { readonly url: string; readonly path: string; readonly line: number }[],
  served: readonly string[],
): string | undefined => {
  const one = claims.find(({ url }) => url !== path && !served.includes(url));
  return one === undefined ? undefined : `${one.url} (${one.path}:${one.line})`;
};

const PROTOCOLS = ['asgi', 'wsgi', 'aiohttp', 'agent', 'work', 'job'];

function* values(view: View, all: readonly Constant[]): Generator<Remark> {
  const claims = probePaths(view);
  const { metricsPath, readyPath, healthPath } = view.facts;
  const found = [metricsPath, readyPath, healthPath].flatMap((one) => one?.value ?? []);
  const own = all
    .filter(({ name }) => /^(LIVE|READY|METRICS)$/.test(name))
    .map(({ value }) => value.replaceAll('"', ''));
  const asked = new Set([...claims.map((one) => one.url), ...found, ...own]);
  for (const { name, value, line } of all) {
    const place = { path: SETTINGS, line };
    const word = /^"(.*)"$/.exec(value)?.[1];
    if (name === 'PROTOCOL' && word !== undefined && !PROTOCOLS.includes(word))
      yield { ...place, message: `there is no protocol ${word}`, fix: `write ${nearest(word, PROTOCOLS) ?? 'asgi'}` };
    const app = view.facts.app?.value;
    if (name === 'APP' && word !== undefined && app !== undefined && word !== app && nearest(word, [app]) === app)
      yield { ...place, message: `${word} is almost ${app}, which is in the code`, fix: `write ${app}` };
    for (const [, path = ''] of value.matchAll(/"(\/?[\w/.-]+)"/g))
      if (/^(LIVE|READY|METRICS|QUIET)$/.test(name)) {
        if (!path.startsWith('/')) yield { ...place, message: `${name}: a path begins with /`, fix: `write /${path}` };
        const others =
          name === 'QUIET'
            ? asked
            : new Set([...asked].filter((one) => one !== path || claims.some(({ url }) => url === path)));
        const meant = others.has(path) ? undefined : nearest(path, others);
        if (meant !== undefined)
          yield {
            ...place,
            message: `${name} ${path} is almost ${meant}, which is asked${where(claims, meant)}`,
            fix: `write ${meant}`,
          };
        else if (
          /^(LIVE|READY)$/.test(name) &&
          claims.length > 0 &&
          claims.every((one) => one.url !== path) &&
          unserved(path, claims, [...found, ...own])
        )
          yield {
            ...place,
            message: `${name} ${path}: no probe asks it, and ${unserved(path, claims, [...found, ...own])} is served by nothing`,
            severity: 'warning',
          };
        else if (name === 'QUIET' && !asked.has(path))
          yield { ...place, message: `QUIET ${path}: no probe asks it`, severity: 'note' };
      }
  }
}

/** The settings of the wrapper under deploy/runtime. */
export const WRAPPER_RULES: readonly Rule[] = [
  {
    id: 'wrapper-settings',
    severity: 'error',
    about: 'the wrapper has every setting that it reads',
    source: 'deploy/runtime',
    *check(view) {
      const source = view.files.get(SETTINGS);
      if (source === undefined) return;
      const all = constants(source);
      yield* defined(view, all);
      yield* values(view, all);
    },
  },
];
