import { posix } from 'node:path';
import type { Evidence, Fact, Facts } from '../facts.js';
import type { Folder } from '../folder.js';
import type { BuildScript } from './build-script.js';
import type { Said, Site } from './configuration.js';
import { type Manifest, presence } from './manifest.js';
import type { Server } from './server.js';
import { WITH_VALUE } from './start-program.js';

/** What the build of a site says: its framework, script, output and how it is served. */
export function siteFacts(
  manifest: Manifest,
  build: BuildScript | undefined,
  site: Site | undefined,
  folder: Folder,
): Facts {
  if (build === undefined || site === undefined) return {};
  const script = build.target?.evidence ?? manifest.json.evidence('build-script', 'scripts', build.script);
  const file = site.configuration?.file;
  const shown = file === undefined ? [] : [presence(folder, file, 'configuration')];
  const framework = build.builder.framework;
  const command = build.target?.command ?? manifest.scripts.get(build.script);
  const detail = site.detail === undefined ? '' : `-${site.detail}`;
  return {
    // Nitro by itself builds servers that answer with data.
    service: certain(build.builder.tool === 'nitro' ? 'backend' : 'frontend', script, ...shown),
    ...(framework === undefined
      ? {}
      : { framework: certain(framework, { ...script, rule: `${framework}${detail}` }, ...shown) }),
    buildScript: {
      value: build.script,
      confidence: build.direct ? 'certain' : 'likely',
      evidence: [script],
      others: build.others.map((other) => ({
        value: other,
        evidence: [manifest.json.evidence('build-script', 'scripts', other)],
        reason: `outranked by ${build.script}`,
      })),
    },
    ...(command === undefined ? {} : { buildCommand: certain(command, script) }),
    ...from('outputDir', site.output),
    ...from('basePath', site.base),
    ...from('serves', site.serves),
    ...from('fallbackPage', site.fallback),
    ...from('proxyPort', site.proxy),
  };
}

/** A program of the project's own that Node runs; with pages it is a frontend. */
export function serverFacts(manifest: Manifest, server: Server, folder: Folder): Facts {
  const build = manifest.scripts.has('build') ? manifest.json.evidence('build-script', 'scripts', 'build') : undefined;
  const output = build === undefined ? undefined : writtenTo(server, folder);
  return {
    service: {
      value: server.pages === undefined ? 'backend' : 'frontend',
      confidence: 'likely',
      evidence: [server.evidence, server.library, ...(server.pages === undefined ? [] : [server.pages])],
      others: [],
    },
    framework: certain('node', server.library, server.evidence),
    serves: certain('server', server.evidence),
    ...(build === undefined ? {} : { buildScript: certain('build', build) }),
    ...(output === undefined ? {} : { outputDir: output }),
  };
}

/** The folder that the build of a server writes: that of the file which starts it, where no such folder is checked in. */
function writtenTo(server: Server, folder: Folder): Fact<string> | undefined {
  if (server.output !== undefined) return certain(server.output, server.evidence);
  const file = server.words.find(
    (word, at) => at > 0 && !word.startsWith('-') && word.includes('/') && !WITH_VALUE.has(server.words[at - 1] ?? ''),
  );
  const path = posix.normalize(file ?? '');
  const top = path.includes('/') ? (path.split('/')[0] ?? '') : '';
  const isThere = folder.list().some((one) => one.startsWith(`${top}/`));
  return top === '' || top === '..' || isThere ? undefined : certain(top, server.evidence);
}

/** A fact that nothing speaks against. */
export function certain<T>(value: T, ...evidence: readonly Evidence[]): Fact<T> {
  return { value, confidence: 'certain', evidence, others: [] };
}

function from<K extends string, T>(name: K, said: Said<T> | undefined): { readonly [key in K]?: Fact<T> } {
  if (said === undefined) return {};
  return { [name]: certain(said.value, said.evidence) } as { readonly [key in K]?: Fact<T> };
}
