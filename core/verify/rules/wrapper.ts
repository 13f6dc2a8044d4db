import { nearest } from '../../nearest.js';
import { probes, timing } from '../probes.js';
import { cloudRunSpec } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, number } from '../yaml-node.js';
import { probePaths } from './health-paths.js';
import { workloads } from './pod-security.js';

const SETTINGS = 'deploy/runtime/settings.py';

interface Constant {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** In a branch: it takes the place of the one above. */
  readonly inside: boolean;
}

/** The constants of the wrapper's settings, one a line; a second one of a name is for another platform. */
function constants(source: string): readonly Constant[] {
  return source.split('\n').flatMap((text, index) => {
    const match = /^\s*([A-Z][A-Z_]*)(?::[^=]+)?\s=\s(.+)$/.exec(text);
    return match?.[1] === undefined
      ? []
      : [{ name: match[1], value: match[2] ?? '', line: index + 1, inside: text.startsWith(' ') }];
  });
}

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

const PROTOCOLS = ['asgi', 'wsgi', 'agent', 'work'];

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

/** Threads that no request ever reaches. */
function* threads(view: View, all: readonly Constant[]): Generator<Remark> {
  const one = all.find(({ name }) => name === 'THREADS');
  const limits = view.cloudRun.flatMap((each) => at(cloudRunSpec(each), 'containerConcurrency') ?? []);
  const most = Math.max(...limits.map((node) => number(node) ?? Number.POSITIVE_INFINITY));
  const [first] = limits;
  if (one === undefined || first === undefined || Number(one.value) <= most) return;
  const message = `THREADS ${one.value}: no more than ${most} requests come at once (${first.path}:${first.line})`;
  yield { path: SETTINGS, line: one.line, message, severity: 'note' };
}

/** The shortest time that a readiness probe waits. */
function readiness(view: View): { readonly seconds: number; readonly path: string; readonly line: number } | undefined {
  const all = [...workloads(view.units)]
    .flatMap(({ work }) => (work.serves ? work.containers : []))
    .flatMap((one) => probes(one.node).filter(({ name }) => name === 'readinessProbe'))
    .map((probe) => ({ seconds: timing(probe, 'timeoutSeconds'), path: probe.path, line: probe.line }));
  return all.sort((a, b) => a.seconds - b.seconds)[0];
}

/** Times that other files depend on. */
function* times(view: View, all: readonly Constant[]): Generator<Remark> {
  const of = (name: string): Constant | undefined => all.find((one) => one.name === name);
  const request = of('REQUEST_SECONDS');
  for (const one of view.cloudRun) {
    const node = at(cloudRunSpec(one), 'timeoutSeconds');
    const longest = number(node);
    if (node === undefined || longest === undefined || one.kind !== 'Service' || Number(request?.value) === longest)
      continue;
    if (request !== undefined)
      yield {
        path: SETTINGS,
        line: request.line,
        message: `REQUEST_SECONDS is ${request.value}, and ${node.path}:${node.line} lets a request take ${longest} s`,
        severity: Number(request.value) < longest ? 'warning' : 'note',
        fix: `write ${longest} in both`,
      };
  }
  const keep = of('KEEP_ALIVE_SECONDS');
  if (keep !== undefined && Number(keep.value) <= 600)
    yield {
      path: SETTINGS,
      line: keep.line,
      message: `KEEP_ALIVE_SECONDS ${keep.value}: Google's balancers keep a connection for 600 s and would meet a closed one`,
      fix: 'write 620',
    };
  else if (keep !== undefined && Number(keep.value) > 3600)
    yield {
      path: SETTINGS,
      line: keep.line,
      message: `KEEP_ALIVE_SECONDS ${keep.value}: no balancer keeps a connection for that long`,
      severity: 'note',
    };
  const [lead, grace, check] = ['DRAIN_LEAD_SECONDS', 'GRACE_SECONDS', 'CHECK_SECONDS'].map(of);
  if (lead !== undefined && grace !== undefined && Number(lead.value) >= Number(grace.value))
    yield {
      path: SETTINGS,
      line: lead.line,
      message: `DRAIN_LEAD_SECONDS ${lead.value} leaves nothing of GRACE_SECONDS ${grace.value}`,
    };
  const probe = readiness(view);
  if (check !== undefined && probe !== undefined && Number(check.value) >= probe.seconds)
    yield {
      path: SETTINGS,
      line: check.line,
      message: `CHECK_SECONDS ${check.value}: the probe gives up after ${probe.seconds} s (${probe.path}:${probe.line})`,
    };
  else if (check !== undefined && Number(check.value) > 10)
    yield { path: SETTINGS, line: check.line, message: `CHECK_SECONDS ${check.value}: no probe waits that long` };
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
  {
    id: 'wrapper-times',
    severity: 'warning',
    about: 'the wrapper’s times fit those of the platforms',
    source: 'Google Cloud documentation, load balancing, keepalive; design: one model, many renderings',
    *check(view) {
      const source = view.files.get(SETTINGS);
      if (source === undefined) return;
      yield* times(view, constants(source));
      yield* threads(view, constants(source));
    },
  },
];
