import type { Folder } from '../folder.js';
import { type ComposeFile, type ComposeService, readComposeFiles } from './compose.js';
import { readDockerfile, type Stage } from './dockerfile.js';
import { lookUp, type Mapping, mapStage } from './mappings.js';
import { startsOwnModule } from './own-module.js';
import { ancestors, baseOf, folderOf, isThere, joinPath, normalise } from './paths.js';

/** A Dockerfile that builds an image of the service folder. */
export interface Build {
  /** Relative to the service folder. */
  readonly file: string;
  readonly text: string;
  readonly stages: readonly Stage[];
  /** The stage that runs. */
  readonly final: Stage;
  readonly context: string;
  /** Which place of the repository a path of the final image was copied from. */
  toRepository(imagePath: string): string | undefined;
  readonly compose: readonly ComposeService[];
}

export interface Builds {
  /** Best first. */
  readonly builds: readonly Build[];
  readonly composeFiles: readonly ComposeFile[];
}

/** Docker also takes a file that is called `dockerfile`. */
const NAME = /^(?:(?:Docker|Container)file(?:[.-].*)?|dockerfile|.*\.(?:[Dd]ockerfile|[Cc]ontainerfile))$/;
const PLACES = ['docker', '.docker', 'deploy', 'deployment', 'build', 'infra', 'ops', 'dockerfiles', 'containers'];
const MANIFESTS = ['pyproject.toml', 'requirements.txt', 'Pipfile', 'package.json', 'go.mod'];
const OTHER = /(?:^|\/)(?:\.devcontainer|tests?|examples?|e2e|docs|\.github|node_modules)\//;

const cache = new WeakMap<Folder, Builds>();

/** Dockerfiles of the service: its own, those that compose files build it with, and those above that copy it. */
export function findBuilds(folder: Folder): Builds {
  const known = cache.get(folder);
  if (known) return known;
  const composeFiles = readComposeFiles(folder);
  const services = composeFiles.flatMap((one) => one.services);
  const candidates = new Set<string>();
  for (const service of services) candidates.add(service.dockerfile);
  for (const file of folder.list()) {
    if (NAME.test(baseOf(file)) && file.split('/').length <= 4 && !OTHER.test(file)) candidates.add(file);
  }
  for (const above of ancestors(folder)) {
    for (const place of ['', ...PLACES.map((name) => `/${name}`)]) {
      for (const file of folder.listAt(above + place, place === '' ? 1 : 2)) {
        if (NAME.test(baseOf(file))) candidates.add(normalise(folder, file));
      }
    }
  }
  const builds = [...candidates]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .flatMap((file) =>
      openBuild(
        folder,
        file,
        services.filter((service) => service.dockerfile === file),
      ),
    );
  const found = { builds: withoutProjectsBelow(folder, builds), composeFiles };
  cache.set(folder, found);
  return found;
}

/** A Dockerfile of a project further down is that project's, unless it is the only sign of how this one runs. */
function withoutProjectsBelow(folder: Folder, builds: readonly Build[]): readonly Build[] {
  const files = new Set(folder.list());
  const isBelow = ({ context }: Build): boolean =>
    !context.startsWith('.') && MANIFESTS.some((name) => files.has(`${context}/${name}`));
  const own = builds.filter((build) => !isBelow(build));
  return own.length > 0 ? own : builds;
}

function rank(file: string): number {
  const name = baseOf(file).toLowerCase();
  const variant = /dev|debug|local|test|ci\b|lint|playwright|e2e/.test(name)
    ? 40
    : /lite|slim|gpu|cuda|arm/.test(name)
      ? 20
      : 0;
  const exact = name === 'dockerfile' || name === 'containerfile' || /prod/.test(name) ? 0 : 5;
  const isAbove = file.startsWith('../');
  return variant + exact + (isAbove ? 10 : 0) + file.split('/').length;
}

function openBuild(folder: Folder, file: string, compose: readonly ComposeService[]): readonly Build[] {
  const text = folder.read(file);
  const stages = text === undefined ? [] : readDockerfile(text);
  if (text === undefined || stages.length === 0) return [];
  const target = compose.find((service) => service.target !== undefined)?.target;
  const final = stages.find((stage) => target !== undefined && stage.name === target) ?? stages.at(-1);
  if (!final) return [];
  const context = compose[0]?.context ?? guessContext(folder, file, stages);
  const mappings = mapStage(folder, stages, final, context, 0);
  const build: Build = {
    file,
    text,
    stages,
    final,
    context,
    compose: compose.filter((service) => service.context === context),
    toRepository: (imagePath) => lookUp(folder, mappings, imagePath),
  };
  return isOurs(folder, build, mappings) ? [build] : [];
}

/** The folder from which most of what COPY names is there: Dockerfiles are often built from above their place. */
function guessContext(folder: Folder, file: string, stages: readonly Stage[]): string {
  const here = normalise(folder, folderOf(file));
  const sources = stages
    .flatMap((stage) => stage.copies)
    .filter((copy) => copy.from === undefined)
    .flatMap((copy) => copy.sources)
    .filter((source) => !/[*?[$]|^https?:|^\.?\/?$/.test(source));
  const isBelow = !here.startsWith('..') && here !== '.';
  const places = isBelow ? ['.', here, ...ancestors(folder)] : [here, ...ancestors(folder)];
  const score = (place: string): number =>
    sources.filter((source) => isThere(folder, normalise(folder, joinPath(place, source.replace(/^\/+/, ''))))).length;
  let best = places[0] ?? '.';
  let most = score(best);
  for (const place of new Set(places.slice(1))) {
    const there = most < sources.length ? score(place) : 0;
    if (there > most) {
      best = place;
      most = there;
    }
  }
  return best;
}

/** A Dockerfile that lies with another project builds that one; of this folder it may copy a part. */
function isOfSibling(folder: Folder, file: string): boolean {
  for (let at = folderOf(file); at.split('/').some((part) => part !== '..' && part !== '.'); at = folderOf(at))
    if (at.startsWith('..') && MANIFESTS.some((name) => folder.read(joinPath(at, name)) !== undefined)) return true;
  return false;
}

/** A Dockerfile above belongs to the service only when its final stage holds it and starts in it. */
function isOurs(folder: Folder, build: Build, mappings: readonly Mapping[]): boolean {
  if (!build.context.startsWith('..') && !build.file.startsWith('..')) return true;
  if (build.compose.length > 0 && build.context === '.') return true;
  const inside = mappings.some((one) => one.repository === '.' || !one.repository.startsWith('..'));
  if ((inside && !isOfSibling(folder, build.file)) || startsOwnModule(folder, build)) return true;
  if (!mappings.some((one) => one.repository.startsWith('..') && /^(?:\.\.\/?)+$/.test(one.repository))) return false;
  const workdir = build.toRepository(build.final.workdir);
  if (workdir !== undefined && !workdir.startsWith('..')) return true;
  const { command, entrypoint } = build.final;
  const started = [command, entrypoint].map((one) => one?.text ?? one?.words?.join(' ') ?? '').join(' ');
  return new RegExp(`(?:^|[\\s/"'])${folder.name.replace(/[^\w-]/g, '.')}[./]`).test(started);
}
