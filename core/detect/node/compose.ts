import { posix } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { expand } from '../launch/dockerfile-words.js';
import { ASIDE, isDevelopment, isPort, probePath } from './container-commands.js';
import type { Reading } from './containers.js';

/** Adds ports and health checks of the services that are built from this folder. */
export function readCompose(
  text: string,
  file: string,
  folder: Folder,
  found: Reading,
  scripts: ReadonlyMap<string, string>,
): void {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'silent', uniqueKeys: false });
  const services = isMap(document.contents) ? document.contents.get('services', true) : undefined;
  if (!isMap(services)) return;
  const lines = text.split('\n');
  const at = (offset: number | undefined, rule: string): Evidence => {
    const line = counter.linePos(offset ?? 0).line;
    return { file, line, rule, text: (lines[line - 1] ?? '').trim().slice(0, 120) };
  };
  for (const item of services.items) {
    if (!isMap(item.value) || !belongs(item.value, String(item.key), file, folder)) continue;
    const command = item.value.get('command', true);
    const words = isSeq(command)
      ? command.items.map((word) => (isScalar(word) ? String(word.value) : ''))
      : isScalar(command)
        ? String(command.value).split(' ')
        : [];
    if (isDevelopment(words, scripts)) continue;
    const ports = item.value.get('ports', true);
    for (const port of isSeq(ports) ? ports.items : []) {
      const value = isScalar(port)
        ? containerPort(String(port.value))
        : isMap(port)
          ? String(port.get('target') ?? '')
          : undefined;
      const range = (port as { readonly range?: readonly number[] | null }).range?.[0];
      if (value !== undefined && isPort(value)) found.ports.push({ value, evidence: at(range, 'compose-port') });
    }
    const check = item.value.get('healthcheck', true);
    const test = isMap(check) ? check.get('test', true) : undefined;
    const tested = isSeq(test)
      ? test.items.map((word) => (isScalar(word) ? String(word.value) : '')).join(' ')
      : isScalar(test)
        ? String(test.value)
        : '';
    const path = probePath(tested);
    const range = (test as { readonly range?: readonly number[] | null } | undefined)?.range?.[0];
    if (path !== undefined) found.health.push({ value: path, evidence: at(range, 'compose-healthcheck') });
  }
}

/** `8004:8000`, `127.0.0.1:80:8080/tcp`, `${PORT:-3000}:3000`. */
function containerPort(text: string): string | undefined {
  const plain = expand(text, new Map()).split('/')[0] ?? '';
  return plain.slice(plain.lastIndexOf(':') + 1);
}

const PUBLIC = new Set([
  'postgres',
  'redis',
  'mysql',
  'mongo',
  'mariadb',
  'nginx',
  'traefik',
  'adminer',
  'mailpit',
  'rabbitmq',
  'minio',
]);

function belongs(service: YAMLMap, key: string, file: string, folder: Folder): boolean {
  const build = service.get('build', true);
  const base = posix.dirname(file);
  if (isScalar(build) || isMap(build)) {
    const context = isScalar(build) ? String(build.value) : String((build as YAMLMap).get('context') ?? '.');
    const dockerfile = isMap(build) ? String(build.get('dockerfile') ?? 'Dockerfile') : 'Dockerfile';
    const target = isMap(build) ? String(build.get('target') ?? '') : '';
    const words = `${dockerfile}/${target}`.toLowerCase().split(/[./_-]/u);
    if (words.some((word) => ASIDE.includes(word))) return false;
    const at = posix.normalize(posix.join(base, context));
    // Built from a file that is not the service's own, beside one that is: a helper such as a mail catcher.
    const isOther = posix.basename(dockerfile) !== 'Dockerfile' && folder.list().includes('Dockerfile');
    if (isOther && isOwnFolder(at, folder)) return false;
    const own = isOwnFolder(posix.dirname(posix.normalize(posix.join(at, dockerfile))), folder);
    return isOwnFolder(at, folder) || (at.startsWith('..') && own);
  }
  // An image of its own name: the published form of the service in the same folder.
  const image = String(service.get('image') ?? '');
  const names = [folder.name.toLowerCase(), 'app', 'web', 'frontend', 'ui'];
  const isOurs = image.split(':')[0]?.split('/').at(-1) === key && !PUBLIC.has(key);
  return base === '.' && isOurs && (names.includes(key) || image.includes('/'));
}

function isOwnFolder(path: string, folder: Folder): boolean {
  const depth = folder.path === '.' ? 0 : folder.path.split('/').length;
  const parts = folder.path.split('/');
  const normal = path === '' ? '.' : path;
  if (normal === '.' || normal === './') return true;
  // `../frontend` from the folder `frontend` is the folder itself.
  const ups = normal.split('/').filter((part) => part === '..').length;
  if (ups === 0 || ups > depth) return false;
  return normal === [...Array.from({ length: ups }, () => '..'), ...parts.slice(depth - ups)].join('/');
}
