import { posix } from 'node:path';
import type { Folder } from '../folder.js';
import { angularSite } from './angular.js';
import { relativeToService } from './builtins.js';
import { flag } from './commands.js';
import {
  baseSaid,
  byDefault,
  configuration,
  evidenceAt,
  pathSaid,
  publicPath,
  type Reading,
  type Said,
  type Site,
  siteFrom,
} from './configuration.js';
import type { Environment, Evaluator } from './evaluate.js';
import type { Builder } from './frameworks.js';
import type { Manifest } from './manifest.js';
import { nxSite } from './nx-site.js';
import { otherSite } from './other-sites.js';
import { svelteSite } from './svelte-site.js';
import { calleeOf, path, pluginOf, textOf, truth, type Value } from './values.js';
import { viteSite } from './vite.js';

/** What the build of a site leaves and where, read from the framework's own configuration. */
export function siteOf(
  builder: Builder,
  manifest: Manifest,
  folder: Folder,
  evaluator: Evaluator,
  environment: Environment,
): Site {
  const { command, project } = builder;
  const reading: Reading = { folder, evaluator, command, ...(project === undefined ? {} : { project }) };
  if (project !== undefined && builder.framework !== 'angular') return nxSite(builder.tool, reading, project);
  switch (builder.framework) {
    case 'vite':
      return viteSite(reading, manifest);
    case 'next':
      return nextSite(reading);
    case 'sveltekit':
      return svelteSite(reading);
    case 'nuxt':
      return nuxtSite(reading, manifest);
    case 'astro':
      return astroSite(reading);
    case 'angular':
      return angularSite(reading, manifest);
    case 'cra':
      return reactScriptsSite(reading, manifest, environment);
    case 'react-router':
    case 'remix':
      return routerSite(reading);
    default:
      return otherSite(builder.tool, reading, manifest);
  }
}

/** `output: 'export'` writes files (into distDir when set), everything else is served by Node. */
function nextSite(reading: Reading): Site {
  const config = configuration(reading, 'next.config');
  const mode = path(config?.value, 'output');
  const exported = textOf(mode) === 'export' || reading.command?.args[0] === 'export';
  const said = pathSaid(reading.folder, path(config?.value, 'distDir'), '.', 'next-distdir');
  const fallback: Said<string> =
    exported && mode !== undefined
      ? { value: 'out', evidence: evidenceAt(mode.at, 'next-export') }
      : byDefault(reading, exported ? 'out' : '.next', 'next-default-distdir', config?.file);
  const output = reading.command?.args[0] === 'export' ? fallback : (said.said ?? (said.known ? fallback : undefined));
  const serves: Said<'static' | 'server'> =
    mode === undefined || textOf(mode) === undefined
      ? byDefault(reading, exported ? 'static' : 'server', 'next-server', config?.file)
      : { value: exported ? 'static' : 'server', evidence: evidenceAt(mode.at, 'next-output') };
  return siteFrom(config, output, serves, baseSaid(path(config?.value, 'basePath'), 'next-basepath'));
}

function nuxtSite(reading: Reading, manifest: Manifest): Site {
  const config = configuration(reading, 'nuxt.config');
  const verb = reading.command?.args.find((arg) => arg === 'build' || arg === 'generate');
  const first = (manifest.all.get('nuxt') ?? '').split('').find((character) => character >= '0' && character <= '9');
  const base = baseSaid(path(config?.value, 'app', 'baseURL') ?? path(config?.value, 'router', 'base'), 'nuxt-base');
  const preset = textOf(path(config?.value, 'nitro', 'preset')) ?? reading.command?.environment.get('NITRO_PRESET');
  const target = textOf(path(config?.value, 'target'));
  const isStatic = verb === 'generate' || preset === 'static' || preset === 'github-pages' || target === 'static';
  const serves = byDefault<'static' | 'server'>(reading, isStatic ? 'static' : 'server', 'nuxt-command', config?.file);
  if (first === '2')
    return siteFrom(
      config,
      byDefault(reading, isStatic ? 'dist' : '.nuxt', 'nuxt-default', config?.file),
      serves,
      base,
    );
  const place = pathSaid(reading.folder, path(config?.value, 'nitro', 'output', 'dir'), '.', 'nuxt-output');
  const output = place.said ?? (place.known ? byDefault(reading, '.output', 'nuxt-default', config?.file) : undefined);
  return siteFrom(config, output && isStatic ? { ...output, value: `${output.value}/public` } : output, serves, base);
}

function astroSite(reading: Reading): Site {
  const config = configuration(reading, 'astro.config', '--config');
  const given = reading.command === undefined ? undefined : flag(reading.command, '--outDir');
  const said = pathSaid(reading.folder, path(config?.value, 'outDir'), '.', 'astro-outdir');
  const fallback = byDefault(reading, 'dist', 'astro-default', config?.file);
  const output =
    given === undefined
      ? (said.said ?? (said.known ? fallback : undefined))
      : { ...fallback, value: relativeToService(reading.folder, given) };
  const mode = path(config?.value, 'output');
  const adapter = path(config?.value, 'adapter');
  const text = textOf(mode);
  const module = calleeOf(adapter)?.module;
  const renders = text === 'server' || text === 'hybrid' || (text === undefined && module === '@astrojs/node');
  const at = text === undefined ? adapter : mode;
  const value: 'static' | 'server' = renders ? 'server' : 'static';
  const serves =
    at === undefined
      ? byDefault(reading, value, 'astro-default', config?.file)
      : { value, evidence: evidenceAt(at.at, 'astro-output') };
  return siteFrom(config, output, serves, baseSaid(path(config?.value, 'base'), 'astro-base'));
}

function reactScriptsSite(reading: Reading, manifest: Manifest, environment: Environment): Site {
  const given = reading.command?.environment.get('BUILD_PATH') ?? environment('BUILD_PATH');
  const value = given === undefined ? 'build' : posix.normalize(given);
  const output = {
    value,
    evidence: manifest.json.evidence(given === undefined ? 'cra-default' : 'cra-build-path', 'scripts', 'build'),
  };
  const homepage = environment('PUBLIC_URL') ?? manifest.json.string('homepage');
  const text = homepage?.includes('://') === true ? pathOf(homepage) : homepage;
  const base = text === undefined ? undefined : publicPath(text);
  const evidence = manifest.json.evidence('cra-homepage', 'homepage');
  const serves = { value: 'static' as const, evidence: output.evidence };
  return siteFrom(undefined, output, serves, base === undefined ? undefined : { value: base, evidence });
}

function pathOf(address: string): string | undefined {
  const slash = address.indexOf('/', address.indexOf('://') + 3);
  return slash === -1 ? '/' : address.slice(slash);
}

/** React Router 7 and Remix: `ssr: false` leaves files in build/client, otherwise a server in build. */
function routerSite(reading: Reading): Site {
  const own = configuration(reading, 'react-router.config') ?? configuration(reading, 'remix.config');
  const options: Value | undefined =
    own?.value ?? pluginOf(configuration(reading, 'vite.config', '--config', '-c')?.value, '@remix-run/dev');
  const ssr = path(options, 'ssr');
  const isStatic = ssr !== undefined && truth(ssr) === false;
  const place = pathSaid(reading.folder, path(options, 'buildDirectory'), '.', 'router-build-directory');
  const output = place.said ?? (place.known ? byDefault(reading, 'build', 'router-default', own?.file) : undefined);
  const value: 'static' | 'server' = isStatic ? 'static' : 'server';
  const serves =
    ssr === undefined
      ? byDefault(reading, value, 'router-default', own?.file)
      : { value, evidence: evidenceAt(ssr.at, 'router-ssr') };
  const base = baseSaid(path(options, 'basename'), 'router-basename');
  return siteFrom(own, output && isStatic ? { ...output, value: `${output.value}/client` } : output, serves, base);
}
