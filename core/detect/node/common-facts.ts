import type { Facts } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import type { BuildScript } from './build-script.js';
import { configuration, type Site } from './configuration.js';
import type { Containers } from './containers.js';
import { detectDatabase } from './database.js';
import type { EnvValue } from './env-files.js';
import { detectEnvironment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { detectHealth } from './health.js';
import { detectImageScript } from './image-script.js';
import { Imports } from './imports.js';
import { detectDependencies, detectInstall, localPackages } from './install.js';
import type { Manager } from './manager.js';
import type { Manifest } from './manifest.js';
import type { Modules } from './modules.js';
import { detectNodeVersion } from './node-version.js';
import type { NxProject } from './nx.js';
import { detectPort } from './port.js';
import type { Server } from './server.js';
import { certain } from './service-facts.js';
import { detectShared } from './shared.js';
import { packageFiles, shippedFiles } from './shipped.js';
import { startOf } from './start-program.js';
import type { Value } from './values.js';
import type { Member, Workspace } from './workspace.js';

/** Everything that was read once and that several facts come from. */
export interface Project {
  readonly folder: Folder;
  readonly manifest: Manifest;
  /** The Nx project that the folder is, where the package.json of the root stands for it. */
  readonly project: NxProject | undefined;
  readonly launches: readonly Launch[];
  readonly modules: Modules;
  readonly evaluator: Evaluator;
  readonly containers: Containers;
  readonly workspace: Workspace | undefined;
  readonly manager: Manager;
  readonly buildFiles: ReadonlyMap<string, EnvValue>;
}

/** What a site and a server have in common. */
export function commonFacts(
  project: Project,
  build: BuildScript | undefined,
  site: Pick<Site, 'base' | 'configuration' | 'serves'> | undefined,
  server?: Server,
): Facts {
  const { folder, manifest, modules, evaluator, containers, workspace, manager, buildFiles } = project;
  const json = project.project?.json ?? manifest.json;
  const name = json.string('name');
  const framework = server === undefined ? build?.builder.framework : 'node';
  const serves = server === undefined ? site?.serves?.value : 'server';
  const version = detectNodeVersion(folder, manifest, workspace?.root ?? '.', containers);
  const dependencies = detectDependencies(manifest, manager);
  const local = localPackages(folder, manifest, workspace);
  const imports = new Imports(folder, modules, workspace);
  const named = manifest.json.evidence('local-package', 'dependencies');
  const shared = detectShared(folder, modules, imports, workspace, local, named, site?.configuration);
  const tool = build?.builder.tool ?? 'node';
  // Where the adapter leaves it open, the code still runs on some server.
  const isServer = serves !== 'static';
  const started = isServer ? (startOf(folder, manifest, project.launches) ?? server) : undefined;
  const entry = server?.entry ?? started?.entry;
  const environment = detectEnvironment({
    folder,
    modules,
    framework,
    tool: server === undefined ? tool : 'node',
    serves,
    configuration: site?.configuration,
    buildFiles,
    handed: started?.words[0] === 'strapi',
    bundler: bundlerOf(project, build),
    packages: packageFiles(folder, imports, local),
    counts: shippedFiles(imports, framework, entry),
    resolve: (from, name) => imports.resolve(from, name),
  });
  const port = detectPort(folder, manifest, containers, project.launches, {
    modules,
    evaluator,
    variables: environment.variables?.value ?? [],
    serves,
    entry,
    command: started?.words[0],
    files: (first) => [first, ...(server === undefined ? imports.reached([first], 300) : folder.list())],
  });
  const imageScript =
    build === undefined || server !== undefined ? undefined : detectImageScript(folder, manifest, build);
  const database = isServer
    ? detectDatabase(folder, manifest, evaluator, { modules, packages: packagesAt(workspace, local) })
    : undefined;
  return {
    ...(name === undefined ? {} : { name: certain(name, json.evidence('package-name', 'name')) }),
    ...(port === undefined ? {} : { port }),
    packageManager: manager.fact,
    install: detectInstall(folder, manifest, workspace, manager),
    ...(dependencies === undefined ? {} : { dependencies }),
    ...locked(manager, manifest),
    ...(version === undefined ? {} : { nodeVersion: version }),
    ...(imageScript === undefined ? {} : { imageScript }),
    ...(started === undefined ? {} : { startCommand: certain(started.words, started.evidence) }),
    ...(isServer
      ? detectHealth(folder, framework, site?.base?.value ?? '/', containers, {
          modules,
          manifest,
          imports,
          entry: started?.entry ?? entry,
        })
      : {}),
    ...environment,
    ...(database === undefined ? {} : { database }),
    ...(shared === undefined ? {} : { shared }),
  };
}

/** The workspace's packages in some folders. */
function packagesAt(workspace: Workspace | undefined, local: readonly string[]): readonly Member[] {
  return (workspace?.members ?? []).filter((member) => local.includes(member.folder));
}

/** Vite's configuration where the site is bundled by it. */
function bundlerOf(project: Project, build: BuildScript | undefined): Value | undefined {
  const { folder, evaluator } = project;
  return configuration({ folder, evaluator, command: build?.builder.command }, 'vite.config', '--config', '-c')?.value;
}

function locked(manager: Manager, manifest: Manifest): Facts {
  const evidence = manager.fact.evidence[0] ?? manifest.json.evidence('package-json');
  const value = manager.lock !== undefined && (manager.locked?.stale.length ?? 0) === 0;
  return {
    locked: certain(value, manager.lock === undefined ? evidence : { ...evidence, file: manager.lock, line: 1 }),
  };
}
