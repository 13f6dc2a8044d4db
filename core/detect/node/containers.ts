import { posix } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { type Command, commandsOf, splitScript } from './commands.js';

/** What an existing Dockerfile or compose file says about a Node service. */
export interface Containers {
  /** Versions of `FROM node:X`, best first. */
  readonly versions: readonly Said[];
  /** Container ports. */
  readonly ports: readonly Said[];
  /** Paths that a health check of the container requests. */
  readonly health: readonly Said[];
  /** Package managers that a Dockerfile runs. */
  readonly managers: readonly Said[];
}

interface Said {
  readonly value: string;
  readonly evidence: Evidence;
}

const ASIDE = ['dev', 'test', 'tests', 'e2e', 'playwright', 'cypress', 'local', 'development', 'storybook', 'ci'];

/** Dockerfiles of the folder that describe how it is shipped; those for tests and development are left out. */
export function dockerfiles(folder: Folder): readonly string[] {
  const isDockerfile = (file: string): boolean => {
    const name = posix.basename(file).toLowerCase();
    const words = name.split('.');
    if (!words.includes('dockerfile') && !words.includes('containerfile')) return false;
    if (words.includes('dockerignore') || words.some((word) => ASIDE.includes(word))) return false;
    return file.split('/').length <= 2 && !file.split('/').some((part) => ASIDE.includes(part));
  };
  return folder
    .list()
    .filter(isDockerfile)
    .sort((a, b) => a.split('/').length - b.split('/').length || a.length - b.length || (a < b ? -1 : 1));
}

/** Reads Dockerfiles in the folder, and compose files in and above it for the service that is built from the folder. */
export function readContainers(folder: Folder, scripts: ReadonlyMap<string, string>): Containers {
  const found = { versions: [] as Said[], ports: [] as Said[], health: [] as Said[], managers: [] as Said[] };
  for (const file of dockerfiles(folder)) readDockerfile(folder.read(file) ?? '', file, found, scripts);
  const roots = ['.', ...above(folder)];
  for (const root of roots) {
    for (const name of ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']) {
      const file = posix.join(root, name);
      const text = folder.read(file);
      if (text !== undefined) readCompose(text, file, folder, found, scripts);
    }
  }
  return found;
}

function above(folder: Folder): readonly string[] {
  const depth = folder.path === '.' ? 0 : folder.path.split('/').length;
  return Array.from({ length: depth }, (_, index) => Array.from({ length: index + 1 }, () => '..').join('/'));
}

type Found = { versions: Said[]; ports: Said[]; health: Said[]; managers: Said[] };

function readDockerfile(text: string, file: string, found: Found, scripts: ReadonlyMap<string, string>): void {
  const dockerfile = DockerfileParser.parse(text);
  const lines = text.split('\n');
  const at = (line: number, rule: string): Evidence => ({
    file,
    line: line + 1,
    rule,
    text: (lines[line] ?? '').trim().slice(0, 120),
  });
  const variables = new Map<string, string>();
  for (const arg of dockerfile.getARGs()) {
    const property = arg.getProperty();
    const value = property?.getValue();
    if (property !== null && property !== undefined && value !== null && value !== undefined)
      variables.set(property.getName(), value);
  }
  for (const from of dockerfile.getFROMs()) {
    const image = expand(from.getImage() ?? '', variables);
    const version = nodeTag(image);
    if (version !== undefined)
      found.versions.push({ value: version, evidence: at(from.getRange()?.start.line ?? 0, 'dockerfile-node') });
  }
  let command: readonly string[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'CMD' || keyword === 'ENTRYPOINT') command = shellWords(instruction.getArgumentsContent() ?? '');
    const line = instruction.getRange().start.line;
    if (keyword === 'FROM') found.ports = found.ports.filter((port) => port.evidence.file !== file);
    if (keyword === 'ENV')
      for (const [name, value] of pairs(instruction.getArguments().map(String))) variables.set(name, value);
    if (keyword === 'EXPOSE') {
      for (const argument of instruction.getArguments()) {
        const port = expand(argument.getValue(), variables).split('/')[0] ?? '';
        if (isPort(port)) found.ports.push({ value: port, evidence: at(line, 'dockerfile-expose') });
      }
    }
    if (keyword === 'HEALTHCHECK' || keyword === 'RUN') {
      const words = instruction.getArguments().map((argument) => argument.getValue());
      const health = keyword === 'HEALTHCHECK' ? pathOf(words.join(' ')) : undefined;
      if (health !== undefined) found.health.push({ value: health, evidence: at(line, 'dockerfile-healthcheck') });
      const manager = keyword === 'RUN' ? managerOf(words) : undefined;
      if (manager !== undefined) found.managers.push({ value: manager, evidence: at(line, 'dockerfile-install') });
    }
  }
  if (isDevelopment(command, scripts)) found.ports = found.ports.filter((port) => port.evidence.file !== file);
}

/** The words of both forms of a command: `["npm", "run", "dev"]` and `npm run dev`. */
function shellWords(text: string): readonly string[] {
  return text.split(/[\s"',\][]+/u).filter((word) => word !== '');
}

/** A development server, whose port is not that of the finished service. */
function isDevelopment(words: readonly string[], scripts: ReadonlyMap<string, string>): boolean {
  const commands = splitScript(words.join(' '));
  return commands.some((command) => {
    const plain = command.args.filter((arg) => !arg.startsWith('-'));
    if (['npm', 'pnpm', 'yarn', 'bun'].includes(command.name)) {
      const script = plain[0] === 'run' ? plain[1] : plain[0];
      if (script === undefined) return false;
      return commandsOf(script, scripts).some(isServer) || (!scripts.has(script) && script === 'dev');
    }
    return isServer(command);
  });
}

function isServer(command: Command): boolean {
  const verb = command.args.find((arg) => !arg.startsWith('-'));
  if (command.name === 'vite') return verb === undefined || verb === 'dev' || verb === 'serve';
  if (command.name === 'ng' || command.name === 'vue-cli-service') return verb === 'serve';
  if (command.name === 'react-scripts' || command.name === 'craco' || command.name === 'react-app-rewired')
    return verb === 'start';
  if (command.name === 'nodemon' || command.name === 'ts-node-dev') return true;
  return verb === 'dev' || verb === 'develop';
}

function pairs(args: readonly string[]): readonly (readonly [string, string])[] {
  return args.flatMap((arg) => {
    const equals = arg.indexOf('=');
    return equals > 0 ? [[arg.slice(0, equals), arg.slice(equals + 1)] as const] : [];
  });
}

/** `$X`, `${X}` and `${X:-default}` with the values of ARG and ENV. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '$') {
      result += text[at];
      at += 1;
      continue;
    }
    const braces = text[at + 1] === '{';
    let end = at + (braces ? 2 : 1);
    while (end < text.length && (braces ? text[end] !== '}' : isName(text[end] ?? ''))) end += 1;
    const inner = text.slice(at + (braces ? 2 : 1), end);
    const [name, fallback] = inner.split(':-');
    result += variables.get(name ?? '') ?? fallback ?? '';
    at = braces ? end + 1 : end;
  }
  return result;
}

function isName(character: string): boolean {
  return (
    character === '_' ||
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9')
  );
}

/** The major version of `node:22-alpine`, `cgr.dev/x/node:22.1`, `gcr.io/distroless/nodejs22-debian12`. */
function nodeTag(image: string): string | undefined {
  const [path = '', tag = ''] = (image.split('@')[0] ?? '').split(/:(?=[^/]*$)/u);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'node') return digits(tag);
  return name.startsWith('nodejs') ? digits(name.slice('nodejs'.length).replace('-', '')) : undefined;
}

function digits(text: string): string | undefined {
  let end = 0;
  while (end < text.length && (text[end] ?? '') >= '0' && (text[end] ?? '') <= '9') end += 1;
  return end === 0 ? undefined : text.slice(0, end);
}

export function isPort(text: string): boolean {
  return digits(text) === text && Number(text) > 0 && Number(text) < 65536;
}

function managerOf(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (word === 'npm' && (next === 'ci' || next === 'clean-install')) return 'npm';
    if (word === 'npm' && (next === 'install' || next === 'i') && !words.includes('-g') && !words.includes('--global'))
      return 'npm';
    if ((word === 'pnpm' || word === 'bun') && (next === 'install' || next === 'i' || next === 'fetch')) return word;
    if (word === 'yarn' && (next === 'install' || next === '' || next.startsWith('--') || next === '&&')) return 'yarn';
  }
  return undefined;
}

/** The path of the first address of this machine in a command. */
function pathOf(text: string): string | undefined {
  for (const word of text.split(/[\s"',\][]+/u)) {
    const start = word.indexOf('://');
    const slash = start === -1 ? -1 : word.indexOf('/', start + 3);
    const host = start === -1 ? '' : (word.slice(start + 3, slash === -1 ? undefined : slash).split(':')[0] ?? '');
    const local =
      host === 'localhost' || host === '127.0.0.1' || host === '0.0.0.0' || host === '[' || host.startsWith('$');
    if (local && slash !== -1 && slash < word.length - 1) return word.slice(slash).split(/[?#]/u)[0];
  }
  return undefined;
}

/** The compose service that is built from this folder, or that runs its image where only one carries a build. */
function readCompose(
  text: string,
  file: string,
  folder: Folder,
  found: Found,
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
    const path = pathOf(tested);
    const range = (test as { readonly range?: readonly number[] | null } | undefined)?.range?.[0];
    if (path !== undefined) found.health.push({ value: path, evidence: at(range, 'compose-healthcheck') });
  }
}

/** `8004:8000`, `127.0.0.1:80:8080/tcp`, `${PORT:-3000}:3000`. */
function containerPort(text: string): string | undefined {
  const plain = expand(text, new Map()).split('/')[0] ?? '';
  return plain.slice(plain.lastIndexOf(':') + 1);
}

function belongs(service: YAMLMap, key: string, file: string, folder: Folder): boolean {
  const build = service.get('build', true);
  const base = posix.dirname(file);
  if (isScalar(build) || isMap(build)) {
    const context = isScalar(build) ? String(build.value) : String((build as YAMLMap).get('context') ?? '.');
    const dockerfile = isMap(build) ? String(build.get('dockerfile') ?? 'Dockerfile') : 'Dockerfile';
    if (
      dockerfile
        .toLowerCase()
        .split(/[./]/u)
        .some((word) => ASIDE.includes(word))
    )
      return false;
    const at = posix.normalize(posix.join(base, context));
    const own = own_(posix.dirname(posix.normalize(posix.join(at, dockerfile))), folder);
    return own_(at, folder) || (at.startsWith('..') && own);
  }
  // An image of its own name: the published form of the service in the same folder.
  const image = String(service.get('image') ?? '');
  const names = [folder.name.toLowerCase(), 'app', 'web', 'frontend', 'ui'];
  const isOurs = image.split(':')[0]?.split('/').at(-1) === key && !PUBLIC.has(key);
  return base === '.' && isOurs && (names.includes(key) || image.includes('/'));
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

function own_(path: string, folder: Folder): boolean {
  const depth = folder.path === '.' ? 0 : folder.path.split('/').length;
  const parts = folder.path.split('/');
  const normal = path === '' ? '.' : path;
  if (normal === '.' || normal === './') return true;
  // `../frontend` from the folder `frontend` is the folder itself.
  const ups = normal.split('/').filter((part) => part === '..').length;
  if (ups === 0 || ups > depth) return false;
  return normal === [...Array.from({ length: ups }, () => '..'), ...parts.slice(depth - ups)].join('/');
}
