import { parse as parseToml } from 'smol-toml';
import type { Folder } from '../folder.js';
import { type Found, readLaunch } from './commands.js';
import { portOnly } from './images.js';
import type { Launch } from './launch.js';
import { EXAMPLES, type ManifestFile, manifestFiles } from './manifests.js';
import { baseOf } from './paths.js';
import { isRecord, readYaml, type YamlDocument } from './yaml.js';

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Procfile: the web process; others are launches without an app. */
export function readProcfile(folder: Folder): readonly Found[] {
  const text = folder.read('Procfile') ?? '';
  const entries = text.split('\n').flatMap((content, i) => {
    const [, name, command] = /^\s*([\w-]+)\s*:\s*(.+)$/.exec(content) ?? [];
    return name === undefined || command === undefined ? [] : [{ name, command, line: i + 1 }];
  });
  const web = (name: string): number => (name === 'web' ? 0 : 1);
  return entries
    .sort((a, b) => web(a.name) - web(b.name) || a.line - b.line)
    .flatMap(({ name, command, line }) =>
      readLaunch(folder, command, {
        source: 'procfile',
        file: 'Procfile',
        line,
        rule: `procfile-${name}`,
        environment: NOTHING,
      }),
    );
}

/** Commands and ports of platform files: App Engine, Cloud Run, Kubernetes, Render, Fly, Railway, Cloud Build. */
export function readPlatformFiles(folder: Folder): {
  readonly starts: readonly Found[];
  readonly ports: readonly Launch[];
} {
  const starts: Found[] = [];
  const ports: Launch[] = [];
  const start = (file: string, line: number, command: string | readonly string[], rule: string): void => {
    const source = rule === 'cloudbuild' ? 'cloudbuild' : 'manifest';
    starts.push(...readLaunch(folder, command, { source, file, line, rule, environment: NOTHING }));
  };
  for (const file of folder.list()) {
    if (EXAMPLES.test(file) || file.split('/').length > 5) continue;
    const name = baseOf(file);
    if (/^app(?:\.[\w-]+)?\.ya?ml$/.test(name) || /^render\.ya?ml$/.test(name)) {
      const document = readYaml(folder.read(file) ?? '')[0];
      if (!isRecord(document?.value)) continue;
      if (typeof document.value.entrypoint === 'string') {
        start(file, document.lineOf(['entrypoint']), document.value.entrypoint, 'app-yaml-entrypoint');
      }
      const services = Array.isArray(document.value.services) ? document.value.services : [];
      services.forEach((service, i) => {
        if (!isRecord(service) || typeof service.startCommand !== 'string') return;
        start(file, document.lineOf(['services', i, 'startCommand']), service.startCommand, 'render-start-command');
      });
    } else if (name === 'fly.toml' || name === 'railway.toml' || name === 'nixpacks.toml') {
      readTomlFile(folder, file, start, ports);
    }
  }
  for (const manifest of manifestFiles(folder)) {
    for (const document of readYaml(folder.read(manifest.file) ?? ''))
      readKubernetes(folder, manifest, document, start, ports);
  }
  return { starts, ports };
}

function readTomlFile(
  folder: Folder,
  file: string,
  start: (file: string, line: number, command: string, rule: string) => void,
  ports: Launch[],
): void {
  const text = folder.read(file) ?? '';
  let value: unknown;
  try {
    value = parseToml(text);
  } catch {
    return;
  }
  if (!isRecord(value)) return;
  const lineOf = (key: string): number => text.split('\n').findIndex((line) => line.trim().startsWith(key)) + 1;
  for (const [table, key] of [
    ['http_service', 'internal_port'],
    ['services', 'internal_port'],
  ] as const) {
    const found = value[table];
    const one: unknown = Array.isArray(found) ? found[0] : found;
    const port = isRecord(one) ? Number(one[key]) : 0;
    if (port > 0 && port < 65_536)
      ports.push(portOnly(folder, 'manifest', file, lineOf(key), 'fly-internal-port', port));
  }
  for (const [table, key] of [
    ['deploy', 'startCommand'],
    ['start', 'cmd'],
    ['processes', 'app'],
  ] as const) {
    const found = value[table];
    const command = isRecord(found) ? found[key] : undefined;
    if (typeof command === 'string') start(file, Math.max(1, lineOf(key)), command, 'platform-start-command');
  }
}

/** Containers of a Deployment, a Cloud Run service or the like that run the service. */
function readKubernetes(
  folder: Folder,
  { file, runs }: ManifestFile,
  document: YamlDocument,
  start: (file: string, line: number, command: readonly string[], rule: string) => void,
  ports: Launch[],
): void {
  const root = document.value;
  if (!isRecord(root) || typeof root.kind !== 'string' || typeof root.apiVersion !== 'string') return;
  if (!/^(?:Deployment|StatefulSet|ReplicaSet|Pod|Service)$/.test(root.kind)) return;
  const path = root.kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec'];
  let spec: unknown = root;
  for (const key of path) spec = isRecord(spec) ? spec[key] : undefined;
  const containers = isRecord(spec) && Array.isArray(spec.containers) ? spec.containers : [];
  containers.forEach((container, i) => {
    if (!isRecord(container) || !runs(String(container.image ?? ''))) return;
    const words = [container.command, container.args].flat().filter((word) => typeof word === 'string');
    const at = [...path, 'containers', i];
    if (words.length > 0) start(file, document.lineOf([...at, 'command']), words, 'kubernetes-command');
    (Array.isArray(container.ports) ? container.ports : []).forEach((one, j) => {
      const port = isRecord(one) ? Number(one.containerPort) : 0;
      const isHttp = !isRecord(one) || !/metrics|grpc|debug|admin/.test(String(one.name ?? ''));
      if (!isHttp || !(port > 0 && port < 65_536)) return;
      const line = document.lineOf([...at, 'ports', j, 'containerPort']);
      ports.push(portOnly(folder, 'manifest', file, line, 'kubernetes-container-port', port));
    });
    const [variable, value] = portVariable(container.env);
    if (value !== undefined) {
      const line = document.lineOf([...at, 'env', variable, 'value']);
      ports.push(portOnly(folder, 'manifest', file, line, 'kubernetes-env-port', value));
    }
  });
}

/** Place and number of `- name: PORT` among a container's variables. */
function portVariable(env: unknown): readonly [index: number, port: number | undefined] {
  const list: readonly unknown[] = Array.isArray(env) ? env : [];
  const index = list.findIndex((one) => isRecord(one) && one.name === 'PORT');
  const found = list[index];
  const port = isRecord(found) ? Number(found.value) : 0;
  return [index, Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined];
}
