import { environment } from '../dockerfile-view.js';
import { every, type Probe, probes, timing } from '../probes.js';
import { cloudRunContainers, type Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, entry, items, type Node, number, text } from '../yaml-node.js';
import { serverSeconds } from './pod-drain.js';

const DOCS = 'Cloud Run documentation';
const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

const RANGES: Readonly<Record<Probe['name'], Readonly<Record<string, readonly [number, number]>>>> = {
  startupProbe: { initialDelaySeconds: [0, 240], periodSeconds: [1, 240], timeoutSeconds: [1, 240] },
  livenessProbe: { initialDelaySeconds: [0, 3600], periodSeconds: [1, 3600], timeoutSeconds: [1, 3600] },
  readinessProbe: { initialDelaySeconds: [0, 300], periodSeconds: [1, 300], timeoutSeconds: [1, 300] },
};

function* probeLimits(one: Resource): Generator<Remark> {
  for (const container of cloudRunContainers(one)) {
    const port = number(at(items(at(container.node, 'ports'))[0], 'containerPort'));
    for (const probe of probes(container.node)) {
      const lineOf = (field: string): { path: string; line: number } => {
        const found = entry(probe.node, field);
        return { path: found?.path ?? probe.path, line: found?.line ?? probe.line };
      };
      if (probe.handler === undefined || probe.handler === 'exec')
        yield { ...lineOf(probe.handler ?? ''), message: `${probe.name} needs httpGet, tcpSocket or grpc` };
      for (const [field, [least, most]] of Object.entries(RANGES[probe.name])) {
        const value = timing(probe, field as 'periodSeconds');
        if (value < least || value > most)
          yield { ...lineOf(field), message: `${probe.name}.${field} ${value}: Cloud Run takes ${least} to ${most}` };
      }
      if (timing(probe, 'failureThreshold') < 1)
        yield { ...lineOf('failureThreshold'), message: `${probe.name}.failureThreshold must be 1 or more` };
      if (timing(probe, 'timeoutSeconds') > timing(probe, 'periodSeconds'))
        yield { ...lineOf('timeoutSeconds'), message: `${probe.name}.timeoutSeconds is above periodSeconds` };
      const budget = timing(probe, 'periodSeconds') * timing(probe, 'failureThreshold');
      if (probe.name === 'startupProbe' && budget > 240)
        yield {
          ...lineOf('failureThreshold'),
          message: `${budget} s to start: Cloud Run takes 240 at most${every(probe)}`,
        };
      if (probe.name !== 'startupProbe' && budget > 300)
        yield {
          ...lineOf('failureThreshold'),
          message: `${probe.name} takes ${budget} s to see a failure${every(probe)}`,
          severity: 'warning',
        };
      const asked = number(probe.port);
      if (probe.port !== undefined && port !== undefined && asked !== undefined && asked !== port)
        yield { ...place(probe.port), message: `${probe.name} asks port ${asked}, the container has ${port}` };
      const url = text(probe.url);
      if (probe.url !== undefined && url !== undefined && !url.startsWith('/'))
        yield { ...place(probe.url), message: `${probe.name}: a path begins with /` };
    }
  }
}

/** Google's front end keeps these for itself; a path that ends in z still serves the platform's own probes. */
function* reserved(view: View): Generator<Remark> {
  for (const one of view.cloudRun)
    for (const probe of cloudRunContainers(one).flatMap((container) => probes(container.node))) {
      const url = text(probe.url);
      if (probe.url === undefined || url === undefined) continue;
      if (/^\/(_ah(\/|$)|eventlog$)/.test(url))
        yield { ...place(probe.url), message: `${url} is reserved by Google’s front end`, fix: 'use another path' };
      else if (/z$/.test(url))
        yield {
          ...place(probe.url),
          severity: 'note',
          message: `${url} ends in z: probes reach it, requests from outside may not`,
        };
    }
}

const MOST_DRAIN = 10;

/** Start, health and end of a container on Cloud Run. */
export const CLOUD_RUN_HEALTH_RULES: readonly Rule[] = [
  {
    id: 'cloud-run-probes',
    severity: 'error',
    about: 'probes ask the container’s port within the platform’s limits',
    source: `${DOCS}, health checks`,
    *check(view) {
      for (const one of view.cloudRun) yield* probeLimits(one);
    },
  },
  {
    id: 'cloud-run-paths',
    severity: 'error',
    about: 'paths are not reserved',
    source: `${DOCS}, known issues: reserved URL paths`,
    check: reserved,
  },
  {
    id: 'cloud-run-drain',
    severity: 'error',
    about: 'the server’s own drain ends before SIGKILL, 10 s after SIGTERM',
    source: `${DOCS}, container contract`,
    *check(view) {
      const seconds = serverSeconds(view);
      if (view.cloudRun.length === 0 || seconds === undefined || seconds < MOST_DRAIN) return;
      const wrapper = 'deploy/runtime/settings.py';
      const file = view.dockerfiles.find((one) => !one.path.includes('/'));
      const path = view.files.has(wrapper) ? wrapper : (file?.path ?? wrapper);
      const variable = file?.final === undefined ? undefined : environment(file.final).get('GRACEFUL_TIMEOUT');
      const line =
        view.files
          .get(wrapper)
          ?.split('\n')
          .findIndex((text_) => text_.startsWith('GRACE_SECONDS')) ?? -2;
      const at_ = line >= 0 ? { line: line + 1 } : variable === undefined ? {} : { line: variable.line };
      yield { path, ...at_, message: `the server drains for ${seconds} s, Cloud Run gives 10`, fix: 'set 8 seconds' };
    },
  },
];
