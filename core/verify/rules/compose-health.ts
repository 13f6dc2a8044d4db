import { edits, nearest } from '../../nearest.js';
import { ownDockerfile } from '../claims.js';
import { builtService, composeServices, composeVariables, healthTest } from '../compose-view.js';
import { exposed, last } from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';
import type { Rooted, View } from '../view.js';
import { at, type Entry, entry, items, type Node, text } from '../yaml-node.js';
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

const OPTIONS = [
  'size',
  'mode',
  'uid',
  'gid',
  'noexec',
  'exec',
  'nosuid',
  'suid',
  'nodev',
  'dev',
  'rw',
  'ro',
  'noatime',
  'nr_inodes',
];

/** Temporary file systems: `/tmp:size=64m,mode=1777`. */
function* temporary(service: Entry): Generator<Remark> {
  const node = at(service.value, 'tmpfs');
  for (const one of [...items(node), ...(node?.type === 'scalar' ? [node] : [])]) {
    const [target = '', options = ''] = (text(one) ?? '').split(':');
    if (!target.startsWith('/') && !target.includes('$'))
      yield { ...place(one), message: `tmpfs ${target} is not absolute`, fix: `write /${target}`, severity: 'error' };
    else if (nearest(target, ['/tmp']) !== undefined && !/^\/(etc|opt|run|var)/.test(target))
      yield { ...place(one), message: `tmpfs ${target}: was /tmp meant?`, fix: 'write /tmp' };
    for (const option of options.split(',').filter((each) => each !== '')) {
      const [name = '', value = ''] = option.split('=');
      const meant = OPTIONS.includes(name) ? undefined : nearest(name, OPTIONS);
      if (meant !== undefined)
        yield { ...place(one), message: `tmpfs has no option ${name}`, fix: `write ${meant}`, severity: 'error' };
      if (name === 'size' && !/^\d+[kmgKMG%]?$|\$/.test(value))
        yield { ...place(one), message: `size=${value} is no size`, severity: 'error' };
      else if (name === 'size' && /^\d{1,4}$/.test(value))
        yield { ...place(one), message: `size=${value} bytes: was ${value}m meant?` };
      if (name === 'mode' && !/^0?[0-7]{3,4}$/.test(value))
        yield { ...place(one), message: `mode=${value} is no octal mode`, severity: 'error' };
    }
  }
}

/** Where a service of this file is meant by an address: `postgresql://user@database:5432/orders`. */
function* addresses(file: Rooted, service: Entry): Generator<Remark> {
  const names = composeServices(file).map((one) => one.key);
  for (const one of composeVariables(service.value)) {
    const match = /^([a-z][\w+.-]*):\/\/(?:[^@/]*@)?([\w-]+)(?::(\d+))?(?:\/|$)/.exec(one.value ?? '');
    const [, , host = '', port] = match ?? [];
    const spot = { path: one.path, line: one.line };
    if (match === null || names.includes(host)) {
      const server = composeServices(file).find((each) => each.key === host);
      const usual = DEFAULTS.find(([image]) => image.test(text(at(server?.value, 'image')) ?? ''))?.[1];
      if (port !== undefined && usual !== undefined && port !== usual && at(server?.value, 'command') === undefined)
        yield {
          ...spot,
          message: `${one.name} asks ${host} at port ${port}, its image listens on ${usual}`,
          fix: `write ${usual}`,
        };
      continue;
    }
    const meant = nearest(host, names);
    if (meant !== undefined)
      yield {
        ...spot,
        message: `${one.name}: no service is called ${host}, nearest is ${meant}`,
        fix: `write ${meant}`,
      };
  }
}

const DEFAULTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(postgres|pgvector|postgis)[:@]/, '5432'],
  [/(^|\/)(redis|valkey)[:@]/, '6379'],
  [/(^|\/)(mysql|mariadb)[:@]/, '3306'],
  [/(^|\/)mongo[:@]/, '27017'],
];

/** A database that its own image would not start, or that keeps its data elsewhere than in its volume. */
function* databases(service: Entry): Generator<Remark> {
  const image = text(at(service.value, 'image')) ?? '';
  if (!/(^|\/)(postgres|pgvector|postgis)[:@]/.test(image)) return;
  const given = composeVariables(service.value);
  const method = given.find((one) => one.name === 'POSTGRES_HOST_AUTH_METHOD');
  const methods = ['trust', 'md5', 'scram-sha-256', 'password'];
  if (method?.value !== undefined && !methods.includes(method.value))
    yield {
      path: method.path,
      line: method.line,
      message: `there is no method ${method.value}`,
      fix: `write ${nearest(method.value, methods) ?? 'trust'}`,
      severity: 'error',
    };
  const known = [
    'POSTGRES_DB',
    'POSTGRES_USER',
    'POSTGRES_PASSWORD',
    'POSTGRES_PASSWORD_FILE',
    'POSTGRES_HOST_AUTH_METHOD',
    'POSTGRES_INITDB_ARGS',
    'PGDATA',
  ];
  for (const one of given) {
    const meant = known.find((each) => edits(each, one.name) === 1);
    if (meant !== undefined)
      yield {
        path: one.path,
        line: one.line,
        message: `${one.name} is read by nothing, nearest is ${meant}`,
        fix: `write ${meant}`,
      };
  }
  const word = given.some((one) => one.name.startsWith('POSTGRES_PASSWORD'));
  if (!word && method?.value !== 'trust' && at(service.value, 'env_file') === undefined)
    yield {
      path: service.path,
      line: service.line,
      message: `${service.key} has no password and does not start`,
      fix: 'set POSTGRES_PASSWORD',
    };
  const targets = items(at(service.value, 'volumes')).map(
    (one) => text(at(one, 'target')) ?? (text(one) ?? '').split(':')[1]?.replace(/\/$/, '') ?? '',
  );
  const list = items(at(service.value, 'volumes'))[0];
  const init = targets.every((one) => /docker-entrypoint-initdb|\.conf$/.test(one));
  if (
    list !== undefined &&
    !init &&
    !targets.some((one) => one.startsWith('/var/lib/postgresql')) &&
    !given.some((one) => one.name === 'PGDATA')
  )
    yield {
      ...place(list),
      message: 'no volume is at /var/lib/postgresql/data: what is stored is gone with the container',
    };
  for (const one of items(at(service.value, 'volumes'))) {
    const target = text(at(one, 'target')) ?? (text(one) ?? '').split(':')[1]?.replace(/\/$/, '') ?? '';
    const meant = ['/var/lib/postgresql/data', '/var/lib/postgresql'].includes(target)
      ? undefined
      : nearest(target, ['/var/lib/postgresql/data']);
    if (meant !== undefined)
      yield { ...place(one), message: `PostgreSQL keeps its data in ${meant}`, fix: `write ${meant}` };
  }
}

/** Somebody calls it: a worker has no Service on any platform. */
const called = (view: View): boolean =>
  view.documents.length === 0 || view.documents.some((one) => one.kind === 'Service');

/** The service that is built runs as the platforms run it; what is looser is only said. */
function* restrictions(view: View, file: Rooted): Generator<Remark> {
  const service = builtService(file);
  const final = ownDockerfile(view)?.final;
  const user = final === undefined ? undefined : last(final, 'USER');
  if (service === undefined) {
    const services = entry(file.root, 'services');
    if (final !== undefined && services !== undefined && view.compose.length === 1)
      yield {
        path: services.path,
        line: services.line,
        message: 'no service is built from the Dockerfile that lies beside it',
        severity: 'note',
      };
    return;
  }
  if (
    final !== undefined &&
    exposed(final).length > 0 &&
    called(view) &&
    at(service.value, 'ports') === undefined &&
    at(service.value, 'network_mode') === undefined
  )
    yield { path: service.path, line: service.line, message: `${service.key} publishes no port`, severity: 'note' };
  const own = at(service.value, 'user');
  const [uid, gid] = (text(own) ?? '').split(':');
  const [, group] = (user?.text ?? '').split(':');
  if (own !== undefined && group !== undefined && gid !== undefined && /^\d+$/.test(gid) && gid !== group)
    yield {
      ...place(own),
      message: `group ${gid} of user ${uid} differs from USER ${user?.text} in ${ownDockerfile(view)?.path}:${user?.line}`,
    };
  const missing = [
    ...(entry(service.value, 'read_only') === undefined ? ['read_only'] : []),
    ...(entry(service.value, 'security_opt') === undefined ||
    !items(at(service.value, 'security_opt')).some((one) => /^no-new-privileges/.test(text(one) ?? ''))
      ? ['no-new-privileges']
      : []),
  ];
  // One of them alone was forgotten; a file without any is another style.
  if (
    missing.length === 1 &&
    (at(service.value, 'cap_drop') !== undefined || entry(service.value, 'read_only') !== undefined)
  )
    yield {
      path: service.path,
      line: service.line,
      message: `${service.key} runs without ${missing.join()}, and the platforms with it`,
      severity: 'note',
    };
  for (const one of items(at(service.value, 'ports'))) {
    const host = /^(\d+\.\d+\.\d+\.\d+):/.exec(text(one) ?? '')?.[1];
    if (
      host !== undefined &&
      nearest(host, ['127.0.0.1']) !== undefined &&
      !/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.)/.test(host)
    )
      yield { ...place(one), message: `${host} is almost 127.0.0.1`, fix: 'write 127.0.0.1' };
    const standard = /:-(\d+)\}/.exec(text(one) ?? '')?.[1];
    const target = /:(\d+)(?:\/tcp)?$/.exec(text(one) ?? '')?.[1];
    if (standard !== undefined && standard !== target)
      yield { ...place(one), message: `port ${standard} of this machine leads to ${target}`, severity: 'note' };
    if (standard !== undefined && (standard.startsWith('0') || Number(standard) < 1024 || Number(standard) > 65535))
      yield { ...place(one), message: `${standard} is no port that everybody may open` };
  }
  for (const one of items(at(service.value, 'env_file'))) {
    const node = at(one, 'path') ?? one;
    const meant = nearest(text(node) ?? '', ['.env']);
    if (meant !== undefined && !/^(\.\/)?\.env/.test(text(node) ?? ''))
      yield { ...place(node), message: `env_file ${text(node)}: was .env meant?`, fix: 'write .env' };
  }
}

/** Checks, addresses, temporary file systems and restrictions of the services of a compose file. */
export const COMPOSE_HEALTH_RULES: readonly Rule[] = [
  {
    id: 'compose-checks',
    severity: 'warning',
    about: 'checks ask their own container, in time',
    source: 'Compose specification, healthcheck',
    *check(view) {
      for (const file of view.compose) for (const one of composeServices(file)) yield* checks(one);
    },
  },
  {
    id: 'compose-neighbours',
    severity: 'warning',
    about: 'services find one another and keep their data',
    source: 'images of PostgreSQL and Redis, documentation',
    *check(view) {
      for (const file of view.compose)
        for (const one of composeServices(file)) {
          yield* addresses(file, one);
          yield* databases(one);
        }
    },
  },
  {
    id: 'compose-restrictions',
    severity: 'warning',
    about: 'the service runs here as the platforms run it',
    source: 'design: one model, many renderings',
    *check(view) {
      for (const file of view.compose) {
        for (const one of composeServices(file)) yield* temporary(one);
        yield* restrictions(view, file);
      }
    },
  },
];
