import { posix } from 'node:path';
import { localPort } from '../local-address.js';
import { relativeToService } from './builtins.js';
import { flag } from './commands.js';
import {
  baseSaid,
  byDefault,
  type Configuration,
  configuration,
  evidenceAt,
  pathSaid,
  publicPath,
  type Reading,
  type Said,
  type Site,
} from './configuration.js';
import { type Manifest, presence } from './manifest.js';
import { calleeOf, path, property, textOf, type Value } from './values.js';

/** Packages that render what Vite bundles, for the text of the evidence. */
const VIEWS: readonly (readonly [string, string])[] = [
  ['react', 'react'],
  ['vue', 'vue'],
  ['svelte', 'svelte'],
  ['solid-js', 'solid'],
  ['preact', 'preact'],
  ['lit', 'lit'],
  ['@builder.io/qwik', 'qwik'],
];
/** Plugins by which Vite builds a server of its own, with the folder it writes. */
const SERVERS: readonly (readonly [string, string])[] = [
  ['@tanstack/react-start', '.output'],
  ['@tanstack/solid-start', '.output'],
  ['@solidjs/start', '.output'],
];

/** A site built by `vite build`: root, output folder and base from flags and configuration. */
export function viteSite(reading: Reading, manifest: Manifest): Site {
  const { folder, command } = reading;
  const config = configuration(reading, 'vite.config', '--config', '-c');
  const root = viteRoot(reading, config);
  const detail = VIEWS.find(([name]) => manifest.all.has(name))?.[1];
  const proxy = proxied(config);
  const common = {
    ...(detail === undefined ? {} : { detail }),
    ...(config === undefined ? {} : { configuration: config }),
    ...(proxy === undefined ? {} : { proxy }),
  };
  const server = SERVERS.find(([name]) => manifest.all.has(name));
  if (server !== undefined) {
    const evidence = manifest.json.evidence('vite-server-plugin', 'dependencies', server[0]);
    const nitro = manifest.all.has('nitro') || manifest.all.has('nitropack') || server[0] === '@solidjs/start';
    return {
      ...common,
      serves: { value: 'server', evidence },
      output: { value: nitro ? server[1] : 'dist', evidence },
    };
  }
  const refusal = noSite(reading, manifest, config, root);
  if (refusal !== undefined) return { ...common, refusal };
  const given = command === undefined ? undefined : flag(command, '--outDir');
  const said = pathSaid(folder, path(config?.value, 'build', 'outDir'), root, 'vite-outdir');
  const fallback = byDefault(reading, posix.join(root, 'dist'), 'vite-default-outdir', config?.file);
  const output =
    given !== undefined
      ? {
          value: relativeToService(folder, given, root),
          evidence: manifest.json.evidence('vite-outdir-flag', 'scripts'),
        }
      : (said.said ?? (said.known ? fallback : undefined));
  const baseFlag = command === undefined ? undefined : flag(command, '--base');
  const base =
    baseFlag === undefined ? baseSaid(path(config?.value, 'base'), 'vite-base') : flagBase(baseFlag, manifest);
  const vike = manifest.all.has('vike') || manifest.all.has('vite-plugin-ssr');
  const serves: Said<'static'> | undefined = vike ? undefined : byDefault(reading, 'static', 'vite-site', config?.file);
  return {
    ...common,
    ...(output === undefined ? {} : { output: vike ? { ...output, value: `${output.value}/client` } : output }),
    ...(base === undefined ? {} : { base }),
    ...(serves === undefined ? {} : { serves }),
  };
}

/** The first target of `server.proxy` on this machine. */
function proxied(config: Configuration | undefined): Said<number> | undefined {
  const proxy = path(config?.value, 'server', 'proxy');
  for (const key of proxy?.kind === 'record' ? proxy.keys() : []) {
    const given = property(proxy, key);
    const target = given?.kind === 'record' ? property(given, 'target') : given;
    const port = localPort(textOf(target) ?? '');
    if (port !== undefined && target !== undefined)
      return { value: port, evidence: evidenceAt(target.at, 'vite-proxy') };
  }
  return undefined;
}

function flagBase(text: string, manifest: Manifest): Said<string> | undefined {
  const value = publicPath(text);
  return value === undefined ? undefined : { value, evidence: manifest.json.evidence('vite-base-flag', 'scripts') };
}

/** Vite's root relative to the service folder: the word behind `build`, else the configuration's. */
function viteRoot(reading: Reading, config: Configuration | undefined): string {
  const args = reading.command?.args ?? [];
  const after = args[args.indexOf('build') + 1];
  if (reading.command?.name === 'vite' && args.includes('build') && after !== undefined && !after.startsWith('-')) {
    return posix.normalize(after);
  }
  const text = textOf(path(config?.value, 'root'));
  return text === undefined ? '.' : relativeToService(reading.folder, text);
}

/** Vite also builds libraries and the assets of other programs: a site has a page to start from. */
function noSite(
  reading: Reading,
  manifest: Manifest,
  config: Configuration | undefined,
  root: string,
): Said<string> | undefined {
  const { folder } = reading;
  const page = folder.list().includes(posix.join(root, 'index.html'));
  const library = path(config?.value, 'build', 'lib');
  if (library !== undefined && library.kind !== 'constant') {
    return { value: 'vite builds a library (build.lib)', evidence: evidenceAt(library.at, 'vite-library') };
  }
  const renders =
    manifest.all.has('vike') || manifest.all.has('vite-plugin-ssr') || manifest.all.has('vite-plugin-pages-html');
  if (page || renders || namesPage(inputsOf(config)) || pluginMakesPage(config)) return undefined;
  const evidence = presence(folder, config?.file ?? 'package.json', 'vite-no-page');
  return { value: `no index.html in ${root}: vite builds assets of another program`, evidence };
}

function inputsOf(config: Configuration | undefined): Value | undefined {
  return (
    path(config?.value, 'build', 'rollupOptions', 'input') ?? path(config?.value, 'build', 'rolldownOptions', 'input')
  );
}

function namesPage(input: Value | undefined): boolean {
  const values =
    input?.kind === 'list'
      ? input.items
      : input?.kind === 'record'
        ? input.keys().map((key) => input.get(key))
        : [input];
  return values.some((value) => textOf(value)?.endsWith('.html') === true);
}

/** Plugins that write the page themselves. */
function pluginMakesPage(config: Configuration | undefined): boolean {
  const plugins = path(config?.value, 'plugins');
  const items = plugins?.kind === 'list' ? plugins.items : [];
  return items.some((item) =>
    ['vite-plugin-html', 'vite-plugin-mpa', 'vite-plugin-virtual-mpa'].includes(calleeOf(item)?.module ?? ''),
  );
}
