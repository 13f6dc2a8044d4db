import { posix } from 'node:path';
import type { Facts } from '../detect/facts.js';
import { type DockerfileView, readDockerfile } from './dockerfile-view.js';
import { isKustomization, Kustomizer } from './kustomize.js';
import type { Broken } from './kustomize-patch.js';
import { isCloudRun, type Resource, resource, type Unit } from './resources.js';
import type { Files } from './verify.js';
import { readYaml, type YamlFile } from './yaml-file.js';
import type { Node } from './yaml-node.js';

/** A file with the part that it plays. */
export interface Rooted {
  readonly path: string;
  readonly root: Node;
}

/** A line of an environment file. */
export interface EnvLine {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** `# NAME=`: an offer, not a setting. */
  readonly commented: boolean;
}

/** The set of files parsed once; every rule reads this and nothing else. */
export interface View {
  readonly files: Files;
  readonly facts: Facts;
  /** The scaffold's files as they were rendered last; none where that is not known. */
  readonly written: Files;
  readonly dockerfiles: readonly DockerfileView[];
  readonly yaml: ReadonlyMap<string, YamlFile>;
  /** Every document with apiVersion and kind, as written; patches among them. */
  readonly documents: readonly Resource[];
  /** Kubernetes objects as they would be applied: each overlay, else each base, else each folder. */
  readonly units: readonly Unit[];
  readonly cloudRun: readonly Resource[];
  readonly kustomizations: readonly Rooted[];
  readonly kustomize: {
    readonly broken: readonly Broken[];
    readonly listed: ReadonlySet<string>;
    readonly patches: ReadonlySet<string>;
  };
  readonly compose: readonly Rooted[];
  readonly environments: ReadonlyMap<string, readonly EnvLine[]>;
}

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path) || posix.basename(path) === 'Kustomization';
const isDockerfile = (path: string): boolean =>
  /^(Dockerfile|Containerfile)(\.(?!dockerignore$)[\w-]+)?$|\.Dockerfile$/i.test(posix.basename(path));
const isCompose = (path: string): boolean => /^(docker-)?compose(\.[\w-]+)*\.ya?ml$/.test(posix.basename(path));
const isEnvironment = (path: string): boolean => /^\.env\.(example|sample|template)$/.test(posix.basename(path));

function readEnvironment(source: string): readonly EnvLine[] {
  return source.split(/\r?\n/).flatMap((text, index) => {
    const match = /^\s*(#\s*)?(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(text);
    if (match?.[2] === undefined) return [];
    return [{ name: match[2], value: (match[3] ?? '').trim(), line: index + 1, commented: match[1] !== undefined }];
  });
}

/** Objects of files that no kustomization takes in, together by folder. */
function loose(
  documents: readonly Resource[],
  yaml: ReadonlyMap<string, YamlFile>,
  taken: (path: string) => boolean,
): Unit[] {
  const folders = new Map<string, Resource[]>();
  for (const one of documents) {
    if (isCloudRun(one) || isKustomization(one.path) || taken(one.path)) continue;
    const folder = posix.dirname(one.path);
    folders.set(folder, [...(folders.get(folder) ?? []), one]);
  }
  // Beside a kustomization, a file that it does not name is not applied with it, and nothing says with what it is.
  const kustomized = new Set([...yaml.keys()].filter(isKustomization).map((path) => posix.dirname(path)));
  return [...folders].map(([path, resources]) => ({ path, resources, complete: !kustomized.has(path) }));
}

/** Parses every file that a rule reads. Never throws: what does not parse is a finding of its file. */
export function makeView(files: Files, facts: Facts, written: Files = new Map()): View {
  const yaml = new Map<string, YamlFile>();
  const dockerfiles: DockerfileView[] = [];
  const environments = new Map<string, readonly EnvLine[]>();
  for (const path of [...files.keys()].sort()) {
    const source = (files.get(path) ?? '').replace(/^\uFEFF/, '');
    // Templates of other tools are YAML only after those tools ran.
    if (isYaml(path) && !/\{\{-?\s/.test(source)) yaml.set(path, readYaml(path, source));
    else if (isDockerfile(path)) dockerfiles.push(readDockerfile(path, source));
    else if (isEnvironment(path)) environments.set(path, readEnvironment(source));
  }
  const documents = [...yaml.values()].flatMap((file) =>
    file.documents.map(resource).filter((one): one is Resource => one !== undefined),
  );
  const rooted = (wanted: (path: string) => boolean): readonly Rooted[] =>
    [...yaml].flatMap(([path, file]) => (wanted(path) && file.documents[0] ? [{ path, root: file.documents[0] }] : []));
  const kustomized = new Kustomizer(yaml).run();
  const { listed, patches } = kustomized;
  return {
    files,
    facts,
    written,
    dockerfiles,
    yaml,
    documents,
    units: [...kustomized.units, ...loose(documents, yaml, (path) => listed.has(path) || patches.has(path))],
    cloudRun: documents.filter(isCloudRun),
    kustomizations: rooted(isKustomization),
    kustomize: kustomized,
    compose: rooted(isCompose),
    environments,
  };
}
