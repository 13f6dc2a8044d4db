import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { type Builder, buildersOf, byConfiguration } from './frameworks.js';
import type { Manifest } from './manifest.js';
import { type NxProject, projectBuilder, targetOf } from './nx.js';

export interface BuildScript {
  readonly script: string;
  readonly builder: Builder;
  /** Other scripts that build, best first. */
  readonly others: readonly string[];
  /** The script runs the builder itself, or another script that does. */
  readonly direct: boolean;
  /** Where it stands when it is no script of package.json: the target of an Nx project. */
  readonly target?: { readonly evidence: Evidence; readonly command: string };
}

/** Words in a script's name that make it something else than the production build. */
const ASIDE = [
  'test',
  'e2e',
  'dev',
  'watch',
  'start',
  'storybook',
  'analyze',
  'preview',
  'serve',
  'lint',
  'lib',
  'library',
  'docs',
  'types',
  'ios',
  'android',
  'electron',
  'tauri',
  'mobile',
  'staging',
  'debug',
  'local',
  'mock',
  'predeploy',
  'deploy',
  'publish',
  'release',
  'profile',
  'stats',
  'report',
  'ci',
  'development',
  'extension',
];

/** The build target of an Nx project that has no package.json; undefined when it builds no site. */
export function nxBuildScript(folder: Folder, project: NxProject): BuildScript | undefined {
  const builder = projectBuilder(folder, project);
  if (builder === undefined) return undefined;
  const evidence = project.json.evidence('nx-target', ...targetOf(project.json));
  return {
    script: 'build',
    builder,
    others: [],
    direct: true,
    target: { evidence, command: `nx build ${project.name}` },
  };
}

/** The script that builds the site, and with what; undefined when no script builds one. */
export function buildScript(manifest: Manifest, folder: Folder): BuildScript | undefined {
  const found = [...manifest.scripts.keys()]
    .map((script) => ({ script, builders: buildersOf(script, manifest, folder) }))
    .filter(({ builders }) => builders.length > 0)
    .map(({ script, builders }) => ({ script, builder: strongest(builders) }))
    .filter((one): one is { script: string; builder: Builder } => one.builder !== undefined)
    .sort((a, b) => rank(a.script) - rank(b.script) || (a.script < b.script ? -1 : 1));
  const best = found[0];
  const plain = manifest.scripts.get('build');
  if (best !== undefined && (best.script === 'build' || plain === undefined)) {
    if (rank(best.script) >= 100) return undefined;
    const others = found.slice(1).filter(({ script }) => rank(script) < 100);
    return { ...best, others: others.map(({ script }) => script), direct: true };
  }
  // A `build` script that runs a program of the project's own, or Turborepo and Nx.
  const builder = best?.builder ?? byConfiguration(manifest, folder);
  if (builder === undefined || plain === undefined) return undefined;
  return { script: 'build', builder, others: found.map(({ script }) => script), direct: false };
}

/** The last tool is what makes the site, unless it only adds to one that has a framework of its own. */
function strongest(builders: readonly Builder[]): Builder | undefined {
  const named = builders.filter((builder) => builder.framework !== undefined && builder.framework !== 'vite');
  // Next 13 and older export in a second command.
  const exported = named.find((builder) => builder.command?.args[0] === 'export');
  if (named[0] !== undefined) return exported ?? named[0];
  const vite = builders.find(
    (builder) => builder.framework === 'vite' && builder.command?.args.includes('--ssr') !== true,
  );
  return vite ?? builders.find((builder) => builder.tool !== 'vitepress') ?? builders[0];
}

function rank(script: string): number {
  const words = script.split(/[:_\-.]/u);
  if (script === 'build') return 0;
  const aside = words.filter((word) => ASIDE.includes(word)).length * 100;
  if (words[0] !== 'build') return aside + (words.includes('build') || script === 'generate' ? 40 : 60);
  return aside + (words.some((word) => word === 'prod' || word === 'production') ? 1 : 10 + words.length);
}
