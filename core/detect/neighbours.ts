import type { Neighbour } from './fact-values.js';
import type { Evidence, Fact } from './facts.js';
import type { Folder } from './folder.js';
import { ancestors, folderOf, joinPath, lineText, normalise } from './launch/paths.js';
import { isRecord, readYaml, type YamlDocument } from './launch/yaml.js';
import { allowedOrigins } from './origins.js';

const OURS = 'generator-saasfactory';
/** Levels below each folder on the way to the repository's root that are looked at, and most neighbours of a service. */
const DEPTH = 2;
const MOST = 50;
/** What a service, a volume or a project of compose may be called; anything else is no file of ours. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** A folder whose name is the same in YAML, in a shell and in a line of text. */
const PLAIN = /^[\w.+][\w./@+-]*$/;
/** Of a neighbour's file, what another one cannot take over service by service. */
const WHOLE = ['include', 'networks', 'secrets', 'configs'];

/**
 * Scaffolds of other services of the repository: folders with an answers file of ours and a compose.yaml that builds
 * `app`. Their files are as untrusted as any other: what has not the shape is no neighbour.
 */
export function findNeighbours(folder: Folder): Fact<readonly Neighbour[]> | undefined {
  const files = ['.', ...ancestors(folder)].flatMap((at) => folder.named(at, 'compose.yaml', DEPTH));
  const found = [...new Set(files.map((file) => normalise(folder, file)))]
    .filter((file) => folderOf(file) !== '.' && isOurs(folder.read(joinPath(folderOf(file), '.yo-rc.json'))))
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(0, MOST)
    .flatMap((file) => readNeighbour(folder, file) ?? []);
  if (found.length === 0) return undefined;
  return {
    value: found.map(({ neighbour }) => neighbour),
    confidence: 'certain',
    evidence: found.map(({ evidence }) => evidence),
    others: [],
  };
}

function isOurs(answers: string | undefined): boolean {
  try {
    const read: unknown = JSON.parse((answers ?? '').replace(/^\uFEFF/, ''));
    return isRecord(read) && isRecord(read[OURS]);
  } catch {
    return false;
  }
}

function readNeighbour(folder: Folder, file: string): { neighbour: Neighbour; evidence: Evidence } | undefined {
  const text = folder.read(file);
  const document = readYaml(text ?? '')[0];
  const root = document?.value;
  if (document === undefined || !isRecord(root) || !isRecord(root.services)) return undefined;
  const { app } = root.services;
  if (typeof root.name !== 'string' || !NAME.test(root.name) || !isRecord(app) || !isRecord(app.build))
    return undefined;
  const at = folderOf(file);
  const services = Object.entries(root.services).map(([name, service]) => ({ name, ports: publishedBy(service) }));
  const own = publishedBy(app)[0];
  const isSite = folder.read(joinPath(at, 'deploy/nginx/nginx.conf')) !== undefined;
  const origins = isSite || own === undefined ? undefined : allowedOrigins(folder, at);
  const beside = services.filter(({ name }) => name !== 'app');
  const volumes = namedVolumes(root);
  const isWhole =
    !PLAIN.test(at) ||
    volumes === undefined ||
    WHOLE.some((key) => root[key] !== undefined) ||
    beside.some(({ name }) => !isFree(name));
  return {
    neighbour: {
      folder: at,
      name: root.name,
      kind: own === undefined ? 'worker' : isSite ? 'site' : 'server',
      ports: [...new Set(services.flatMap(({ ports }) => ports.map(({ host }) => host)))].sort((a, b) => a - b),
      ...(own === undefined ? {} : { port: own.container, published: own.host }),
      beside: beside.map(({ name, ports }) => ({ name, publishes: ports.length > 0 })),
      volumes: volumes ?? [],
      ...(isWhole ? { whole: true } : {}),
      ...(origins === undefined ? {} : { origins }),
    },
    evidence: placeOf(document, file, text),
  };
}

/** Beside a site, the neighbour's `app` is called `backend`. */
const isFree = (name: string): boolean => NAME.test(name) && name !== 'backend';

function placeOf(document: YamlDocument, file: string, text: string | undefined): Evidence {
  const line = document.lineOf(['services', 'app', 'ports', 0]);
  return { file, line, rule: 'neighbour-scaffold', text: lineText(text, line) };
}

/** Names of the volumes; undefined where one is more than its name. */
function namedVolumes(root: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (root.volumes === undefined || root.volumes === null) return [];
  if (!isRecord(root.volumes)) return undefined;
  const volumes = Object.entries(root.volumes);
  return volumes.every(([name, value]) => value === null && NAME.test(name))
    ? volumes.map(([name]) => name)
    : undefined;
}

/** Ports of this machine that a service publishes where nobody set another, with the ports inside. */
function publishedBy(service: unknown): readonly { readonly host: number; readonly container: number }[] {
  const ports = isRecord(service) && Array.isArray(service.ports) ? service.ports : [];
  return ports.flatMap((one: unknown) => {
    const text = isRecord(one) ? `${String(one.published)}:${String(one.target)}` : String(one);
    const plain = text.replace(/\$\{\w+:?-(\d+)\}/g, '$1');
    const [, host, container] = /^(?:[\d.]+:)?(\d{1,5}):(\d{1,5})(?:\/tcp)?$/.exec(plain) ?? [];
    return isPort(Number(host)) && isPort(Number(container))
      ? [{ host: Number(host), container: Number(container) }]
      : [];
  });
}

const isPort = (value: number): boolean => value > 0 && value < 65_536;
