import { posix } from 'node:path';
import type { Trace } from '../detection.js';
import type { Evidence, Fact, Facts } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Launch } from '../launch/launch.js';
import type { Found } from '../python/python.js';
import { buildRemarks } from './build-remarks.js';
import { buildScript, nxBuildScript } from './build-script.js';
import { bundledServer } from './bundled-server.js';
import { commonFacts } from './common-facts.js';
import type { Site } from './configuration.js';
import { readContainers } from './containers.js';
import { readEnvFiles } from './env-files.js';
import { Evaluator } from './evaluate.js';
import { detectManager } from './manager.js';
import { type Manifest, readManifest } from './manifest.js';
import { Modules } from './modules.js';
import { type NxProject, ownProject } from './nx.js';
import { detectServer, type Server } from './server.js';
import { serverFacts, siteFacts } from './service-facts.js';
import { siteOf } from './sites.js';
import { isToolFile } from './sources.js';
import { startOf } from './start-program.js';
import { workspaceOf } from './workspace.js';

/** Reads package.json, lock files, framework configurations and sources of a site or Node server. */
export async function detectNode(folder: Folder, launches: readonly Launch[]): Promise<Found> {
  const own = readManifest(folder, 'package.json');
  const project = own === undefined ? ownProject(folder) : undefined;
  const manifest = own ?? (project && rootManifest(folder, project));
  if (manifest === undefined) return nothing('no package.json', undefined);
  const build = project === undefined ? buildScript(manifest, folder) : nxBuildScript(folder, project);
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
  const isVite = !isSite && build?.builder.framework === 'vite';
  const bundled = isVite ? bundledServer({ folder, evaluator, command: build.builder.command }, manifest) : undefined;
  const found =
    isSite && site.serves?.value !== 'static' ? undefined : detectServer(folder, manifest, modules, launches, bundled);
  // A site's `start` may be a tool that serves it while it is written.
  const server = isSite && found !== undefined && isToolFile(found.entry) ? undefined : found;
  if (!isSite && server === undefined) {
    const refusal = site?.refusal;
    const evidence = refusal?.evidence ?? manifest.json.evidence('no-site', 'scripts');
    return nothing(refusal?.value ?? 'no script of package.json builds a site or starts a server', evidence);
  }
  const workspace = workspaceOf(folder, project);
  const containers = readContainers(folder, manifest.scripts);
  const manager = detectManager(folder, manifest, workspace, containers);
  const read = { folder, manifest, project, launches, modules, evaluator, containers, workspace, manager, buildFiles };
  const facts = isSite
    ? {
        ...siteFacts(manifest, build, handedOut(site, server), folder),
        ...commonFacts(read, build, handedOut(site, server)),
      }
    : server === undefined
      ? {}
      : { ...serverFacts(manifest, server, folder), ...commonFacts(read, build, bundled, server) };
  const fetched = build?.builder.framework === 'next' ? buildRemarks(folder, modules) : [];
  return { facts, apps: [], remarks: [...manager.remarks, ...fetched], trace: trace(facts) };
}

/** The root's package.json without its scripts, which are those of the whole workspace. */
function rootManifest(folder: Folder, project: NxProject): Manifest | undefined {
  const root = readManifest(folder, posix.join(project.root, 'package.json'));
  return root && { ...root, scripts: new Map() };
}

/** A site that a server of the project's own hands out: the built files alone do not hold its routes. */
function handedOut(site: Site, server: Server | undefined): Site {
  return server === undefined ? site : { ...site, serves: { value: 'server', evidence: server.evidence } };
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
