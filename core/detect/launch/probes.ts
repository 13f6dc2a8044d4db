import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { probePath } from '../node/container-commands.js';
import type { Build } from './builds.js';
import { type ManifestFile, manifestFiles } from './manifests.js';
import { baseOf, lineText } from './paths.js';
import { readPlatformChecks } from './platform-checks.js';
import { readTerraform } from './terraform.js';
import { isRecord, readYaml, type YamlDocument } from './yaml.js';

/** A path that something outside the code requests to learn how the service is. */
export interface Asked {
  readonly kind: 'health' | 'ready';
  readonly path: string;
  readonly evidence: Evidence;
}

const PROBES = [
  ['livenessProbe', 'health', 'kubernetes-probe'],
  ['startupProbe', 'health', 'kubernetes-probe'],
  ['readinessProbe', 'ready', 'kubernetes-readiness-probe'],
] as const;

/** Health checks of compose services and probes of Kubernetes and Cloud Run containers, App Engine's among them. */
export function readProbes(folder: Folder, builds: readonly Build[]): readonly Asked[] {
  const compose = builds.flatMap((build) =>
    build.compose.flatMap(({ file, name }) => composeCheck(folder, file, name)),
  );
  const manifests = manifestFiles(folder).flatMap((manifest) => {
    const text = folder.read(manifest.file) ?? '';
    if (!/Probe:|_check:/.test(text)) return [];
    return readYaml(text).flatMap((document) => [
      ...containerProbes(folder, manifest, document),
      ...engine(folder, manifest.file, document),
    ]);
  });
  const provisioned = readTerraform(folder).flatMap(({ kind, value, file, line }) =>
    kind === 'port' ? [] : [asked(folder, file, line, kind, 'terraform-probe', String(value))],
  );
  return [...compose, ...manifests, ...readPlatformChecks(folder), ...provisioned];
}

function composeCheck(folder: Folder, file: string, name: string): readonly Asked[] {
  const document = readYaml(folder.read(file) ?? '')[0];
  const service = inside(document?.value, ['services', name]);
  const check = isRecord(service) ? service.healthcheck : undefined;
  const test = isRecord(check) ? [check.test].flat().join(' ') : '';
  const path = probePath(test);
  if (path === undefined || document === undefined) return [];
  return [
    asked(
      folder,
      file,
      document.lineOf(['services', name, 'healthcheck', 'test']),
      'health',
      'compose-healthcheck',
      path,
    ),
  ];
}

function containerProbes(folder: Folder, { file, runs }: ManifestFile, document: YamlDocument): readonly Asked[] {
  const { value } = document;
  if (!isRecord(value) || typeof value.apiVersion !== 'string') return [];
  if (!/^(?:Deployment|StatefulSet|ReplicaSet|Pod|Service)$/.test(String(value.kind))) return [];
  const at = value.kind === 'Pod' ? ['spec', 'containers'] : ['spec', 'template', 'spec', 'containers'];
  const containers = inside(value, at);
  return (Array.isArray(containers) ? containers : []).flatMap((container, index) => {
    if (!isRecord(container) || !runs(String(container.image ?? ''))) return [];
    return PROBES.flatMap(([probe, kind, rule]) => {
      const path = inside(container, [probe, 'httpGet', 'path']);
      if (typeof path !== 'string' || !/^\/[^?#\s]+/.test(path)) return [];
      const line = document.lineOf([...at, index, probe, 'httpGet', 'path']);
      return [asked(folder, file, line, kind, rule, path.split(/[?#]/)[0] ?? path)];
    });
  });
}

/** `liveness_check: { path: /alive }` of an App Engine flexible app.yaml. */
function engine(folder: Folder, file: string, document: YamlDocument): readonly Asked[] {
  if (!/^app(?:\.[\w-]+)?\.ya?ml$/.test(baseOf(file))) return [];
  return (['liveness_check', 'readiness_check'] as const).flatMap((key) => {
    const path = inside(document.value, [key, 'path']);
    if (typeof path !== 'string' || !/^\/[^?#\s]+$/.test(path)) return [];
    const kind = key === 'liveness_check' ? 'health' : 'ready';
    return [asked(folder, file, document.lineOf([key, 'path']), kind, 'app-yaml-check', path)];
  });
}

function inside(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
}

function asked(folder: Folder, file: string, line: number, kind: Asked['kind'], rule: string, path: string): Asked {
  return { kind, path, evidence: { file, line, rule, text: lineText(folder.read(file), line) } };
}
