import { cloudRunContainers, cloudRunSpec, ingressContainer, type Resource } from '../resources.js';
import type { Remark, Rule } from '../rule.js';
import { at, entry, items, number, text } from '../yaml-node.js';

const DOCS = 'Cloud Run documentation';
const place = (node: { path: string; line: number }): { path: string; line: number } => ({
  path: node.path,
  line: node.line,
});
const isService = (one: Resource): boolean => one.kind === 'Service';

const over = (rule: Omit<Rule, 'check'>, check: (one: Resource) => Iterable<Remark>): Rule => ({
  ...rule,
  *check(view) {
    for (const one of view.cloudRun) yield* check(one);
  },
});

/** Set by the platform; the first is refused, the others are overwritten. */
const RESERVED = /^(PORT|K_SERVICE|K_REVISION|K_CONFIGURATION|CLOUD_RUN_\w+)$/;

function* variables(one: Resource): Generator<Remark> {
  for (const container of cloudRunContainers(one)) {
    const seen = new Set<string>();
    for (const item of items(at(container.node, 'env'))) {
      const node = at(item, 'name');
      const name = text(node);
      if (name === undefined || node === undefined) continue;
      const reserved = isService(one) ? RESERVED.test(name) : RESERVED.test(name) && name !== 'PORT';
      // A sidecar gets no PORT from the platform and may be told one.
      const own = name === 'PORT' && container.node !== ingressContainer(one)?.node;
      if (reserved && !own)
        yield {
          ...place(node),
          message: `Cloud Run sets ${name} itself`,
          fix: 'remove it; ports.containerPort decides',
        };
      if (seen.has(name)) yield { ...place(node), message: `${name} is set twice`, fix: 'keep one' };
      seen.add(name);
      if (at(item, 'value') !== undefined && at(item, 'valueFrom') !== undefined)
        yield { ...place(node), message: `${name} has both value and valueFrom` };
    }
  }
}

/** A service, job or pool without a container, or a container without an image. */
function* containers(one: Resource): Generator<Remark> {
  const all = cloudRunContainers(one);
  const line = cloudRunSpec(one)?.line ?? entry(one.root, 'spec')?.line ?? one.line;
  if (all.length === 0)
    yield { path: one.path, line, message: `${one.kind} ${one.name} has no containers`, fix: 'add one' };
  for (const container of all) {
    const where = place(container.node);
    if (at(container.node, 'image') === undefined)
      yield { ...where, message: 'a container has no image', fix: 'add image' };
    const probed = at(container.node, 'startupProbe') !== undefined;
    if (isService(one) && container.node === ingressContainer(one)?.node && !probed)
      yield { ...where, message: 'no startupProbe: an open port counts as started', severity: 'note', fix: 'add one' };
  }
}

function* ports(one: Resource): Generator<Remark> {
  if (!isService(one)) {
    for (const container of cloudRunContainers(one)) {
      const node = at(container.node, 'ports');
      if (node !== undefined) yield { ...place(node), message: `a ${one.kind} has no ports` };
    }
    return;
  }
  const all = cloudRunContainers(one).flatMap((container) => items(at(container.node, 'ports')));
  for (const extra of all.slice(1))
    yield { ...place(extra), message: 'one port of one container only receives requests', fix: 'remove this one' };
  for (const port of all) {
    const name = at(port, 'name');
    if (name !== undefined && !['http1', 'h2c'].includes(text(name) ?? ''))
      yield { ...place(name), message: `ports.name ${text(name)} is neither http1 nor h2c`, fix: 'write http1' };
    const value = at(port, 'containerPort');
    if (value === undefined) yield { ...place(port), message: 'a port without containerPort', fix: 'add it' };
    const asked = number(value);
    if (value !== undefined && asked !== undefined && (asked < 1 || asked > 65535))
      yield { ...place(value), message: `containerPort ${asked} is no port` };
  }
  if (cloudRunContainers(one).length > 1 && all.length === 0)
    yield {
      path: one.path,
      line: cloudRunSpec(one)?.line ?? one.line,
      message: 'of several containers, one must have ports',
    };
}

function* limits(one: Resource): Generator<Remark> {
  const spec = cloudRunSpec(one);
  const range = (field: string, least: number, most: number, unit: string): Remark | undefined => {
    const node = at(spec, field);
    const value = number(node);
    if (node === undefined || value === undefined || (value >= least && value <= most)) return undefined;
    return { ...place(node), message: `${field} ${value}: Cloud Run takes ${least} to ${most}${unit}` };
  };
  const job = one.kind === 'Job';
  const found = [
    job ? undefined : range('containerConcurrency', 0, 1000, ''),
    range('timeoutSeconds', 1, job ? 604_800 : 3600, ' seconds'),
    job ? range('maxRetries', 0, 10, '') : undefined,
  ];
  for (const remark of found) if (remark !== undefined) yield remark;
}

function* identity(one: Resource): Generator<Remark> {
  const node = at(cloudRunSpec(one), 'serviceAccountName');
  if (node === undefined) {
    const line = entry(one.root, 'spec', 'template', 'spec')?.line ?? one.line;
    yield {
      path: one.path,
      line,
      message: 'runs as the project’s default service account',
      fix: 'set serviceAccountName',
    };
    return;
  }
  const name = text(node) ?? '';
  if (
    !name.includes('$') &&
    !/^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9.:-]+\.iam\.gserviceaccount\.com$|@developer\.gserviceaccount\.com$|@appspot\.gserviceaccount\.com$/.test(
      name,
    )
  )
    yield { ...place(node), message: `${name} is no address of a service account`, severity: 'error' };
}

function* mounts(one: Resource): Generator<Remark> {
  const names = items(at(cloudRunSpec(one), 'volumes')).map((volume) => text(at(volume, 'name')));
  for (const mount of cloudRunContainers(one).flatMap((container) => items(at(container.node, 'volumeMounts')))) {
    const node = at(mount, 'name');
    if (node !== undefined && !names.includes(text(node)))
      yield { ...place(node), message: `volumeMounts: there is no volume ${text(node)}` };
  }
}

export const CLOUD_RUN_RULES: readonly Rule[] = [
  over(
    {
      id: 'cloud-run-containers',
      severity: 'error',
      about: 'there is a container with an image, and a check of its start',
      source: `${DOCS}, YAML reference`,
    },
    containers,
  ),
  over(
    {
      id: 'cloud-run-environment',
      severity: 'error',
      about: 'no variable is the platform’s own or set twice',
      source: `${DOCS}, container contract`,
    },
    variables,
  ),
  over(
    {
      id: 'cloud-run-ports',
      severity: 'error',
      about: 'one port of one container receives requests',
      source: `${DOCS}, YAML reference`,
    },
    ports,
  ),
  over(
    {
      id: 'cloud-run-limits',
      severity: 'error',
      about: 'concurrency and time-outs are within the platform’s limits',
      source: `${DOCS}, quotas and limits`,
    },
    limits,
  ),
  over(
    {
      id: 'cloud-run-identity',
      severity: 'warning',
      about: 'a service runs as an account of its own',
      source: `${DOCS}, service identity`,
    },
    identity,
  ),
  over(
    { id: 'cloud-run-volumes', severity: 'error', about: 'mounts name volumes', source: `${DOCS}, YAML reference` },
    mounts,
  ),
];
