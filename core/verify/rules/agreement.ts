import { ownDockerfile, portClaims } from '../claims.js';
import { builtService } from '../compose-view.js';
import { environment, last, type Step } from '../dockerfile-view.js';
import { mainContainer } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { at, number, text } from '../yaml-node.js';
import { workloads } from './pod-security.js';

/** What most places say; between equals the first, and claims begin with the Dockerfile. */
function usual<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

function* ports(view: View): Generator<Remark> {
  const claims = portClaims(view);
  // One voice for each file, so that many environments do not outvote the image.
  const voices = [
    ...new Map(
      claims.map((one) => [`${one.path.replace(/(cloud-run|overlays)\/[^/]+\//, '$1/')} ${one.what} ${one.port}`, one]),
    ).values(),
  ];
  const port = usual(voices.map((one) => one.port));
  if (port === undefined) return;
  const witness = claims.find((one) => one.port === port);
  const file = ownDockerfile(view);
  const obeys = file?.final !== undefined && environment(file.final).has('PORT');
  for (const one of claims) {
    if (one.port === port || witness === undefined) continue;
    const message = `${one.what} ${one.port} differs from ${witness.what} ${port} in ${witness.path}:${witness.line}`;
    yield {
      path: one.path,
      line: one.line,
      message,
      fix: `write ${port} in all of them, or generate with --port ${one.port}`,
      ...(one.tells && obeys ? { severity: 'warning' as const } : {}),
    };
  }
}

/** Numbers of groups: what the image's files belong to is what the pods may read. */
function* groups(view: View, path: string, user: Step): Generator<Remark> {
  const image = /^\d+:(\d+)$/.exec(user.text)?.[1];
  if (image === undefined) return;
  for (const { work } of workloads(view.units))
    for (const { node } of work.containers) {
      if (node !== mainContainer(work)?.node) continue;
      const group = at(node, 'securityContext', 'runAsGroup') ?? at(work.spec, 'securityContext', 'runAsGroup');
      if (group === undefined || text(group) === image) continue;
      const message = `runAsGroup ${text(group)} differs from group ${image} of USER in ${path}:${user.line}`;
      yield { path: group.path, line: group.line, message, severity: 'warning' };
    }
}

/** Numbers of users: the image's, the pods', the compose service's. */
function* users(view: View): Generator<Remark> {
  const file = ownDockerfile(view);
  const step = file?.final === undefined ? undefined : last(file.final, 'USER');
  const image = /^(\d+)/.exec(step?.text ?? '')?.[1];
  // A name, or a number that only the base image knows.
  if (file === undefined || step === undefined || image === undefined) return;
  const claims: { value: string; path: string; line: number; what: string }[] = [];
  for (const { work } of workloads(view.units)) {
    const main = work.serves ? mainContainer(work) : undefined;
    const node = at(main?.node, 'securityContext', 'runAsUser') ?? at(work.spec, 'securityContext', 'runAsUser');
    const value = number(node);
    if (node !== undefined && value !== undefined)
      claims.push({ value: String(value), path: node.path, line: node.line, what: 'runAsUser' });
  }
  yield* groups(view, file.path, step);
  for (const compose of view.compose) {
    const node = at(builtService(compose)?.value, 'user');
    const value = /^(\d+)(:|$)/.exec(text(node) ?? '')?.[1];
    if (node !== undefined && value !== undefined)
      claims.push({ value, path: node.path, line: node.line, what: 'user' });
  }
  for (const one of claims)
    if (one.value !== image)
      yield {
        path: one.path,
        line: one.line,
        message: `${one.what} ${one.value} differs from USER ${image} in ${file.path}:${step.line}`,
        fix: `write ${image} in both`,
      };
}

export const AGREEMENT_RULES: readonly Rule[] = [
  {
    id: 'port-agrees',
    severity: 'error',
    about: 'image, platforms and compose name one port',
    source: 'design: one model, many renderings',
    check: ports,
  },
  {
    id: 'user-agrees',
    severity: 'warning',
    about: 'pods and compose run as the user that owns the image’s files',
    source: 'design: one model, many renderings',
    check: users,
  },
];
