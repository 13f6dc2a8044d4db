import { posix } from 'node:path';
import { relativeToService } from './builtins.js';
import { flag } from './commands.js';
import { baseSaid, byDefault, configuration, pathSaid, type Reading, type Site, siteFrom } from './configuration.js';
import type { Manifest } from './manifest.js';
import { rollupSite } from './rollup-site.js';
import { path } from './values.js';

/** How a site generator names its configuration, output folder and base, and what it does without them. */
interface Generator {
  readonly config: string;
  readonly output: readonly string[];
  readonly usual: string;
  readonly flags: readonly string[];
  readonly base: readonly string[];
}

const GENERATORS: Readonly<Record<string, Generator>> = {
  'vue-cli': { config: 'vue.config', output: ['outputDir'], usual: 'dist', flags: ['--dest'], base: ['publicPath'] },
  gatsby: { config: 'gatsby-config', output: [], usual: 'public', flags: [], base: ['pathPrefix'] },
  docusaurus: { config: 'docusaurus.config', output: [], usual: 'build', flags: ['--out-dir'], base: ['baseUrl'] },
  parcel: { config: '', output: [], usual: 'dist', flags: ['--dist-dir', '-d'], base: [] },
  rsbuild: {
    config: 'rsbuild.config',
    output: ['output', 'distPath', 'root'],
    usual: 'dist',
    flags: ['--dist-path'],
    base: ['server', 'base'],
  },
  webpack: {
    config: 'webpack.config',
    output: ['output', 'path'],
    usual: 'dist',
    flags: ['--output-path', '-o'],
    base: ['output', 'publicPath'],
  },
  eleventy: {
    config: 'eleventy.config',
    output: ['dir', 'output'],
    usual: '_site',
    flags: ['--output'],
    base: ['pathPrefix'],
  },
  ember: { config: '', output: [], usual: 'dist', flags: ['--output-path', '-o'], base: [] },
  farm: { config: 'farm.config', output: ['compilation', 'output', 'path'], usual: 'dist', flags: [], base: [] },
  quasar: { config: '', output: [], usual: 'dist/spa', flags: [], base: [] },
};

/** Sites of generators that have no framework name of their own. */
export function otherSite(tool: string, reading: Reading, manifest: Manifest): Site {
  if (tool === 'vinxi') {
    const serves = byDefault<'server'>(reading, 'server', 'vinxi-server', undefined);
    return { serves, output: byDefault(reading, '.output', 'vinxi-server', undefined) };
  }
  if (tool === 'nitro') return nitroSite(reading);
  if (tool === 'rollup') return rollupSite(reading, manifest);
  if (tool === 'vitepress') return vitepressSite(reading);
  const generator = GENERATORS[tool];
  if (generator === undefined) return {};
  if (tool === 'webpack' && !manifest.all.has('html-webpack-plugin')) {
    const evidence = manifest.json.evidence('webpack-no-page', 'devDependencies');
    return { refusal: { value: 'webpack writes no page (html-webpack-plugin): assets of another program', evidence } };
  }
  const config = generator.config === '' ? undefined : configuration(reading, generator.config, '--config', '-c');
  const given = reading.command === undefined ? undefined : flag(reading.command, ...generator.flags);
  const asked = generator.output.length === 0 ? undefined : path(config?.value, ...generator.output);
  const said = pathSaid(reading.folder, asked, '.', `${tool}-output`);
  const fallback = byDefault(
    reading,
    given === undefined ? generator.usual : relativeToService(reading.folder, given),
    `${tool}-default`,
    config?.file,
  );
  const output = given === undefined ? (said.said ?? (said.known ? fallback : undefined)) : fallback;
  const base =
    generator.base.length === 0 ? undefined : baseSaid(path(config?.value, ...generator.base), `${tool}-base`);
  return {
    ...(output === undefined ? {} : { output }),
    ...(base === undefined ? {} : { base }),
    serves: byDefault(reading, 'static', `${tool}-site`, config?.file),
  };
}

function nitroSite(reading: Reading): Site {
  const config = configuration(reading, 'nitro.config');
  const said = pathSaid(reading.folder, path(config?.value, 'output', 'dir'), '.', 'nitro-output');
  const output = said.said ?? (said.known ? byDefault(reading, '.output', 'nitro-default', config?.file) : undefined);
  return siteFrom(config, output, byDefault<'server'>(reading, 'server', 'nitro-server', config?.file));
}

function vitepressSite(reading: Reading): Site {
  const args = reading.command?.args ?? [];
  const after = args[args.indexOf('build') + 1];
  const root = after === undefined || after.startsWith('-') ? '.' : posix.normalize(after);
  const config =
    configuration(reading, posix.join(root, '.vitepress/config')) ??
    configuration(reading, posix.join(root, '.vitepress/config/index'));
  const said = pathSaid(reading.folder, path(config?.value, 'outDir'), root, 'vitepress-outdir');
  const fallback = byDefault(reading, posix.join(root, '.vitepress/dist'), 'vitepress-default', config?.file);
  const output = said.said ?? (said.known ? fallback : undefined);
  const base = baseSaid(path(config?.value, 'base'), 'vitepress-base');
  return {
    ...(output === undefined ? {} : { output }),
    ...(base === undefined ? {} : { base }),
    serves: byDefault(reading, 'static', 'vitepress-site', config?.file),
  };
}
