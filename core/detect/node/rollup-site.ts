import { posix } from 'node:path';
import { relativeToService } from './builtins.js';
import { configuration, evidenceAt, type Reading, type Said, type Site } from './configuration.js';
import type { Manifest } from './manifest.js';
import { path, textOf, type Value } from './values.js';

/** Plugins that write the page around the bundle. */
const PAGES = [
  '@rollup/plugin-html',
  '@web/rollup-plugin-html',
  '@open-wc/rollup-plugin-html',
  'rollup-plugin-generate-html-template',
  'rollup-plugin-html',
  'rollup-plugin-html2',
];

/**
 * A site that plain Rollup bundles: a plugin writes its page, or the bundle goes into a folder with a page of its own
 * (`public/build/bundle.js` beside `public/index.html`). Everything else that Rollup builds is a library.
 */
export function rollupSite(reading: Reading, manifest: Manifest): Site {
  const config = configuration(reading, 'rollup.config', '--config', '-c');
  const outputs = each(config?.value).flatMap((one) => each(path(one, 'output')));
  for (const output of outputs) {
    const said = writtenTo(reading, output);
    const page = said === undefined ? undefined : pageFolder(reading, said.value);
    const isWritten = PAGES.some((name) => manifest.all.has(name));
    if (said === undefined || (page === undefined && !isWritten)) continue;
    return {
      ...(config === undefined ? {} : { configuration: config }),
      output: { ...said, value: page ?? said.value },
      serves: { value: 'static', evidence: { ...said.evidence, rule: 'rollup-site' } },
    };
  }
  const evidence = manifest.json.evidence('rollup-no-page', 'devDependencies');
  return { refusal: { value: 'rollup writes no page: a library, or assets of another program', evidence } };
}

const each = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : value.kind === 'list' ? value.items : [value];

function writtenTo(reading: Reading, output: Value): Said<string> | undefined {
  const folder = path(output, 'dir');
  const value = folder ?? path(output, 'file');
  const text = textOf(value);
  if (text === undefined || value === undefined) return undefined;
  const place = relativeToService(reading.folder, folder === undefined ? posix.dirname(text) : text);
  return { value: place, evidence: evidenceAt(value.at, 'rollup-output') };
}

/** The nearest folder around the bundle that has a page; the service folder itself holds sources. */
function pageFolder(reading: Reading, place: string): string | undefined {
  for (let at = posix.normalize(place); at !== '.' && !at.startsWith('..'); at = posix.dirname(at))
    if (reading.folder.read(posix.join(at, 'index.html')) !== undefined) return at;
  return undefined;
}
