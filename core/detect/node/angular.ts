import { posix } from 'node:path';
import { relativeToService } from './builtins.js';
import { flag } from './commands.js';
import { publicPath, type Reading, type Said, type Site } from './configuration.js';
import { Json, type Manifest } from './manifest.js';

type Path = readonly string[];

/** Output of `ng build`: the project's build target in angular.json (or project.json of Nx), production applied. */
export function angularSite(reading: Reading, manifest: Manifest): Site {
  const found = workspaceFile(reading);
  if (found === undefined) return {};
  const { json, at } = found;
  const name = projectName(json, reading, manifest);
  const project: Path | undefined = json.file.endsWith('project.json')
    ? []
    : name === undefined
      ? undefined
      : ['projects', name];
  if (project === undefined) return {};
  if (json.string(...project, 'projectType') === 'library') {
    return {
      refusal: {
        value: 'the Angular project is a library',
        evidence: json.evidence('angular-library', ...project, 'projectType'),
      },
    };
  }
  const targets = ['architect', 'targets']
    .map((key) => [...project, key, 'build'])
    .find((path) => json.value(...path) !== undefined);
  if (targets === undefined) return {};
  const builder = json.string(...targets, 'builder') ?? json.string(...targets, 'executor') ?? '';
  const application = builder.endsWith(':application');
  const option = (key: string): Path | undefined => {
    const chosen =
      (reading.command === undefined ? undefined : flag(reading.command, '--configuration', '-c')) ?? 'production';
    const paths = [
      ...chosen
        .split(',')
        .reverse()
        .map((one) => [...targets, 'configurations', one, key]),
      [...targets, 'options', key],
    ];
    return paths.find((path) => json.value(...path) !== undefined);
  };
  const serves = servesOf(json, option, application, targets);
  const output = outputOf(reading, json, option, { application, name, at, server: serves.value === 'server', targets });
  const href = option('baseHref');
  const given = reading.command === undefined ? undefined : flag(reading.command, '--base-href');
  const base = publicPath(given ?? (href === undefined ? '' : (json.string(...href) ?? '')));
  return {
    serves,
    ...(output === undefined ? {} : { output }),
    ...(base === undefined
      ? {}
      : { base: { value: base, evidence: json.evidence('angular-base-href', ...(href ?? [])) } }),
  };
}

function workspaceFile(reading: Reading): { readonly json: Json; readonly at: string } | undefined {
  const depth = reading.folder.path === '.' ? 0 : reading.folder.path.split('/').length;
  const own = Json.read(reading.folder, 'angular.json') ?? Json.read(reading.folder, 'project.json');
  // Nx gives paths from the workspace's root.
  if (own !== undefined) return { json: own, at: own.file === 'project.json' ? nxRoot(reading, depth) : '.' };
  for (let up = 1; up <= depth; up += 1) {
    const at = Array.from({ length: up }, () => '..').join('/');
    const json = Json.read(reading.folder, `${at}/angular.json`);
    if (json !== undefined) return { json, at };
  }
  return undefined;
}

function nxRoot(reading: Reading, depth: number): string {
  for (let up = 0; up <= depth; up += 1) {
    const at = up === 0 ? '.' : Array.from({ length: up }, () => '..').join('/');
    if (reading.folder.read(posix.join(at, 'nx.json')) !== undefined) return at;
  }
  return '.';
}

/** The project that the command names, else the default one, else the only application, else the package's namesake. */
function projectName(json: Json, reading: Reading, manifest: Manifest): string | undefined {
  if (json.file.endsWith('project.json')) return json.string('name');
  const names = json.entries('projects').map(([name]) => name);
  const given = reading.command?.args.find((arg) => names.includes(arg));
  const inside = names.find((name) => {
    const root = json.string('projects', name, 'root');
    return root !== undefined && root !== '' && json.file.startsWith('../') && reading.folder.path.endsWith(root);
  });
  const applications = names.filter((name) => json.string('projects', name, 'projectType') !== 'library');
  const usual = json.string('defaultProject');
  const own = manifest.json.string('name');
  return (
    given ??
    inside ??
    usual ??
    (applications.length > 1 ? applications.find((name) => name === own) : undefined) ??
    applications[0] ??
    names[0]
  );
}

function servesOf(
  json: Json,
  option: (key: string) => Path | undefined,
  application: boolean,
  targets: Path,
): Said<'static' | 'server'> {
  const mode = option('outputMode');
  const ssr = option('ssr');
  const server =
    mode === undefined ? ssr !== undefined && json.value(...ssr) !== false : json.value(...mode) === 'server';
  const evidence = json.evidence('angular-builder', ...(mode ?? ssr ?? targets));
  return { value: application && server ? 'server' : 'static', evidence };
}

function outputOf(
  reading: Reading,
  json: Json,
  option: (key: string) => Path | undefined,
  project: {
    readonly application: boolean;
    readonly name: string | undefined;
    readonly at: string;
    readonly server: boolean;
    readonly targets: Path;
  },
): Said<string> | undefined {
  const path = option('outputPath');
  const given = reading.command === undefined ? undefined : flag(reading.command, '--output-path');
  const value = given ?? (path === undefined ? undefined : json.value(...path));
  const evidence = json.evidence('angular-output-path', ...(path ?? project.targets));
  const place = (folder: string): Said<string> => ({
    value: relativeToService(reading.folder, posix.join(project.at, folder)),
    evidence,
  });
  const below = (base: string, browser: string): Said<string> =>
    place(project.application && !project.server ? posix.join(base, browser) : base);
  if (typeof value === 'string') return below(value, 'browser');
  if (typeof value === 'object' && value !== null && path !== undefined) {
    const base = json.string(...path, 'base');
    return base === undefined ? undefined : below(base, json.string(...path, 'browser') ?? 'browser');
  }
  // Only the application builder has a default.
  return project.application && project.name !== undefined ? below(`dist/${project.name}`, 'browser') : undefined;
}
