import { posix } from 'node:path';
import { folderOf, relativeToService } from './builtins.js';
import { baseSaid, configuration, pathSaid, type Reading, type Said, type Site } from './configuration.js';
import { type NxProject, targetOf } from './nx.js';
import { path, textOf } from './values.js';

/** A site that an executor of Nx builds with Vite, Next.js or webpack: its output lies below the workspace's root. */
export function nxSite(tool: string, reading: Reading, project: NxProject): Site {
  const { json } = project;
  const options = [...targetOf(json), 'options', 'outputPath'];
  const stem = tool === 'next' ? 'next.config' : 'vite.config';
  const config = tool === 'webpack' ? undefined : configuration(reading, posix.join(project.folder, stem));
  const given = json.string(...options);
  const ownPath = posix.relative(folderOf(reading.folder, project.root), folderOf(reading.folder, project.folder));
  const usual: Said<string> = {
    value: relativeToService(reading.folder, posix.join(project.root, given ?? posix.join('dist', ownPath))),
    evidence: json.evidence('nx-output-path', ...(given === undefined ? targetOf(json) : options)),
  };
  const said =
    tool === 'vite'
      ? pathSaid(reading.folder, path(config?.value, 'build', 'outDir'), project.folder, 'vite-outdir').said
      : undefined;
  const exported = tool === 'next' && textOf(path(config?.value, 'output')) === 'export';
  const output =
    tool === 'next' ? { ...usual, value: posix.join(usual.value, exported ? 'out' : '.next') } : (said ?? usual);
  const base = baseSaid(path(config?.value, tool === 'next' ? 'basePath' : 'base'), `${tool}-base`);
  const isServer = tool === 'next' && !exported;
  return {
    output,
    serves: { value: isServer ? 'server' : 'static', evidence: json.evidence('nx-executor', ...targetOf(json)) },
    ...(base === undefined ? {} : { base }),
    ...(config === undefined ? {} : { configuration: config }),
  };
}
