import {
  baseSaid,
  configuration,
  evidenceAt,
  pathSaid,
  type Reading,
  type Said,
  type Site,
  siteFrom,
} from './configuration.js';
import { calleeOf, path, pluginOf, textOf } from './values.js';

/** The adapter that the configuration calls decides; one that is only installed does not. */
export function svelteSite(reading: Reading): Site {
  const own = configuration(reading, 'svelte.config');
  const bundler = configuration(reading, 'vite.config', '--config', '-c');
  // Newer versions take the options of `kit` as those of the plugin.
  const plugin = pluginOf(bundler?.value, '@sveltejs/kit/vite');
  const isInPlugin = path(plugin, 'adapter') !== undefined;
  const config = isInPlugin ? bundler : (own ?? bundler);
  const kit = isInPlugin ? plugin : path(own?.value, 'kit');
  const adapter = path(kit, 'adapter');
  const base = baseSaid(path(kit, 'paths', 'base'), 'sveltekit-base');
  const module = calleeOf(adapter)?.module ?? '';
  if (adapter === undefined) return siteFrom(config, undefined, undefined, base);
  const serves = (value: 'static' | 'server'): Said<'static' | 'server'> => ({
    value,
    evidence: evidenceAt(adapter.at, 'sveltekit-adapter'),
  });
  const folder = (option: string): Said<string> | undefined => {
    const said = pathSaid(reading.folder, path(adapter, option), '.', `sveltekit-${option}`);
    const fallback = { value: 'build', evidence: evidenceAt(adapter.at, 'sveltekit-adapter') };
    return said.said ?? (said.known ? fallback : undefined);
  };
  if (module === '@sveltejs/adapter-static') {
    const page = path(adapter, 'fallback');
    const name = textOf(page);
    const site = siteFrom(config, folder('pages'), serves('static'), base);
    // A web server answers with 404.html by itself, and with the status that belongs to it.
    return page === undefined || name === undefined || name === '404.html'
      ? site
      : { ...site, fallback: { value: name, evidence: evidenceAt(page.at, 'sveltekit-fallback') } };
  }
  if (module === '@sveltejs/adapter-node' || module === 'svelte-adapter-bun')
    return siteFrom(config, folder('out'), serves('server'), base);
  return siteFrom(config, undefined, undefined, base);
}
