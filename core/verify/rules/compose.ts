import { nearest } from '../../nearest.js';
import { composeServices, composeVariables, interpolated } from '../compose-view.js';
import type { Remark, Rule } from '../rule.js';
import { isSecretName } from '../secret-names.js';
import type { Rooted, View } from '../view.js';
import { at, boolean, entries, entry, items, type Node, text } from '../yaml-node.js';

const SPEC = 'Compose specification';
const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

function unknown(what: string, node: { path: string; line: number }, name: string, known: readonly string[]): Remark {
  const meant = nearest(name, known) ?? (known.length === 1 ? known[0] : undefined);
  const fix = meant === undefined ? 'declare it' : `write ${meant}`;
  return { path: node.path, line: node.line, message: `${what} ${name} is not declared in this file`, fix };
}

function* references(file: Rooted): Generator<Remark> {
  // What other files add cannot be seen from here.
  if (at(file.root, 'include') !== undefined) return;
  const names = composeServices(file).map((one) => one.key);
  const declared = (field: string): readonly string[] => entries(at(file.root, field)).map((one) => one.key);
  for (const service of composeServices(file)) {
    if (at(service.value, 'extends') !== undefined) continue;
    const wanted = at(service.value, 'depends_on');
    for (const one of entries(wanted))
      if (!names.includes(one.key)) yield unknown('service', one, one.key, names);
      else yield* condition(file, one.key, one.value);
    for (const one of items(wanted))
      if (!names.includes(text(one) ?? '')) yield unknown('service', one, text(one) ?? '', names);
    for (const field of ['networks', 'secrets', 'configs']) {
      const list = at(service.value, field);
      const used = [
        ...entries(list).map((one) => ({ name: one.key, node: one })),
        ...items(list).map((one) => ({ name: text(one) ?? text(at(one, 'source')) ?? '', node: one })),
      ];
      for (const { name, node } of used)
        if (name !== '' && name !== 'default' && !declared(field).includes(name))
          yield unknown(field.slice(0, -1), node, name, declared(field));
    }
    for (const one of items(at(service.value, 'volumes'))) {
      const short = /^([A-Za-z0-9][\w.-]*):/.exec(text(one) ?? '')?.[1];
      const named = short ?? (text(at(one, 'type')) === 'volume' ? text(at(one, 'source')) : undefined);
      if (named !== undefined && !/^[A-Za-z]$/.test(named) && !declared('volumes').includes(named))
        yield unknown('volume', one, named, declared('volumes'));
    }
  }
}

const OPTIONS = ['no-new-privileges', 'seccomp', 'apparmor', 'label', 'systempaths', 'mask', 'unmask'];
const onePlatform = (service: Node): readonly Node[] => {
  const node = at(service, 'platform');
  return node === undefined ? [] : [node];
};

/** What a service cannot do without, and what a check must begin with. */
function* services(view: View): Generator<Remark> {
  for (const file of view.compose) {
    if (view.compose.length === 1 && composeServices(file).length === 0 && at(file.root, 'include') === undefined)
      yield { path: file.path, line: file.root.line, message: 'no services: there is nothing to start' };
    for (const one of composeServices(file)) {
      const runs = ['image', 'build', 'extends', 'provider'].some((key) => at(one.value, key) !== undefined);
      const where = { path: one.path, line: one.line };
      if (one.value.type === 'map' && !runs && view.compose.length === 1 && at(file.root, 'include') === undefined)
        yield { ...where, message: `${one.key} has neither image nor build`, fix: 'add one of them' };
      const test = at(one.value, 'healthcheck', 'test');
      const first = items(test)[0];
      if (first !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(text(first) ?? ''))
        yield { ...place(first), message: 'a health check’s list begins with CMD, CMD-SHELL or NONE', fix: 'add CMD' };
      for (const each of [...items(at(one.value, 'build', 'platforms')), ...onePlatform(one.value)])
        if (
          !/^(linux\/(amd64|arm64|arm|386|ppc64le|s390x|riscv64)(\/v\d)?|windows\/amd64|.*\$.*)$/.test(text(each) ?? '')
        )
          yield { ...place(each), message: `platform ${text(each)} does not exist`, fix: 'write linux/amd64' };
      for (const each of items(at(one.value, 'security_opt'))) {
        const name = (text(each) ?? '').split(/[:=]/)[0] ?? '';
        const flag = /^no-new-privileges[:=](?!true$|false$|.*\$)(.*)$/.exec(text(each) ?? '')?.[1];
        if (flag !== undefined)
          yield { ...place(each), message: `no-new-privileges is true or false, not ${flag}`, fix: 'write true' };
        const meant = OPTIONS.includes(name) ? undefined : nearest(name, OPTIONS);
        if (meant !== undefined)
          yield {
            ...place(each),
            message: `security_opt ${name} is unknown, nearest is ${meant}`,
            fix: `write ${meant}`,
          };
      }
      const drops = items(at(one.value, 'cap_drop')).map((each) => text(each)?.toUpperCase());
      if (at(one.value, 'build') !== undefined && !drops.includes('ALL'))
        yield { ...where, message: `${one.key} keeps capabilities that the platforms drop`, severity: 'note' };
      const open = entry(one.value, 'read_only');
      if (open !== undefined && at(one.value, 'build') !== undefined && boolean(open.value) === false)
        yield {
          path: open.path,
          line: open.line,
          message: 'the platforms run it with a read-only root',
          severity: 'note',
        };
    }
  }
}

/** `service_healthy` of a service that is built elsewhere needs a check of its own or of its image, which we cannot see. */
function* condition(file: Rooted, name: string, node: Node): Generator<Remark> {
  const asked = at(node, 'condition');
  const service = at(file.root, 'services', name);
  if (text(asked) !== 'service_healthy' || asked === undefined || service === undefined) return;
  const image = text(at(service, 'image')) ?? '';
  const plain =
    /^(docker\.io\/)?(library\/)?(postgres|redis|mysql|mariadb|mongo|valkey\/valkey|pgvector\/pgvector)[:@]/.test(
      image,
    );
  const off = boolean(at(service, 'healthcheck', 'disable')) === true;
  if ((plain && at(service, 'healthcheck', 'test') === undefined) || off)
    yield {
      ...place(asked),
      message: `${name} has no health check: waiting for it never ends`,
      fix: 'add healthcheck',
    };
}

function* hardening(view: View): Generator<Remark> {
  for (const file of view.compose)
    for (const service of composeServices(file)) {
      if (at(service.value, 'build') === undefined || boolean(at(service.value, 'read_only')) !== true) continue;
      const temporary = at(service.value, 'tmpfs');
      const paths = [...items(temporary), ...(temporary?.type === 'scalar' ? [temporary] : [])].map(
        (one) => text(one) ?? '',
      );
      const mounts = items(at(service.value, 'volumes')).map((one) => text(at(one, 'target')) ?? text(one) ?? '');
      if (![...paths, ...mounts].some((path) => /(^|:)\/tmp(\/)?($|:)/.test(path)))
        yield {
          path: service.path,
          line: service.line,
          message: `${service.key} has a read-only root and no tmpfs at /tmp`,
          fix: 'add tmpfs: [/tmp]',
        };
    }
}

/** A password for a database on this machine is no secret; a key of somebody else's service is. */
function* secrets(view: View): Generator<Remark> {
  for (const file of view.compose) {
    const local = composeServices(file).some((one) => at(one.value, 'build') === undefined);
    for (const service of composeServices(file)) {
      if (at(service.value, 'build') === undefined) continue;
      for (const one of composeVariables(service.value)) {
        const value = interpolated(one.value ?? '');
        if (!isSecretName(one.name) || value === undefined || value === '' || isDummy(value)) continue;
        if (local && /PASS(WORD|WD)?/i.test(one.name)) continue;
        yield { path: one.path, line: one.line, message: `${one.name} is a secret and its value is in the file` };
      }
    }
  }
}

const isDummy = (value: string): boolean =>
  /^(postgres|password|secret|dev(elopment)?|test(ing)?|local|example|change[-_ ]?me.*|dummy.*|placeholder|x+|true|false|\d{1,3})$/i.test(
    value,
  ) || value.length < 8;

export const COMPOSE_RULES: readonly Rule[] = [
  {
    id: 'compose-references',
    severity: 'error',
    about: 'services, volumes, networks and secrets that are named are declared',
    source: SPEC,
    *check(view) {
      // A second file beside the first may lean on it.
      if (view.compose.length === 1) for (const file of view.compose) yield* references(file);
    },
  },
  {
    id: 'compose-services',
    severity: 'error',
    about: 'every service has an image and a check that can run',
    source: SPEC,
    check: services,
  },
  {
    id: 'compose-writable',
    severity: 'warning',
    about: 'a read-only root comes with a writable /tmp',
    source: 'Python’s tempfile, nginx and most servers',
    check: hardening,
  },
  {
    id: 'compose-secret',
    severity: 'warning',
    about: 'no secret is in the file',
    source: 'design: secrets by reference',
    fix: 'take it from .env with env_file, which git leaves out',
    check: secrets,
  },
];
