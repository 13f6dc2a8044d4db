// The service's own Vite configuration; the names below are read when the page runs instead of being built in.
// Used by: vite build --config deploy/runtime/vite.config.mjs
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfigFromFile, loadEnv, mergeConfig } from 'vite';

const NAMES = ['VITE_API_URL', 'VITE_TENANT'];
const DEFAULTS = { VITE_API_URL: 'http://localhost:8093' };

export default async (env) => {
  const own = (await loadConfigFromFile(env))?.config ?? {};
  if (env.command !== 'build') return own;
  const root = resolve(own.root ?? '.');
  const files = own.envDir === false ? {} : loadEnv(env.mode, resolve(root, own.envDir ?? '.'), '');
  const known = NAMES.filter((name) => name in files || name in DEFAULTS);
  const defaults = Object.fromEntries(known.map((name) => [name, files[name] ?? DEFAULTS[name]]));
  // Pages that are rendered during the build read what the build knows.
  globalThis.__ENV__ = defaults;
  const define = Object.fromEntries(NAMES.map((name) => [`import.meta.env.${name}`, `globalThis.__ENV__.${name}`]));
  return mergeConfig(own, { define, plugins: [placeholders(defaults), runtime(defaults)] });
};

/** %VITE_X% in the page itself is text that no script fills: it gets the value of the build, as before. */
function placeholders(defaults) {
  return {
    name: 'runtime-placeholders',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace(/%(\w+)%/g, (all, name) => (NAMES.includes(name) ? (defaults[name] ?? '') : all)),
    },
  };
}

/** Loads env.js before the first module, and leaves in .site/ what deploy/nginx/site.sh reads at start. */
function runtime(defaults) {
  let base = '/';
  let folder = 'dist';
  return {
    name: 'runtime-env',
    configResolved(config) {
      base = config.base;
      folder = resolve(config.root, config.build.outDir, '.site');
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        { tag: 'script', attrs: { src: `${base}env.js` }, injectTo: 'head-prepend' },
      ],
    },
    writeBundle(_, bundle) {
      const pages = Object.values(bundle).filter((file) => file.fileName.endsWith('.html'));
      if (!pages.length) return;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'env-defaults.js'), `globalThis.__ENV__ = ${JSON.stringify(defaults)};\n`);
      writeFileSync(join(folder, 'script-sources'), `${[...new Set(pages.flatMap((page) => scripts(String(page.source))))].join(' ')}\n`);
    },
  };
}

/** Sources for a Content-Security-Policy: the hash of each inline script, the origin of each one from elsewhere. */
function scripts(html) {
  const found = [];
  for (const [, attributes, code] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
    const [, address] = /\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(attributes) ?? [];
    if (address === undefined && code.trim()) found.push(`'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    if (/^(https?:)?\/\//.test(address ?? '')) found.push(new URL(address, 'https://site').origin);
  }
  return found;
}
