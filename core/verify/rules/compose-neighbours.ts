import { edits, nearest } from '../../nearest.js';
import { composeServices, composeVariables } from '../compose-view.js';
import type { Remark, Rule } from '../rule.js';
import type { Rooted } from '../view.js';
import { at, type Entry, entries, items, type Node, text } from '../yaml-node.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

/** Where a service of this file is meant by an address: `postgresql://user@database:5432/orders`. */
function* addresses(file: Rooted, service: Entry): Generator<Remark> {
  const names = composeServices(file).map((one) => one.key);
  for (const one of composeVariables(service.value)) {
    const match = /^([a-z][\w+.-]*):\/\/(?:[^@/]*@)?([\w-]+)(?::(\d+))?(?:\/|$)/.exec(one.value ?? '');
    const [, , host = '', port] = match ?? [];
    const spot = { path: one.path, line: one.line };
    if (match === null || names.includes(host)) {
      const server = composeServices(file).find((each) => each.key === host);
      const database = /^postgres[\w+]*:\/\/[^/]+\/([\w-]+)/.exec(one.value ?? '')?.[1];
      const made = composeVariables(server?.value ?? service.value).find(({ name }) => name === 'POSTGRES_DB');
      if (database !== undefined && made?.value !== undefined && database !== made.value && !made.value.includes('$'))
        yield {
          ...spot,
          message: `${one.name} asks for database ${database}, and ${host} makes ${made.value} (${made.path}:${made.line})`,
        };
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
    // A name without a dot is a neighbour's, or of another project on a network that is not made here.
    const outside = entries(at(file.root, 'networks')).some(({ value }) => at(value, 'external') !== undefined);
    if (
      meant === undefined &&
      names.length > 1 &&
      !outside &&
      !/^(localhost|host|gateway)$/.test(host) &&
      !/\./.test(host)
    )
      yield { ...spot, message: `${one.name}: no service is called ${host}`, severity: 'note' };
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

/** The program that an image starts; one that is spelt almost so is not there. */
const SERVERS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(postgres|pgvector|postgis)[:@]/, 'postgres'],
  [/(^|\/)redis[:@]/, 'redis-server'],
  [/(^|\/)valkey[:@]/, 'valkey-server'],
  [/(^|\/)mysql[:@]/, 'mysqld'],
  [/(^|\/)mariadb[:@]/, 'mariadbd'],
  [/(^|\/)mongo[:@]/, 'mongod'],
];

function* programs(service: Entry): Generator<Remark> {
  const image = text(at(service.value, 'image')) ?? '';
  const server = SERVERS.find(([pattern]) => pattern.test(image))?.[1];
  const command = at(service.value, 'command');
  const first = items(command)[0] ?? command;
  const [word = ''] = (text(first) ?? '').split(/\s+/);
  if (server !== undefined && first !== undefined && nearest(word, [server]) !== undefined)
    yield { ...place(first), message: `${image} has no program ${word}`, fix: `write ${server}`, severity: 'error' };
}

/** The check of a PostgreSQL asks as a user that is there: its log would say otherwise at every check. */
function* askers(service: Entry): Generator<Remark> {
  const given = composeVariables(service.value).find((one) => one.name === 'POSTGRES_USER');
  const words = items(at(service.value, 'healthcheck', 'test'));
  const flag = words.findIndex((one) => /^(-U|--username)$/.test(text(one) ?? ''));
  const node = words[flag + 1];
  const user = text(node);
  if (flag < 0 || node === undefined || user === undefined || /\$/.test(user + (given?.value ?? '$'))) return;
  if (user !== given?.value)
    yield {
      ...place(node),
      message: `the check asks as ${user}, and POSTGRES_USER is ${given?.value} (${given?.path}:${given?.line})`,
      fix: `write ${given?.value}`,
    };
}

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

/** Addresses and data of the services of a compose file. */
export const COMPOSE_NEIGHBOUR_RULES: readonly Rule[] = [
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
          yield* programs(one);
          yield* askers(one);
        }
    },
  },
];
