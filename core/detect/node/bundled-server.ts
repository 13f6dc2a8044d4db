import { posix } from 'node:path';
import type { Evidence } from '../facts.js';
import type { Folder } from '../folder.js';
import { flag } from './commands.js';
import { type Configuration, configuration, evidenceAt, type Reading } from './configuration.js';
import { type Manifest, presence } from './manifest.js';
import type { Started } from './start-program.js';
import { path, pluginOf, textOf, type Value } from './values.js';

/** A server that Vite bundles, and the configuration that says so. */
export interface Bundled extends Started {
  readonly evidence: Evidence;
  readonly configuration?: Configuration;
}

/** Plugins by which Vite runs and builds a server: the option that names its file, and the file where none does. */
const PLUGINS: readonly { readonly name: string; readonly option: string; readonly usual?: string }[] = [
  { name: 'vite-plugin-fastify', option: 'serverPath', usual: 'src/server.ts' },
  { name: 'vite-plugin-node', option: 'appPath' },
];

/**
 * The program that `vite build` bundles for Node: what `build.ssr` or `--ssr` names, or the file that a server plugin is
 * given. No script needs to start it: the image runs what the build leaves.
 */
export function bundledServer(reading: Reading, manifest: Manifest): Bundled | undefined {
  const { folder, command } = reading;
  const config = configuration(reading, 'vite.config', '--config', '-c');
  const given = command === undefined ? undefined : flag(command, '--ssr');
  const named = path(config?.value, 'build', 'ssr');
  const plugged = config === undefined ? undefined : pluginEntry(config.value, folder);
  const source = given ?? textOf(named) ?? textOf(plugged?.value) ?? plugged?.usual;
  const entry = source === undefined ? undefined : posix.normalize(source);
  if (entry === undefined || !folder.list().includes(entry)) return undefined;
  const at = given === undefined ? (named ?? plugged?.value) : undefined;
  const evidence =
    at === undefined
      ? given === undefined
        ? presence(folder, entry, 'vite-server-entry')
        : manifest.json.evidence('vite-server-entry', 'scripts')
      : evidenceAt(at.at, 'vite-server-entry');
  const flagged = command === undefined ? undefined : flag(command, '--outDir');
  const output = posix.normalize(flagged ?? textOf(path(config?.value, 'build', 'outDir')) ?? 'dist');
  const ending = manifest.json.string('type') === 'module' ? 'js' : 'mjs';
  const built = posix.join(output, `${posix.basename(entry, posix.extname(entry))}.${ending}`);
  return {
    entry,
    words: ['node', built],
    output,
    evidence,
    ...(config === undefined ? {} : { configuration: config }),
  };
}

function pluginEntry(
  config: Value | undefined,
  folder: Folder,
): { readonly value?: Value; readonly usual?: string } | undefined {
  for (const { name, option, usual } of PLUGINS) {
    const plugin = pluginOf(config, name);
    if (plugin === undefined) continue;
    const value = path(plugin, option);
    if (value !== undefined) return { value };
    return usual !== undefined && folder.list().includes(usual) ? { usual } : undefined;
  }
  return undefined;
}
