import { posix } from 'node:path';
import { relativeToService } from './builtins.js';
import { flag } from './commands.js';
import { publicPath, type Reading, type Said, type Site } from './configuration.js';
import { Json, type Manifest } from './manifest.js';
import { nxRoot } from './nx.js';

type Path = readonly string[];

/** Output of `ng build`: the project's build target in angular.json (or project.json of Nx), its configuration applied. */
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
  const chosen = chosenConfiguration(reading, json, targets);
  const option = (key: string): Path | undefined => {
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

/** What the command names, else the target's default; without one no configuration applies (Angular 12 and later). */
function chosenConfiguration(reading: Reading, json: Json, targets: Path): string {
  const given = reading.command === undefined ? undefined : flag(reading.command, '--configuration', '-c');
  const isProduction = reading.command?.args.some((arg) => arg === '--prod' || arg === '--production') === true;
  return given ?? (isProduction ? 'production' : (json.string(...targets, 'defaultConfiguration') ?? ''));
}

function workspaceFile(reading: Reading): { readonly json: Json; readonly at: string } | undefined {
  if (reading.project !== undefined) return { json: reading.project.json, at: reading.project.root };
  const depth = reading.folder.path === '.' ? 0 : reading.folder.path.split('/').length;
  const own = Json.read(reading.folder, 'angular.json') ?? Json.read(reading.folder, 'project.json');
  // Nx gives paths from the workspace's root.
  if (own !== undefined) return { json: own, at: own.file === 'project.json' ? (nxRoot(reading.folder) ?? '.') : '.' };
  for (let up = 1; up <= depth; up += 1) {
    const at = Array.from({ length: up }, () => '..').join('/');
    const json = Json.read(reading.folder, `${at}/angular.json`);
    if (json !== undefined) return { json, at };
  }
  return undefined;
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
