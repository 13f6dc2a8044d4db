import { builtService, composeVariables, healthTest, interpolated, published } from './compose-view.js';
import { environment, exposed, last, lineOf } from './dockerfile-view.js';
import { ingressContainer, mainContainer, workload } from './resources.js';
import type { View } from './view.js';
import { at, items, number, text } from './yaml-node.js';

/** One place that says on which port the service answers. */
export interface PortClaim {
  readonly port: number;
  readonly path: string;
  readonly line: number;
  readonly what: string;
  /** The platform tells the process in PORT, so that another value still works where the code obeys. */
  readonly tells: boolean;
}

/** The port in an address of this machine: `http://127.0.0.1:8080/…`. */
export function localPort(command: string): number | undefined {
  const found = /(?:127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\]):(\d{2,5})\b/.exec(command)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The Dockerfile of the service folder. */
export const ownDockerfile = (view: View): View['dockerfiles'][number] | undefined =>
  view.dockerfiles.find((file) => file.path === 'Dockerfile') ??
  (view.dockerfiles.length === 1 ? view.dockerfiles[0] : undefined);

function* dockerfile(view: View): Generator<PortClaim> {
  const file = ownDockerfile(view);
  if (file?.final === undefined) return;
  const { path, final } = file;
  const variable = environment(final).get('PORT');
  if (variable !== undefined && /^\d+$/.test(variable.value))
    yield { port: Number(variable.value), path, line: variable.line, what: 'ENV PORT', tells: false };
  const ports = exposed(final);
  // Of several, none is known to be the one that is meant.
  if (ports.length === 1 && ports[0] !== undefined)
    yield { port: ports[0].port, path, line: ports[0].line, what: 'EXPOSE', tells: false };
  const check = last(final, 'HEALTHCHECK');
  const asked = localPort(check?.text ?? '');
  if (check !== undefined && asked !== undefined)
    yield { port: asked, path, line: lineOf(check, `:${asked}`), what: 'HEALTHCHECK', tells: false };
}

function* kubernetes(view: View): Generator<PortClaim> {
  for (const unit of view.units)
    for (const one of unit.resources) {
      const work = workload(one);
      const main = work === undefined || !work.serves ? undefined : mainContainer(work);
      if (main === undefined) continue;
      const ports = items(at(main.node, 'ports'));
      const node = at(ports.find((port) => text(at(port, 'name')) === 'http') ?? ports[0], 'containerPort');
      const port = number(node);
      if (node !== undefined && port !== undefined)
        yield { port, path: node.path, line: node.line, what: 'containerPort', tells: false };
      const variable = items(at(main.node, 'env')).find((item) => text(at(item, 'name')) === 'PORT');
      const value = at(variable, 'value');
      const told = number(value);
      if (value !== undefined && told !== undefined)
        yield { port: told, path: value.path, line: value.line, what: 'env PORT', tells: false };
    }
}

function* cloudRun(view: View): Generator<PortClaim> {
  for (const one of view.cloudRun) {
    const node = at(items(at(ingressContainer(one)?.node, 'ports'))[0], 'containerPort');
    const port = number(node);
    if (node !== undefined && port !== undefined)
      yield { port, path: node.path, line: node.line, what: 'containerPort', tells: true };
  }
}

function* compose(view: View): Generator<PortClaim> {
  for (const file of view.compose) {
    const service = builtService(file)?.value;
    if (service === undefined) continue;
    const variable = composeVariables(service).find((one) => one.name === 'PORT');
    const told = interpolated(variable?.value ?? '');
    if (variable !== undefined && /^\d+$/.test(told ?? ''))
      yield { port: Number(told), path: variable.path, line: variable.line, what: 'environment PORT', tells: false };
    const ports = published(service);
    if (ports.length === 1 && ports[0] !== undefined)
      yield { port: ports[0].target, path: ports[0].path, line: ports[0].line, what: 'ports', tells: false };
    const test = healthTest(service);
    const asked = localPort(test?.text ?? '');
    if (test !== undefined && asked !== undefined)
      yield { port: asked, path: test.node.path, line: test.node.line, what: 'healthcheck', tells: false };
  }
}

function* nginx(view: View): Generator<PortClaim> {
  for (const [path, source] of view.files) {
    if (!/(^|\/)nginx[^/]*\/[^/]*\.conf(\.template)?$|(^|\/)nginx\.conf(\.template)?$/.test(path)) continue;
    const found = source.split('\n').flatMap((line, index) => {
      const port = /^\s*listen\s+(?:\S*:)?(\d{2,5})\b[^:]*;/.exec(line)?.[1];
      return port === undefined ? [] : [{ port: Number(port), line: index + 1 }];
    });
    const distinct = new Set(found.map((one) => one.port));
    if (distinct.size === 1 && found[0] !== undefined) yield { ...found[0], path, what: 'listen', tells: false };
  }
}

/** The wrapper's own default, where nothing tells it a port. */
function* wrapper(view: View): Generator<PortClaim> {
  const path = 'deploy/runtime/settings.py';
  for (const [index, line] of (view.files.get(path) ?? '').split('\n').entries()) {
    const port = /^DEFAULT_PORT = (\d+)$/.exec(line)?.[1];
    if (port !== undefined) yield { port: Number(port), path, line: index + 1, what: 'DEFAULT_PORT', tells: false };
  }
}

/** Every place that says on which port the service answers, and can be sure of it. */
export function portClaims(view: View): readonly PortClaim[] {
  const all = [
    ...dockerfile(view),
    ...kubernetes(view),
    ...cloudRun(view),
    ...compose(view),
    ...nginx(view),
    ...wrapper(view),
  ];
  return [...new Map(all.map((one) => [`${one.path} ${one.line} ${one.what}`, one])).values()];
}
