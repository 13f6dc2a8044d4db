import type { Folder } from '../folder.js';
import { ancestors, baseOf, folderOf, joinPath, normalise } from './paths.js';
import { readCommands } from './shell.js';
import { isRecord, readYaml } from './yaml.js';

/** A service of a compose file that is built from the repository. */
export interface ComposeService {
  readonly file: string;
  readonly name: string;
  /** Build context and Dockerfile relative to the service folder. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string;
  readonly command?: string | readonly string[];
  readonly entrypoint?: string | readonly string[];
  readonly workdir?: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Container side of the port mappings, then what labels and `expose` say. */
  readonly ports: readonly { readonly port: number; readonly line: number }[];
  readonly lines: { readonly command: number; readonly service: number };
  /** Host path to container path of mounted folders, relative to the service folder. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  readonly image?: string;
}

/** A compose file: what it builds and which images run beside. */
export interface ComposeFile {
  readonly file: string;
  readonly services: readonly ComposeService[];
  readonly images: readonly { readonly image: string; readonly line: number }[];
}

/** How compose files are called. */
export const COMPOSE_NAME = /(?:^|[.-])compose(?:[.-].*)?\.ya?ml$/;
const OTHER = /(?:^|\/)(?:\.devcontainer|tests?|examples?|e2e|cypress|docs|\.github)\//;
/** Folders of a repository in which they also lie. */
export const COMPOSE_PLACES = ['docker', '.docker', 'deploy', 'deployment', 'compose', 'infra', 'ops'];

/** Compose files in the service folder, above it and in the usual folders beside; production before development. */
export function readComposeFiles(folder: Folder): readonly ComposeFile[] {
  const files = new Set(
    folder.list().filter((file) => COMPOSE_NAME.test(baseOf(file)) && file.split('/').length <= 3 && !OTHER.test(file)),
  );
  for (const above of ancestors(folder)) {
    for (const place of ['', ...COMPOSE_PLACES.map((name) => `/${name}`)]) {
      for (const file of folder.listAt(above + place, 1))
        if (COMPOSE_NAME.test(baseOf(file))) files.add(normalise(folder, file));
    }
  }
  return [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).map((file) => readCompose(folder, file));
}

function rank(file: string): number {
  const name = baseOf(file);
  const depth = file.split('/').length;
  const kind = /test|ci\b|e2e|playwright/.test(name) ? 30 : /dev|local|override|debug/.test(name) ? 20 : 0;
  return kind + (/^(?:docker-)?compose\.ya?ml$/.test(name) ? 0 : 5) + depth;
}

function readCompose(folder: Folder, file: string): ComposeFile {
  const document = readYaml(folder.read(file) ?? '')[0];
  const services = isRecord(document?.value) && isRecord(document.value.services) ? document.value.services : {};
  const variables = readVariables(folder, folderOf(file));
  const found: ComposeService[] = [];
  const images: { image: string; line: number }[] = [];
  for (const [name, given] of Object.entries(services)) {
    if (!isRecord(given) || !document) continue;
    const service = interpolate(given, variables) as Readonly<Record<string, unknown>>;
    const line = document.lineOf(['services', name]);
    if (typeof service.image === 'string')
      images.push({ image: service.image, line: document.lineOf(['services', name, 'image']) });
    const build = typeof service.build === 'string' ? { context: service.build } : service.build;
    if (!isRecord(build)) continue;
    const here = folderOf(file);
    const context = normalise(folder, joinPath(here, text(build.context) ?? '.'));
    found.push({
      file,
      name,
      context,
      dockerfile: normalise(folder, joinPath(context, text(build.dockerfile) ?? 'Dockerfile')),
      ...optional('target', text(build.target)),
      ...optional('command', words(service.command)),
      ...optional('entrypoint', words(service.entrypoint)),
      ...optional('workdir', text(service.working_dir)),
      ...optional('image', text(service.image)),
      environment: readEnvironment(service.environment),
      ports: readPorts(service, (path) => document.lineOf(['services', name, ...path])),
      lines: { command: document.lineOf(['services', name, 'command']), service: line },
      mounts: readMounts(folder, here, service.volumes),
    });
  }
  return { file, services: found, images };
}

function readPorts(service: Readonly<Record<string, unknown>>, lineOf: (path: readonly (string | number)[]) => number) {
  const ports: { port: number; line: number }[] = [];
  const add = (value: unknown, path: readonly (string | number)[]): void => {
    const port = Number(/(\d{1,5})(?:\/tcp)?$/.exec(String(value))?.[1] ?? 0);
    if (port > 0 && port < 65_536) ports.push({ port, line: lineOf(path) });
  };
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  list(service.ports).forEach((one, i) => {
    add(isRecord(one) ? one.target : one, ['ports', i]);
  });
  list(service.expose).forEach((one, i) => {
    add(one, ['expose', i]);
  });
  const labels = isRecord(service.labels)
    ? Object.entries(service.labels).map(([key, value]) => `${key}=${String(value)}`)
    : list(service.labels).map(String);
  labels.forEach((label, i) => {
    // The reverse proxy is told where the container listens.
    const port = /loadbalancer\.server\.port=(\d+)$/.exec(label)?.[1];
    if (port !== undefined) add(port, isRecord(service.labels) ? ['labels'] : ['labels', i]);
  });
  return ports;
}

function readMounts(folder: Folder, here: string, volumes: unknown) {
  const mounts: { source: string; target: string }[] = [];
  for (const volume of Array.isArray(volumes) ? volumes : []) {
    const parts =
      typeof volume === 'string' ? volume.split(':') : isRecord(volume) ? [volume.source, volume.target] : [];
    const [source, target] = parts.map((part) => (typeof part === 'string' ? part : ''));
    if (source?.startsWith('.') && target?.startsWith('/')) {
      mounts.push({ source: normalise(folder, joinPath(here, source)), target });
    }
  }
  return mounts;
}

function readEnvironment(value: unknown): ReadonlyMap<string, string> {
  const pairs = isRecord(value)
    ? Object.entries(value).map(([name, one]) => [name, String(one ?? '')] as const)
    : (Array.isArray(value) ? value : []).map((one) => {
        const [name = '', rest = ''] = String(one).split(/=(.*)/s);
        return [name, rest] as const;
      });
  return new Map(pairs.filter(([, one]) => one !== '' && !one.startsWith('$')));
}

/** `.env` beside the compose file fills its `${NAME}`; a committed example is the next best. */
function readVariables(folder: Folder, place: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const name of ['.env', '.env.example']) {
    const content = folder.read(joinPath(place, name));
    if (content === undefined) continue;
    readCommands(content, variables);
    break;
  }
  return variables;
}

function interpolate(value: unknown, variables: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => interpolate(one, variables));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, interpolate(one, variables)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(
    /\$\$|\$\{([A-Za-z_]\w*)(?::?([-?])([^{}]*))?\}|\$([A-Za-z_]\w*)/g,
    (whole, braced, operator, otherwise, bare) => {
      if (whole === '$$') return '$';
      const known = variables.get(String(braced ?? bare));
      return known ?? (operator === '-' ? String(otherwise) : whole);
    },
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: unknown): string | readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : text(value);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in K]?: V });
}
