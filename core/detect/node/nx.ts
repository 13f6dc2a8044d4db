import { posix } from 'node:path';
import type { Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Command } from './commands.js';
import { flag } from './commands.js';
import type { Builder } from './frameworks.js';
import { Json } from './manifest.js';
import { above } from './workspace.js';

/** A project of an Nx workspace. */
export interface NxProject {
  /** Its project.json. */
  readonly json: Json;
  /** Its folder, and the workspace's root, both relative to the service folder. */
  readonly folder: string;
  readonly root: string;
  readonly name: string;
}

/** Nx looks for projects anywhere; deeper than this none was seen. */
const DEEPEST = 5;

/** What builds a project, by the package of its executor and then by the configuration file in its folder. */
const EXECUTORS: readonly (readonly [pattern: RegExp, tool: string, framework: Framework | undefined])[] = [
  [
    /^@(?:angular-devkit\/build-angular|angular\/build|angular-builders\/[\w-]+|nx\/angular|nrwl\/angular):/,
    'ng',
    'angular',
  ],
  [/^@(?:nx|nrwl)\/next:build$/, 'next', 'next'],
  [/^@(?:nx|nrwl)\/vite:build$|^@nxext\/vite:build$/, 'vite', 'vite'],
  [/^@(?:nx|nrwl)\/web:(?:webpack|rollup|build)$/, 'webpack', undefined],
];
const CONFIGURATIONS: readonly (readonly [stem: string, tool: string, framework: Framework])[] = [
  ['next.config.', 'next', 'next'],
  ['vite.config.', 'vite', 'vite'],
];

/** The root of the Nx workspace that holds a folder; undefined outside of one. */
export function nxRoot(folder: Folder): string | undefined {
  return ['.', ...above(folder)].find((at) => folder.read(posix.join(at, 'nx.json')) !== undefined);
}

/** The project whose folder this is, where it has no package.json of its own. */
export function ownProject(folder: Folder): NxProject | undefined {
  const root = nxRoot(folder);
  const json = Json.read(folder, 'project.json');
  if (root === undefined || root === '.' || json === undefined) return undefined;
  return { json, folder: '.', root, name: json.string('name') ?? folder.name };
}

/** The build target of a project as a builder; undefined for libraries, servers without pages and other executors. */
export function projectBuilder(folder: Folder, project: NxProject, command?: Command): Builder | undefined {
  if (project.json.string('projectType') === 'library') return undefined;
  const target = targetOf(project.json);
  const executor = project.json.string(...target, 'executor') ?? project.json.string(...target, 'builder');
  const named = EXECUTORS.find(([pattern]) => executor !== undefined && pattern.test(executor));
  const files = folder.listAt(project.folder, 1).map((file) => posix.basename(file));
  const configured = CONFIGURATIONS.find(([stem]) => files.some((file) => file.startsWith(stem)));
  // Without an executor a plugin of nx.json takes the target from the configuration file.
  const [, tool, framework] = named ?? (executor === undefined ? configured : undefined) ?? [];
  if (tool === undefined) return undefined;
  return {
    tool,
    ...(framework === undefined ? {} : { framework }),
    ...(command === undefined ? {} : { command: withConfiguration(command) }),
    project,
  };
}

/** Where the target lies in project.json. */
export function targetOf(json: Json): readonly string[] {
  return json.value('architect', 'build') === undefined ? ['targets', 'build'] : ['architect', 'build'];
}

/** What an `nx` command builds: `nx build shop`, `nx run shop:build:production`, `nx build`, `nx run-many -t build`. */
export function nxBuilder(command: Command, folder: Folder): Builder | undefined {
  const root = nxRoot(folder);
  if (command.name !== 'nx' || root === undefined) return undefined;
  const [verb = '', ...rest] = command.args.filter((arg) => !arg.startsWith('-'));
  const [ran = '', target = ''] = verb === 'run' ? (rest[0] ?? '').split(':') : [];
  const isMany = verb === 'run-many' && [flag(command, '--target', '-t'), flag(command, '--targets')].includes('build');
  if (verb !== 'build' && target !== 'build' && !isMany) return undefined;
  const given =
    verb === 'build' ? (rest[0] ?? flag(command, '--project')) : isMany ? flag(command, '--projects', '-p') : ran;
  const own = Json.read(folder, posix.join(root, 'nx.json'))?.string('defaultProject');
  const projects = projectsBelow(folder, root);
  const wanted = given?.split(',')[0] ?? own;
  const chosen = wanted === undefined ? projects : projects.filter((project) => project.name === wanted);
  return chosen.flatMap((project) => projectBuilder(folder, project, command) ?? [])[0];
}

function projectsBelow(folder: Folder, root: string): readonly NxProject[] {
  return folder.listAt(root, DEEPEST).flatMap((file) => {
    const json = posix.basename(file) === 'project.json' ? Json.read(folder, file) : undefined;
    if (json === undefined) return [];
    const at = posix.dirname(file);
    return [{ json, folder: at, root, name: json.string('name') ?? posix.basename(at) }];
  });
}

/** The configuration in `run shop:build:production` as the flag that says the same. */
function withConfiguration(command: Command): Command {
  const chosen = command.args.find((arg) => arg.split(':')[1] === 'build')?.split(':')[2];
  return chosen === undefined ? command : { ...command, args: [...command.args, `--configuration=${chosen}`] };
}
