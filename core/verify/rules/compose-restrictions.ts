import { nearest } from '../../nearest.js';
import { ownDockerfile } from '../claims.js';
import { builtService, composeServices } from '../compose-view.js';
import { exposed, last } from '../dockerfile-view.js';
import type { Remark, Rule } from '../rule.js';
import type { Rooted, View } from '../view.js';
import { at, type Entry, entry, items, type Node, text } from '../yaml-node.js';

const place = (node: Node): { path: string; line: number } => ({ path: node.path, line: node.line });

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

/** Capabilities of Linux, without CAP_: capabilities(7). */
const CAPABILITIES = (
  'ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER ' +
  'FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE ' +
  'NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE ' +
  'SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM'
).split(' ');

function* capabilities(service: Entry): Generator<Remark> {
  for (const key of ['cap_add', 'cap_drop'])
    for (const one of items(at(service.value, key))) {
      const name = (text(one) ?? '').toUpperCase().replace(/^CAP_/, '');
      if (CAPABILITIES.includes(name) || name.includes('$')) continue;
      const meant = nearest(name, CAPABILITIES);
      const message = `there is no capability ${text(one)}`;
      yield { ...place(one), message, severity: 'error', ...(meant === undefined ? {} : { fix: `write ${meant}` }) };
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
  const neighbours = view.facts.neighbours?.value ?? [];
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
    const ownerOf = (port: string | undefined) => neighbours.find(({ ports }) => ports.includes(Number(port)))?.folder;
    const owner = ownerOf(standard);
    if (owner !== undefined)
      yield {
        ...place(one),
        message: `port ${standard} of this machine is published by ${owner}/compose.yaml too`,
        fix: 'write another, or run one of the two at a time',
        severity: 'note',
      };
    // Another number than inside makes room for a neighbour.
    else if (standard !== undefined && standard !== target && ownerOf(target) === undefined)
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

/** Temporary file systems and restrictions of the services of a compose file. */
export const COMPOSE_RESTRICTION_RULES: readonly Rule[] = [
  {
    id: 'compose-restrictions',
    severity: 'warning',
    about: 'the service runs here as the platforms run it',
    source: 'design: one model, many renderings',
    *check(view) {
      for (const file of view.compose) {
        for (const one of composeServices(file)) {
          yield* temporary(one);
          yield* capabilities(one);
        }
        yield* restrictions(view, file);
      }
    },
  },
];
