import type { Evidence, Fact, Facts, Launch, Remark, Trace } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Found } from '../python/python.js';
import { buildScript } from './build-script.js';
import type { Said } from './configuration.js';
import { readContainers } from './containers.js';
import { readEnvFiles } from './env-files.js';
import { Evaluator } from './evaluate.js';
import { detectManager } from './manager.js';
import { presence, readManifest } from './manifest.js';
import { Modules } from './modules.js';
import { detectNodeVersion } from './node-version.js';
import { siteOf } from './sites.js';
import { workspaceOf } from './workspace.js';

/** Reads package.json, lock files, framework configurations and sources of a site or Node server. */
export async function detectNode(folder: Folder, _launches: readonly Launch[]): Promise<Found> {
  const manifest = readManifest(folder, 'package.json');
  if (manifest === undefined) return nothing('no package.json', undefined);
  const build = buildScript(manifest, folder);
  if (build === undefined) return nothing('no script builds a site', manifest.json.evidence('no-build', 'scripts'));
  const modules = await Modules.open(folder);
  const files = readEnvFiles(folder);
  const environment = (name: string): string | undefined => files.build.get(name)?.value;
  const evaluator = new Evaluator(modules, environment);
  const site = siteOf(build.builder, manifest, folder, evaluator, environment);
  if (site.refusal !== undefined) return nothing(site.refusal.value, site.refusal.evidence);

  const workspace = workspaceOf(folder);
  const containers = readContainers(folder);
  const manager = detectManager(folder, manifest, workspace, containers);
  const root = workspace?.root ?? '.';
  const script = manifest.json.evidence('build-script', 'scripts', build.script);
  const version = detectNodeVersion(folder, manifest, root, containers);
  const framework = build.builder.framework;
  const shown = site.configuration === undefined ? script : presence(folder, site.configuration.file, 'configuration');
  const facts: Facts = {
    service: certain('frontend', script, shown),
    ...(framework === undefined
      ? {}
      : {
          framework: certain(
            framework,
            { ...script, rule: site.detail === undefined ? framework : `${framework}-${site.detail}` },
            shown,
          ),
        }),
    packageManager: manager.fact,
    buildScript: certain(build.script, script),
    ...from('outputDir', site.output),
    ...from('basePath', site.base),
    ...from('serves', site.serves),
    ...(version === undefined ? {} : { nodeVersion: version }),
  };
  return { facts, apps: [], remarks: manager.remarks, trace: trace(facts) };
}

function certain<T>(value: T, ...evidence: readonly Evidence[]): Fact<T> {
  return { value, confidence: 'certain', evidence, others: [] };
}

function from<K extends string, T>(name: K, said: Said<T> | undefined): { readonly [key in K]?: Fact<T> } {
  if (said === undefined) return {};
  return { [name]: certain(said.value, said.evidence) } as { readonly [key in K]?: Fact<T> };
}

function trace(facts: Facts): readonly Trace[] {
  return Object.entries(facts).flatMap(([name, fact]) => {
    const evidence = (fact as Fact<unknown>).evidence[0];
    return evidence === undefined
      ? []
      : [{ fact: name as keyof Facts, rule: evidence.rule, outcome: 'fired' as const, evidence }];
  });
}

function nothing(why: string, evidence: Evidence | undefined): Found {
  const entry: Trace = {
    fact: 'service',
    rule: 'node-site',
    outcome: 'silent',
    why,
    ...(evidence === undefined ? {} : { evidence }),
  };
  return { facts: {}, apps: [], remarks: [] as Remark[], trace: [entry] };
}
