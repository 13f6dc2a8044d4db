import { LAUNCHER } from '../../launcher.js';
import { nearest } from '../../nearest.js';
import { ownDockerfile } from '../claims.js';
import { builtService, healthTest } from '../compose-view.js';
import { last, lineOf } from '../dockerfile-view.js';
import { type Probe, probes } from '../probes.js';
import { ingressContainer, mainContainer } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, items, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

export interface Claim {
  readonly url: string;
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** The path of an address of this machine inside a command. */
export function localPath(command: string): string | undefined {
  return /(?:127\.0\.0\.1|localhost|\[::1\])(?::[^/\s]*)?(\/[^\s'"`\\),?#]*)/.exec(command)?.[1];
}

const fromProbe = (probe: Probe): readonly Claim[] => {
  const url = text(probe.url);
  return probe.url === undefined || url === undefined
    ? []
    : [{ url: url.split('?')[0] ?? url, path: probe.url.path, line: probe.url.line, what: probe.name }];
};

function claims(view: View): readonly Claim[] {
  const found: Claim[] = [];
  const file = ownDockerfile(view);
  const check = file?.final === undefined ? undefined : last(file.final, 'HEALTHCHECK');
  const asked = localPath(check?.text ?? '');
  if (file !== undefined && check !== undefined && asked !== undefined)
    found.push({ url: asked, path: file.path, line: lineOf(check, asked), what: 'HEALTHCHECK' });
  for (const { work } of workloads(view.units)) {
    const main = work.serves ? mainContainer(work) : undefined;
    if (main !== undefined) found.push(...probes(main.node).flatMap(fromProbe));
  }
  for (const one of view.cloudRun) {
    const container = ingressContainer(one);
    if (container !== undefined) found.push(...probes(container.node).flatMap(fromProbe));
  }
  for (const compose of view.compose) {
    const service = builtService(compose);
    const test = service === undefined ? undefined : healthTest(service.value);
    const url = localPath(test?.text ?? '');
    if (test !== undefined && url !== undefined)
      found.push({ url, path: test.node.path, line: test.node.line, what: 'healthcheck' });
  }
  for (const one of view.documents.filter((each) => each.kind === 'HealthCheckPolicy')) {
    const node = at(one.root, 'spec', 'default', 'config', 'httpHealthCheck', 'requestPath');
    const url = text(node);
    if (node !== undefined && url !== undefined)
      found.push({ url, path: node.path, line: node.line, what: 'requestPath' });
  }
  return [...new Map(found.map((one) => [`${one.path} ${one.line} ${one.what}`, one])).values()];
}

/** Every path that a platform, the image or compose asks, for health or for metrics, with its place. */
export function probePaths(view: View): readonly Claim[] {
  const measured = view.documents
    .filter((one) => one.kind === 'PodMonitoring')
    .flatMap((one) => items(at(one.root, 'spec', 'endpoints')))
    .flatMap((each): Claim[] => {
      const node = at(each, 'path');
      const url = text(node);
      return node === undefined || url === undefined ? [] : [{ url, path: node.path, line: node.line, what: 'path' }];
    });
  return [...claims(view), ...measured];
}

/** Does the code, the wrapper or the web server answer this path, as far as files show it? */
function answered(view: View, url: string): boolean {
  const { healthPath, readyPath, metricsPath } = view.facts;
  if ([healthPath, readyPath, metricsPath].some((fact) => fact?.value === url)) return true;
  for (const [path, source] of view.files)
    if (
      /^deploy\/(runtime|nginx)\//.test(path) &&
      isStarted(view) &&
      new RegExp(`["'\\s]${literally(url)}["'\\s{;]`).test(source)
    )
      return true;
  return false;
}

/** An image that starts something else has nothing of what lies under deploy/. */
function isStarted(view: View): boolean {
  const final = ownDockerfile(view)?.final;
  if (final === undefined) return true;
  const start = `${last(final, 'ENTRYPOINT')?.text ?? ''} ${last(final, 'CMD')?.text ?? ''}`;
  return LAUNCHER.test(start);
}

const literally = (value: string): string => value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Files of several environments are one voice. */
const voice = (one: Claim): string => `${one.path.replace(/(cloud-run|overlays)\/[^/]+\//, '$1/')} ${one.what}`;

function* paths(view: View): Generator<Remark> {
  const all = claims(view);
  const known = new Set(all.map((one) => one.url).filter((url) => answered(view, url)));
  const voices = new Map<string, Set<string>>();
  for (const one of all) voices.set(one.url, (voices.get(one.url) ?? new Set()).add(voice(one)));
  const certain = [...voices].filter(([url, who]) => known.has(url) || who.size > 1).map(([url]) => url);
  for (const one of all) {
    // `/` is answered by every site and by many services.
    if (certain.length === 0 || certain.includes(one.url) || one.url === '/') continue;
    const meant = nearest(one.url, certain);
    yield {
      path: one.path,
      line: one.line,
      message: `${one.what} asks ${one.url}, which nothing else names; known are ${certain.sort().join(', ')}`,
      severity: meant === undefined ? 'warning' : 'error',
      ...(meant === undefined ? {} : { fix: `write ${meant}` }),
    };
  }
  yield* roles(all);
}

/** Liveness of one platform is not readiness of the other. */
function* roles(all: readonly Claim[]): Generator<Remark> {
  for (const what of ['livenessProbe', 'readinessProbe']) {
    const own = all.filter((one) => one.what === what);
    const voices = [...new Map(own.map((one) => [`${voice(one)} ${one.url}`, one])).values()];
    const counts = new Map<string, number>();
    for (const one of voices) counts.set(one.url, (counts.get(one.url) ?? 0) + 1);
    const [first, second] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    if (first === undefined || second === undefined) continue;
    const check = all.find((one) => one.what === 'HEALTHCHECK' && counts.has(one.url));
    const usual = first[1] > second[1] ? first[0] : (check?.url ?? first[0]);
    const witness = own.find((one) => one.url === usual);
    for (const one of own)
      if (one.url !== usual && witness !== undefined)
        yield {
          path: one.path,
          line: one.line,
          message: `${what} asks ${one.url}, and ${usual} in ${witness.path}:${witness.line}`,
          severity: 'warning',
        };
  }
}

export const HEALTH_PATH_RULES: readonly Rule[] = [
  {
    id: 'health-path-agrees',
    severity: 'error',
    about: 'image, platforms and compose ask the same health paths',
    source: 'design: one model, many renderings',
    fix: 'ask the path that the service answers',
    check: paths,
  },
];
