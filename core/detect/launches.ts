import type { Folder } from './folder.js';
import { findBuilds } from './launch/builds.js';
import type { Found } from './launch/commands.js';
import { portOnly, readComposeStarts, readExposed, readImageStarts, readPublished } from './launch/images.js';
import type { Launch } from './launch/launch.js';
import { readPlatformFiles, readProcfile } from './launch/platforms.js';
import { readPackageScripts, readProjectScripts } from './launch/scripts.js';
import { readTerraform } from './launch/terraform.js';

/**
 * Start commands and port declarations of everything but source code, most trustworthy first: what an image starts,
 * what compose starts in it, Procfile and platform files, ports that are only declared, scripts that nothing refers
 * to, and last what a server takes by itself. A command that names a module or file which is not there is stale and
 * comes after all others.
 */
export function readLaunches(folder: Folder): readonly Launch[] {
  const builds = findBuilds(folder);
  const platforms = readPlatformFiles(folder);
  const image = readImageStarts(folder, builds);
  const compose = readComposeStarts(folder, builds);
  const starts = [...image, ...compose, ...readProcfile(folder), ...platforms.starts];
  const scripts = [...readPackageScripts(folder), ...readProjectScripts(folder)];
  const declared = [
    ...readExposed(folder, builds),
    ...readPublished(folder, builds),
    ...platforms.ports,
    ...provisioned(folder),
  ];
  const live = (found: readonly Found[]): readonly Launch[] =>
    found.filter((one) => !one.isStale).map((one) => one.launch);
  const all = [
    ...live(starts),
    ...declared,
    ...live(scripts),
    ...defaults(folder, starts),
    ...[...starts, ...scripts].filter((one) => one.isStale).map((one) => one.launch),
  ];
  const seen = new Set<string>();
  return all.filter((launch) => {
    const key = JSON.stringify(launch);
    return !seen.has(key) && seen.add(key);
  });
}

/** Ports that Terraform gives to the containers it runs. */
function provisioned(folder: Folder): readonly Launch[] {
  return readTerraform(folder).flatMap(({ kind, value, file, line }) =>
    kind === 'port' ? [portOnly(folder, 'manifest', file, line, 'terraform-port', Number(value))] : [],
  );
}

function defaults(folder: Folder, found: readonly Found[]): readonly Launch[] {
  return found.flatMap(({ launch, isStale, defaultPort }) => {
    const isConfigured =
      launch.words.some((word) => word.startsWith('gunicorn')) && folder.list().includes('gunicorn.conf.py');
    if (isStale || defaultPort === undefined || isConfigured) return [];
    const { source, evidence } = launch;
    return [portOnly(folder, source, evidence.file, evidence.line, 'server-default-port', defaultPort)];
  });
}
