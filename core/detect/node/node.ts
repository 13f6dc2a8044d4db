import type { Remark, Trace } from '../detection.js';
import type { Evidence, Fact, Facts } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import type { Found } from '../python/python.js';
import { buildRemarks } from './build-remarks.js';
import { type BuildScript, buildScript } from './build-script.js';
import { configuration, type Site } from './configuration.js';
import { type Containers, readContainers } from './containers.js';
import { detectDatabase } from './database.js';
import { type EnvValue, readEnvFiles } from './env-files.js';
import { detectEnvironment } from './environment.js';
import { Evaluator } from './evaluate.js';
import { detectHealth } from './health.js';
import { detectImageScript } from './image-script.js';
import { detectDependencies, detectInstall, localPackages } from './install.js';
import { detectManager, type Manager } from './manager.js';
import { type Manifest, readManifest } from './manifest.js';
import { Modules } from './modules.js';
import { detectNodeVersion } from './node-version.js';
import { detectPort } from './port.js';
import { detectServer, type Server, startOf } from './server.js';
import { certain, serverFacts, siteFacts } from './service-facts.js';
import { detectShared } from './shared.js';
import { siteOf } from './sites.js';
import type { Value } from './values.js';
import { type Workspace, workspaceOf } from './workspace.js';

/** Everything that was read once and that several facts come from. */
interface Project {
  readonly folder: Folder;
  readonly manifest: Manifest;
  readonly launches: readonly Launch[];
  readonly modules: Modules;
  readonly evaluator: Evaluator;
  readonly containers: Containers;
  readonly workspace: Workspace | undefined;
  readonly manager: Manager;
  readonly buildFiles: ReadonlyMap<string, EnvValue>;
}

/** Reads package.json, lock files, framework configurations and sources of a site or Node server. */
export async function detectNode(folder: Folder, launches: readonly Launch[]): Promise<Found> {
  const manifest = readManifest(folder, 'package.json');
  if (manifest === undefined) return nothing('no package.json', undefined);
  const build = buildScript(manifest, folder);
  if (build === undefined && startOf(folder, manifest, launches) === undefined) {
    return nothing(
      'no script of package.json builds a site or starts a server',
      manifest.json.evidence('no-site', 'scripts'),
    );
  }
  const modules = await Modules.open(folder);
  const buildFiles = readEnvFiles(folder).build;
  const environment = (name: string): string | undefined => buildFiles.get(name)?.value;
  const evaluator = new Evaluator(modules, environment);
  const site = build === undefined ? undefined : siteOf(build.builder, manifest, folder, evaluator, environment);
  const isSite = site !== undefined && site.refusal === undefined;
  const server = isSite ? undefined : detectServer(folder, manifest, modules, launches);
  if (!isSite && server === undefined) {
    const refusal = site?.refusal;
    const evidence = refusal?.evidence ?? manifest.json.evidence('no-site', 'scripts');
    return nothing(refusal?.value ?? 'no script of package.json builds a site or starts a server', evidence);
  }
  const workspace = workspaceOf(folder);
  const containers = readContainers(folder, manifest.scripts);
  const manager = detectManager(folder, manifest, workspace, containers);
  const project = { folder, manifest, launches, modules, evaluator, containers, workspace, manager, buildFiles };
  const facts =
    server === undefined
      ? { ...siteFacts(manifest, build, site, folder), ...common(project, build, site) }
      : { ...serverFacts(manifest, server), ...common(project, build, undefined, server) };
  const fetched = build?.builder.framework === 'next' ? buildRemarks(folder, modules) : [];
  const beside = isSite ? serverBeside(project, site) : [];
  return { facts, apps: [], remarks: [...manager.remarks, ...beside, ...fetched], trace: trace(facts) };
}

/** A site whose start script runs a server of the project's own: serving the built files alone leaves that out. */
function serverBeside(project: Project, site: Site | undefined): readonly Remark[] {
  const { folder, manifest, modules, launches } = project;
  if (site?.serves?.value !== 'static') return [];
  const server = detectServer(folder, manifest, modules, launches);
  if (server === undefined) return [];
  const { file, line } = server.evidence;
  const message = `${server.entry} is a server of its own beside the site: the built files alone do not hold its routes`;
  return [{ rule: 'server-beside-site', file, line, message }];
}

/** What a site and a server have in common. */
function common(project: Project, build: BuildScript | undefined, site: Site | undefined, server?: Server): Facts {
  const { folder, manifest, modules, evaluator, containers, workspace, manager, buildFiles } = project;
  const name = manifest.json.string('name');
  const framework = server === undefined ? build?.builder.framework : 'node';
  const serves = server === undefined ? site?.serves?.value : 'server';
  const version = detectNodeVersion(folder, manifest, workspace?.root ?? '.', containers);
  const entry = server?.entry;
  const port = detectPort(folder, manifest, containers, project.launches, { modules, evaluator, serves, entry });
  const dependencies = detectDependencies(manifest, manager);
  const local = localPackages(folder, manifest, workspace);
  const named = manifest.json.evidence('local-package', 'dependencies');
  const shared = detectShared(folder, modules, workspace, local, named, site?.configuration);
  const tool = build?.builder.tool ?? 'node';
  const environment = detectEnvironment({
    folder,
    modules,
    framework,
    tool: server === undefined ? tool : 'node',
    serves,
    configuration: site?.configuration,
    buildFiles,
    bundler: bundlerOf(project, build),
  });
  // Where the adapter leaves it open, the code still runs on some server.
  const isServer = serves !== 'static';
  const imageScript =
    build === undefined || server !== undefined ? undefined : detectImageScript(folder, manifest, build);
  const start = isServer ? startOf(folder, manifest, project.launches) : undefined;
  const database = isServer ? detectDatabase(folder, manifest, evaluator) : undefined;
  return {
    ...(name === undefined ? {} : { name: certain(name, manifest.json.evidence('package-name', 'name')) }),
    ...(port === undefined ? {} : { port }),
    packageManager: manager.fact,
    install: detectInstall(folder, manifest, workspace, manager),
    ...(dependencies === undefined ? {} : { dependencies }),
    ...locked(manager, manifest),
    ...(version === undefined ? {} : { nodeVersion: version }),
    ...(imageScript === undefined ? {} : { imageScript }),
    ...(start === undefined ? {} : { startCommand: certain(start.words, start.evidence) }),
    ...(isServer ? detectHealth(folder, framework, site?.base?.value ?? '/', containers) : {}),
    ...environment,
    ...(database === undefined ? {} : { database }),
    ...(shared === undefined ? {} : { shared }),
  };
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

function trace(facts: Facts): readonly Trace[] {
  return Object.entries(facts).flatMap(([name, fact]) => {
    const { evidence, others } = fact as Fact<unknown>;
    const first = evidence[0];
    const about = name as keyof Facts;
    const lost = others.flatMap((other): Trace[] => {
      const shown = other.evidence[0];
      return shown === undefined
        ? []
        : [{ fact: about, rule: shown.rule, outcome: 'outranked', evidence: shown, why: other.reason }];
    });
    return first === undefined
      ? lost
      : [{ fact: about, rule: first.rule, outcome: 'fired' as const, evidence: first }, ...lost];
  });
}

function nothing(why: string, evidence: Evidence | undefined): Found {
  const silent: Trace = {
    fact: 'service',
    rule: 'node-site',
    outcome: 'silent',
    why,
    ...(evidence === undefined ? {} : { evidence }),
  };
  return { facts: {}, apps: [], remarks: [], trace: [silent] };
}
